"""档次: what a policy says of grades, of who is outside them, and how many of a unit may get one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from approvals.policies.quotas import Share, Tie
from approvals.policies.words import UNSAID, Note, Seat, Text


@dataclass(frozen=True)
class Variant:
    """A higher or lower cap that a named office may grant one unit, for a reason the source lists."""

    key: str
    says: Text
    pct: Fraction
    granted_by: Seat


@dataclass(frozen=True)
class Grade:
    """One grade: from which score on, under which condition, and how many of a unit may get it."""

    key: str
    title: Text
    at_least: Decimal | None = None
    when: str | None = None
    most: Share | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    note: Note = UNSAID


@dataclass(frozen=True)
class Grades:
    """The grades of one list, the best first; ``apart`` are asked first and stand outside the base and the caps."""

    key: str
    grades: tuple[Grade, ...]
    apart: tuple[Grade, ...] = ()
    sheet: str | None = None
    ties: tuple[Tie, ...] = ()
    note: Note = UNSAID

    def named(self, key: str) -> Grade:
        """Return a grade by its key, graded or apart; KeyError for one the policy does not know."""
        return {grade.key: grade for grade in (*self.apart, *self.grades)}[key]

    @property
    def keys(self) -> list[str]:
        return [grade.key for grade in (*self.apart, *self.grades)]
