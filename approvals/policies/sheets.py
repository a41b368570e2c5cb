"""评分表: what a score sheet says; values only, no arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from approvals.policies.words import UNSAID, Note, Text

OLDER, WITHIN = "older_than_", "within_"


@dataclass(frozen=True)
class Points:
    """Points computed from listed items, always in this order.

    Which items count (``only``), what each is worth (``each``, times its number less ``beyond``), its factors, what its
    author's rank leaves of it, the highest of each year or work alone (``highest_per``), the mean of each year or work
    (``mean_per``), then ``take``, ``times``, cap. Nothing counts where ``least`` is not met.
    """

    each: Mapping[str, Decimal] | Decimal
    only: tuple[str, ...] = ()
    unit: Text | None = None  # what an item's number counts; without it every item is one
    beyond: Decimal = Decimal(0)
    factors: Mapping[str, Fraction] = field(default_factory=dict)
    author: Mapping[int, Fraction] | None = None  # an author further down gets nothing …
    less: Decimal | None = None  # … or so many points less for each rank after the first, down to rank ``to``
    to: int | None = None
    highest_per: str | None = None  # year, work
    mean_per: str | None = None  # year, work: the items of one count by their mean …
    mean_times: Fraction = Fraction(1)  # … times so much where they are several
    least: int = 0  # so many items that count in each of the last years, or none of them counts …
    least_years: int = 0  # … 0: so many in all
    take: str = "sum"  # sum, max, mean
    times: Fraction = Fraction(1)
    cap: Decimal | None = None  # the criterion's maximum, said again

    @property
    def levels(self) -> Mapping[str, Decimal]:
        return self.each if isinstance(self.each, Mapping) else {}

    @property
    def marks(self) -> tuple[str, ...]:
        """What may be ticked beside an item: every name that is no rule about its date."""
        return tuple(dict.fromkeys(name for name in (*self.only, *self.factors) if years_of(name) is None))

    @property
    def asks_rank(self) -> bool:
        return self.author is not None or self.less is not None

    @property
    def asks_date(self) -> bool:
        by_year = "year" in (self.highest_per, self.mean_per) or self.least_years > 0
        return by_year or any(years_of(name) for name in (*self.only, *self.factors))


def years_of(name: str) -> int | None:
    """Return the years in ``older_than_3y`` or ``within_3y``; None for the name of a mark."""
    for word in (OLDER, WITHIN):
        number = name.removeprefix(word).removesuffix("y")
        if name == f"{word}{number}y" and number.isascii() and number.isdigit():
            return int(number)
    return None


@dataclass(frozen=True)
class Criterion:
    """One line of the sheet: a figure, one of its levels, points for listed items, or the sum of its parts."""

    key: str  # of a part: its criterion's and its own, “growth.books”
    title: Text
    max: Decimal
    weight: Decimal = Decimal(1)
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    points: Points | None = None
    tracks: frozenset[str] | None = None  # None: all of them
    parts: tuple["Criterion", ...] = ()
    required: bool = False  # without points here, what it belongs to has none: a part's criterion, or the sheet
    only_if: Text | None = None  # what has to be ticked for it to count
    weighs: str | None = None  # papers, titles … see ``limits``

    def concerns(self, track: str) -> bool:
        return self.tracks is None or track in self.tracks

    @property
    def tick(self) -> str:
        """Under which name a sheet keeps whether ``only_if`` holds."""
        return f"{self.key}?"


@dataclass(frozen=True)
class Limits:
    """破五唯: how many per cent of full marks each kind of proof may weigh."""

    shares: Mapping[str, Decimal]
    note: Note = UNSAID


@dataclass(frozen=True)
class Column:
    """自评、学校、教育局: who fills the sheet in; without a weight it is shown and does not count."""

    key: str
    title: Text
    weight: Decimal | None = None


@dataclass(frozen=True)
class Sheet:
    """评分表: what each judge gives, and how the judges' totals become one score."""

    key: str
    criteria: tuple[Criterion, ...]
    out_of: Decimal
    places: int  # digits after the point
    trim: int = 0  # so many of the highest and as many of the lowest are struck …
    trim_from: int = 0  # … when at least this many judges scored
    per: str = "judge"  # what is struck and combined: judges' totals, or their figures for each criterion
    take: str = "mean"  # mean, median, sum
    half: str = "up"  # up, even, down
    when: str = "end"  # what is rounded before the end too: judge, criterion
    missing: str = "refuse"  # an empty criterion: refuse the sheet, or zero
    cap: Decimal | None = None  # a judge's total is never more
    columns: Mapping[str, Column] = field(default_factory=dict)
    pass_mark: Decimal | None = None
    converted_to: Decimal | None = None  # what full marks are worth in the score
    grades: Mapping[str, Decimal] = field(default_factory=dict)  # 等次: the score each starts at, the best first
    note: Note = UNSAID

    def of(self, track: str) -> tuple[Criterion, ...]:
        """Give the criteria a case of ``track`` is scored on."""
        return tuple(criterion for criterion in self.criteria if criterion.concerns(track))

    def answered(self, track: str) -> tuple[Criterion, ...]:
        """Give what is filled in for a case of ``track``: criteria without parts, and the parts of the others."""
        return tuple(line for criterion in self.of(track) for line in criterion.parts or (criterion,))

    def conditions(self, track: str) -> tuple[Criterion, ...]:
        """Give the criteria and parts of ``track`` that count only if something is ticked."""
        lines = (line for criterion in self.of(track) for line in (criterion, *criterion.parts))
        return tuple(line for line in lines if line.only_if is not None)

    @property
    def full(self) -> Decimal:
        """The most a judge's total can be."""
        return self.out_of if self.cap is None else min(self.cap, self.out_of)

    @property
    def top(self) -> Decimal:
        """The most the score can be."""
        return self.full if self.converted_to is None else self.converted_to

    @property
    def weights(self) -> dict[str, Decimal]:
        """The columns that count, with their weights."""
        return {key: column.weight for key, column in self.columns.items() if column.weight is not None}
