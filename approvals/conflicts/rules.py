"""回避规则: pure; which relations between a user and the person of a case keep the user out of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.calendar.rules import years_after

SAME_SCHOOL, KIN, MENTOR, RECUSED, DECLARED, OTHER = "same_school", "kin", "mentor", "recused", "declared", "other"


@dataclass(frozen=True)
class Stay:
    """Somebody's time at a school; ``until`` is the last day there, None while it lasts."""

    school: str
    until: dt.date | None = None


@dataclass(frozen=True)
class Said:
    """What was said of a user and a person: a declared relation, or that they stepped aside before."""

    rule: str
    words: str = ""
    is_own: bool = False  # said by the user of themselves


@dataclass(frozen=True)
class Found:
    """A rule that holds, and what it rests on, in the words of the file."""

    rule: str
    words: str


def found_between(
    mine: Iterable[Stay],
    theirs: Iterable[Stay],
    said: Iterable[Said],
    *,
    rules: Collection[str],
    years: int,
    on: dt.date,
) -> list[Found]:
    """Say which rules hold between a user and a person on a day, each rule once.

    Who declares a relation of themselves is taken at their word; what others say of them counts where the rules name
    it, and another interest, which no rule can name, always.
    """
    at_school = _same_school(mine, theirs, years=years, on=on) if SAME_SCHOOL in rules else ()
    counts = [one for one in said if one.is_own or one.rule in {*rules, OTHER}]
    first: dict[str, Found] = {}
    for one in (*at_school, *_said(counts)):
        first.setdefault(one.rule, one)
    return list(first.values())


def lasts(stay: Stay, *, years: int, on: dt.date) -> bool:
    """Tell whether a stay still counts: it goes on, or ended less than so many years ago."""
    return stay.until is None or stay.until >= on or years_after(stay.until, years) > on


def _same_school(mine: Iterable[Stay], theirs: Iterable[Stay], *, years: int, on: dt.date) -> Iterator[Found]:
    schools = {stay.school for stay in theirs if lasts(stay, years=years, on=on)}
    shared = [stay for stay in mine if stay.school in schools and lasts(stay, years=years, on=on)]
    for stay in sorted(shared, key=lambda stay: (stay.until or dt.date.max, stay.school), reverse=True):
        left = stay.until is not None and stay.until < on
        yield Found(SAME_SCHOOL, f"{stay.school} (– {stay.until})" if left else stay.school)


def _said(said: Iterable[Said]) -> Iterator[Found]:
    for one in said:
        yield Found(DECLARED if one.rule == OTHER else one.rule, one.words)
