"""排名: pure; a list of scores becomes an order with a quota line, and every position says why.

The declared rule: whoever stands highest is decided first, and is taken if those taken can still be completed so that
no cap is exceeded and every reserve is filled. The waiting list are the next in the same order.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from approvals.rankings.reserves import Bound, OverConstrained, Taking, check

__all__ = ["IN", "OUT", "WAITLIST", "Bound", "Entry", "OverConstrained", "Placed", "TieAtLine", "rank"]

IN, WAITLIST, OUT = "in", "waitlist", "out"


@dataclass(frozen=True)
class Entry:
    """Somebody to be ranked: greater keys go first, the score before the links of the tie rule; None is the lowest."""

    key: int
    score: Decimal
    ties: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A position, whether it is within the places, and which link of the rule set it apart (0 is the score).

    ``held_by`` are the rules that kept somebody out who would otherwise be in; ``lifted_by`` the reserves that let
    somebody in who would otherwise be out.
    """

    key: int
    position: int
    standing: str
    parted_by: int
    held_by: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


class TieAtLine(Exception):  # noqa: N818 — it is no error that people are equal
    """The order of equals changes where somebody stands; a person must put them in order."""

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__(keys)
        self.keys = tuple(keys)


def rank(
    entries: Sequence[Entry],
    *,
    places: int,
    waitlist: int = 0,
    chosen: Sequence[int] = (),
    bounds: Sequence[Bound] = (),
) -> list[Placed]:
    """Order the entries and draw the quota line.

    ``chosen`` is the order a person gave to equals. Raises TieAtLine when the order of equals that nobody has put in
    order decides who is in, or who is next on the waiting list; OverConstrained when no choice keeps all ``bounds``.
    The order of the input never matters.
    """
    held_by: dict[int, tuple[str, ...]] = {}
    order, taken = choose(entries, places=places, waitlist=waitlist, chosen=chosen, bounds=bounds, held_by=held_by)
    waits = [entry.key for entry in order if entry.key not in taken][:waitlist]
    plain = _plain([entry.key for entry in order], places=places, bounds=bounds)
    return [
        Placed(
            key=entry.key,
            position=number,
            standing=IN if entry.key in taken else WAITLIST if entry.key in waits else OUT,
            parted_by=_parted(order, number),
            held_by=held_by.get(entry.key, ()),
            lifted_by=_lifted(entry.key, bounds) if entry.key in taken - plain else (),
        )
        for number, entry in enumerate(order, start=1)
    ]


def choose(
    entries: Sequence[Entry],
    *,
    places: int,
    waitlist: int = 0,
    chosen: Sequence[int] = (),
    bounds: Sequence[Bound] = (),
    held_by: dict[int, tuple[str, ...]] | None = None,
) -> tuple[list[Entry], set[int]]:
    """Return the order and who is in; ``held_by`` is filled with what kept out each who is not. Raises as rank does."""
    groups = _equals(entries, chosen)
    order = [entry for group in groups for entry in group]
    keys = [entry.key for entry in order]
    check(keys, places=places, bounds=bounds)
    taking, passed = Taking(keys, places=places, bounds=bounds), 0
    for equals in groups:
        wanted = {entry.key for entry in equals if len(equals) > 1 and taking.allows(entry.key)}
        waiting = 0
        for entry in equals:
            take = taking.allows(entry.key)
            if not take and held_by is not None:
                held_by[entry.key] = _held(entry.key, taking, places=places)
            taking.decide(entry.key, take=take)
            waiting += not take
        in_order = len(equals) == 1 or {entry.key for entry in equals} <= set(chosen)
        if not in_order and (wanted - taking.taken or (waiting > 1 and passed < waitlist)):
            raise TieAtLine([entry.key for entry in equals])
        passed += waiting
    return order, taking.taken


def _held(key: int, taking: Taking, *, places: int) -> tuple[str, ...]:
    """Name the caps that are used up, or the reserves that the places left are kept for; nothing below the line."""
    if len(taking.taken) >= taking.places:
        return tuple(bound.rule for bound in taking.bounds if bound.empty and len(taking.taken) < places)
    if full := taking.full(key):
        return tuple(dict.fromkeys(bound.rule for bound in full))
    waits = [bound for bound in taking.unfilled() if _would_do(key, taking, spared=bound)]
    return tuple(bound.rule for bound in waits or taking.unfilled())


def _would_do(key: int, taking: Taking, *, spared: Bound) -> bool:
    """Tell whether somebody could be taken if one of the reserves were not to be filled."""
    bounds = [replace(bound, least=0) if bound is spared else bound for bound in taking.bounds]
    other = copy(taking)
    other.bounds, other.reserves = bounds, [n for n in taking.reserves if taking.bounds[n] is not spared]
    return other.allows(key)


def _equals(entries: Sequence[Entry], chosen: Sequence[int]) -> list[list[Entry]]:
    """Lay equals together, the best first; among them the order a person gave holds."""
    given = {key: number for number, key in enumerate(chosen)}
    ordered = sorted(entries, key=merit, reverse=True)
    return [
        sorted(group, key=lambda entry: (given.get(entry.key, len(given)), entry.key))
        for _value, group in groupby(ordered, key=merit)
    ]


def _plain(keys: Sequence[int], *, places: int, bounds: Sequence[Bound]) -> set[int]:
    """Return who would be in if nothing were reserved."""
    if not any(bound.least for bound in bounds):
        return set(keys)
    taking = Taking(keys, places=places, bounds=[replace(bound, least=0) for bound in bounds])
    for key in keys:
        taking.decide(key, take=taking.allows(key))
    return taking.taken


def _lifted(key: int, bounds: Sequence[Bound]) -> tuple[str, ...]:
    return tuple(bound.rule for bound in bounds if bound.least and key in bound.members)


def merit(entry: Entry) -> tuple[Any, ...]:
    """Return what people are compared by; what is not known is less than anything that is."""
    return (entry.score, *((value is not None, value or 0) for value in entry.ties))


def _parted(order: list[Entry], number: int) -> int:
    """Return the first link in which an entry differs from the one after it; past the last, a person's choice."""
    if number == len(order):
        return 0
    return parting(order[number - 1], order[number])


def parting(one: Entry, other: Entry) -> int:
    """Return the first link in which two differ: 0 is the score, past the last link a person's choice."""
    pairs = zip(merit(one), merit(other), strict=True)
    return next((link for link, (a, b) in enumerate(pairs) if a != b), len(merit(one)))
