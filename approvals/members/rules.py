"""加签·减签·转办的次序: pure; who answers after whom when a seat joins a round, leaves it or changes hands."""

from collections.abc import Mapping
from dataclasses import dataclass

from approvals.policies.words import RoundRule

BEFORE, AFTER, BESIDE, LENT = "before", "after", "beside", "lent"
Links = Mapping[int, int | None]  # seat → the seat whose answer comes first


def joined(links: Links, *, new: int, mine: int, way: str) -> dict[int, int | None]:
    """Return the order once a seat has joined: before mine, after mine, or beside it at the same time."""
    if way == AFTER:
        moved = {seat: new if first == mine else first for seat, first in links.items()}
        return {**moved, new: mine}
    if way in (BEFORE, LENT):
        return {**links, new: links[mine], mine: new}
    return {**links, new: None}


def left(links: Links, *, gone: int) -> dict[int, int | None]:
    """Return the order once a seat has left: whoever came after it comes after the one before it."""
    return {seat: links[gone] if first == gone else first for seat, first in links.items() if seat != gone}


def handed(links: Links, *, old: int, new: int) -> dict[int, int | None]:
    """Return the order once a seat has passed to another: its place in the order goes with it."""
    kept = {seat: new if first == old else first for seat, first in links.items() if seat != old}
    return {**kept, new: links[old]}


@dataclass(frozen=True)
class TooFew:
    """Why nobody more may leave a round: how many must stay."""

    least: int


def may_leave(electorate: int, *, rule: RoundRule, at_least: int = 1, enough: int | None = None) -> TooFew | None:
    """Tell what forbids one of an electorate to leave it; None where nothing does.

    A round keeps somebody, as many as each threshold of its rule counts by number, and a panel as many as close it.
    """
    counted = [threshold.number or 1 for threshold in (rule.approve, rule.reject, rule.returns) if threshold]
    least = max(*counted, at_least, enough or 1)
    return TooFew(least) if electorate - 1 < least else None
