"""名额: what a policy says of places, of who gets them, and of the order of a list."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from approvals.policies.words import UNSAID, Note, Seat, Text

SCHOOL = "school"  # what a cap may be counted by without a fact


@dataclass(frozen=True)
class Places:
    """名额 of one campaign; ``approx`` is how far the meeting may move the line, with a reason."""

    by_track: Mapping[str, int]
    approx: int = 0
    granted_by: Seat | None = None
    term_years: int | None = None
    note: Note = UNSAID


class Share(NamedTuple):
    """So many places, or so many per cent of them, rounded up or down."""

    number: int = 0
    pct: Fraction | None = None
    up: bool = False

    def of(self, places: int) -> int:
        """Give the number of places it is of a list with so many."""
        if self.pct is None:
            return self.number
        part = self.pct * places / 100
        return math.ceil(part) if self.up else math.floor(part)


@dataclass(frozen=True)
class Cap:
    """比例与限额: of those whom ``who`` means, or of each ``per``, at least or at most so many on a list."""

    key: str
    says: Text
    least: Share | None = None
    most: Share | None = None
    who: str | None = None
    per: str | None = None
    tracks: frozenset[str] | None = None  # None: all of them
    releases: bool = True  # reserved places for which too few have come go to others
    note: Note = UNSAID

    def concerns(self, track: str) -> bool:
        return self.tracks is None or track in self.tracks


@dataclass(frozen=True)
class PerUnit:
    """How many persons one unit may put forward on each track."""

    max: int
    place: str
    note: Note = UNSAID


@dataclass(frozen=True)
class Tie:
    """One link of the tie rule: the greater value goes first; without an expression a person decides."""

    says: Text
    by: str | None = None


@dataclass(frozen=True)
class Ranking:
    """The rule of a list: the sheet it ranks by, what decides between equals, and how many wait."""

    key: str
    sheet: str
    ties: tuple[Tie, ...]
    waitlist: int = 0
    note: Note = UNSAID
