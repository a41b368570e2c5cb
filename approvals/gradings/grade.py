"""定档次: pure; scores become grades, the best first, and no grade is given to more than its places.

Whoever is outside the grades is taken out first. Then the grades are asked in turn: of those who reach one the best
get it, as many as it has places; whoever does not fit is asked for the next. Equals are never parted by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from approvals.rankings.rank import TieAtLine

__all__ = ["Case", "Given", "Line", "TieAtLine", "grade", "merit"]


@dataclass(frozen=True)
class Line:
    """A grade: from which score on (None: from any), and how many it is given to (None: everybody)."""

    key: str
    at_least: Decimal | None = None
    places: int | None = None


@dataclass(frozen=True)
class Case:
    """Somebody to be graded.

    ``apart`` names what they get instead of a grade; ``barred`` the grades whose condition they do not meet. Greater
    links of the tie rule go first; what is not known is less than anything that is.
    """

    key: int
    score: Decimal | None
    ties: tuple[Any, ...] = ()
    barred: frozenset[str] = frozenset()
    apart: str | None = None


@dataclass(frozen=True)
class Given:
    """A grade as given: ``position`` among those who are graded, and the grades that were full."""

    key: int
    grade: str
    position: int | None
    over: tuple[str, ...] = ()


def grade(cases: Sequence[Case], *, lines: Sequence[Line], chosen: Sequence[int] = ()) -> list[Given]:
    """Give everybody a grade, those outside the grades last; the order of the input never matters.

    The last line takes everybody. ``chosen`` is the order a person gave to equals. Raises TieAtLine with the equals
    whose order, which nobody has given, decides who gets a grade.
    """
    order = in_order([case for case in cases if case.apart is None], chosen=chosen)
    found: dict[int, str] = {}
    over: dict[int, list[str]] = {case.key: [] for case in order}
    for line in lines:
        wanting = [case for case in order if case.key not in found and reaches(case, line)]
        fits = wanting if line.places is None else wanting[: line.places]
        _check_tie(wanting, len(fits), chosen=chosen)
        found.update({case.key: line.key for case in fits})
        for case in wanting[len(fits) :]:
            over[case.key].append(line.key)
    positions = positions_of(order)
    given = [Given(case.key, found[case.key], positions[case.key], tuple(over[case.key])) for case in order]
    apart = sorted((case for case in cases if case.apart is not None), key=lambda case: case.key)
    return given + [Given(case.key, str(case.apart), None) for case in apart]


def reaches(case: Case, line: Line) -> bool:
    """Tell whether somebody would get a grade if it had places for everybody."""
    scored = line.at_least is None or (case.score is not None and case.score >= line.at_least)
    return scored and line.key not in case.barred


def in_order(cases: Sequence[Case], *, chosen: Sequence[int] = ()) -> list[Case]:
    """Return people by merit, the best first; among equals the order a person gave holds."""
    given = {key: number for number, key in enumerate(chosen)}
    arrived = sorted(cases, key=lambda case: (given.get(case.key, len(given)), case.key))
    return sorted(arrived, key=merit, reverse=True)  # stable: equals keep the order they have


def merit(case: Case) -> tuple[Any, ...]:
    """Return what people are compared by: the score, then the links of the tie rule."""
    return tuple((value is not None, value or 0) for value in (case.score, *case.ties))


def positions_of(order: Sequence[Case]) -> Mapping[int, int]:
    """Return everybody's position; equals share one, and whoever comes next stands behind all of them."""
    found, passed = dict[int, int](), 0
    for _value, group in groupby(order, key=merit):
        equals = [case.key for case in group]
        found.update(dict.fromkeys(equals, passed + 1))
        passed += len(equals)
    return found


def _check_tie(wanting: Sequence[Case], fits: int, *, chosen: Sequence[int]) -> None:
    if not 0 < fits < len(wanting) or merit(wanting[fits - 1]) != merit(wanting[fits]):
        return
    equals = [case.key for case in wanting if merit(case) == merit(wanting[fits])]
    if not set(equals) <= set(chosen):
        raise TieAtLine(equals)
