"""排名: pure; a list of scores becomes an order with a quota line, and every position says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

IN, WAITLIST, OUT = "in", "waitlist", "out"


@dataclass(frozen=True)
class Entry:
    """Somebody to be ranked: greater keys go first, the score before the links of the tie rule."""

    key: int
    score: Decimal
    ties: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A position, whether it is within the places, and which link of the rule set it apart (0 is the score)."""

    key: int
    position: int
    standing: str
    parted_by: int


class TieAtLine(Exception):  # noqa: N818 — it is no error that people are equal
    """Equals stand on both sides of a line that matters; a person must put them in order."""

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__(keys)
        self.keys = tuple(keys)


def rank(entries: Sequence[Entry], *, places: int, waitlist: int = 0, chosen: Sequence[int] = ()) -> list[Placed]:
    """Order the entries and draw the quota line.

    ``chosen`` is the order a person gave to equals. Raises TieAtLine when equals that nobody has put in
    order stand across the quota line, or across the end of the waiting list. The order of the input never matters.
    """
    order: list[Entry] = []
    for _value, group in groupby(sorted(entries, key=_merit, reverse=True), key=_merit):
        equals = sorted(group, key=lambda entry: (_choice(entry, chosen), entry.key))
        start, end = len(order), len(order) + len(equals)
        undecided = [entry.key for entry in equals if entry.key not in chosen]
        if undecided and any(start < line < end for line in {places, places + waitlist}):
            raise TieAtLine([entry.key for entry in equals])
        order.extend(equals)
    return [
        Placed(entry.key, number, _standing(number, places, waitlist), _parted(order, number))
        for number, entry in enumerate(order, start=1)
    ]


def _merit(entry: Entry) -> tuple[Any, ...]:
    return (entry.score, *entry.ties)


def _choice(entry: Entry, chosen: Sequence[int]) -> int:
    return list(chosen).index(entry.key) if entry.key in chosen else len(chosen)


def _standing(number: int, places: int, waitlist: int) -> str:
    if number <= places:
        return IN
    return WAITLIST if number <= places + waitlist else OUT


def _parted(order: list[Entry], number: int) -> int:
    """Return the first link in which an entry differs from the one after it; past the last, a person's choice."""
    if number == len(order):
        return 0
    here, below = _merit(order[number - 1]), _merit(order[number])
    return next((link for link, (a, b) in enumerate(zip(here, below, strict=True)) if a != b), len(here))
