"""一张评分表: pure; what may be written on a sheet, and what one judge's sheet comes to."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from approvals.panels.exact import rounded, text
from approvals.panels.points import points_for
from approvals.policies.sheets import Criterion, Points, Sheet
from core.errors import Refused

Scores = Mapping[str, Any]  # by criterion: a figure, the name of a level, or a list of items
LONGEST_FIGURE, LONGEST_TITLE, MOST_ITEMS = 20, 200, 100


def check_scores(scores: Scores, *, sheet: Sheet, track: str) -> None:
    """Raise Refused naming every criterion that is empty or out of its range, and the range."""
    idle = idle_in(scores, sheet=sheet, track=track)
    gaps = [
        gap
        for line in sheet.answered(track)
        for gap in gaps_in(scores.get(line.key), line, may_lack=sheet.missing == "zero" or line.key in idle)
    ]
    if gaps:
        raise Refused(" ".join(gaps))


def idle_in(scores: Scores, *, sheet: Sheet, track: str) -> frozenset[str]:
    """Return the keys of what counts for nothing, because what it hangs on is not ticked."""
    unticked = (line for line in sheet.conditions(track) if not scores.get(line.tick))
    return frozenset(key for line in unticked for key in (line.key, *(part.key for part in line.parts)))


def gaps_in(given: Any, criterion: Criterion, *, may_lack: bool) -> Iterator[str]:
    """Say in words what is wrong with what was given for a criterion, or a part of one."""
    if criterion.points is not None:
        yield from _item_gaps(given or [], criterion)
    elif given in (None, "") and may_lack:
        return
    elif criterion.levels:
        if given not in criterion.levels:
            words = {"title": criterion.title, "levels": _(", ").join(criterion.levels)}
            yield _("%(title)s: choose one of: %(levels)s.") % words
    elif (figure := figure_in(given)) is None or not 0 <= figure <= criterion.max:
        words = {"title": criterion.title, "max": criterion.max}
        yield _("%(title)s: give a figure from 0 to %(max)s.") % words


def figure_in(given: Any) -> Decimal | None:
    """Read a figure; None for what is none: words, NaN, Infinity, and more digits than any sheet asks for."""
    said = str(given).strip()
    if len(said) > LONGEST_FIGURE:
        return None
    try:
        figure = Decimal(said)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and -LONGEST_FIGURE < figure.adjusted() < LONGEST_FIGURE else None


def _item_gaps(items: list[Any], criterion: Criterion) -> Iterator[str]:
    rule = criterion.points
    if rule is None or len(items) > MOST_ITEMS:
        yield _("%(title)s: list no more than %(most)d items.") % {"title": criterion.title, "most": MOST_ITEMS}
        return
    for number, item in enumerate(items, start=1):
        if missing := list(_item_lacks(item, rule)):
            words = {"title": criterion.title, "number": number, "what": _(", ").join(missing)}
            yield _("%(title)s, item %(number)d: give %(what)s.") % words


def _item_lacks(item: Mapping[str, Any], rule: Points) -> Iterator[str]:
    if not 0 < len(item.get("title", "").strip()) <= LONGEST_TITLE:
        yield _("a title of at most %(most)d signs") % {"most": LONGEST_TITLE}
    if rule.levels and item.get("level") not in rule.levels:
        yield _("one of the levels %(levels)s") % {"levels": _(", ").join(rule.levels)}
    rank = figure_in(item.get("rank"))
    if rule.asks_rank and (rank is None or rank != int(rank) or not 1 <= rank <= MOST_ITEMS):
        yield _("the author's rank as a whole number")
    if rule.asks_date and not is_day(item.get("date")):
        yield _("its date")
    number = figure_in(item.get("number"))
    if rule.unit is not None and (number is None or not 0 <= number <= 10**6):
        yield _("how many (%(unit)s)") % {"unit": rule.unit}


def is_day(given: Any) -> bool:
    """Tell whether something is a date as 2024-05-01."""
    try:
        return dt.date.fromisoformat(given).isoformat() == given
    except (TypeError, ValueError):
        return False


def kept(scores: Scores, *, sheet: Sheet, track: str) -> dict[str, Any]:
    """Return what is kept of a sheet: as it was given, for the criteria that concern the track."""
    given = {line.key: _kept(scores.get(line.key), line) for line in sheet.answered(track)}
    return given | {line.tick: bool(scores.get(line.tick)) for line in sheet.conditions(track)}


def _kept(value: Any, criterion: Criterion) -> Any:
    if criterion.points is not None:
        return [dict(item) for item in value or ()]
    if value in (None, ""):
        return None
    return value if criterion.levels else format(figure_in(value) or Decimal(0), "f")


@dataclass(frozen=True)
class Marked:
    """One sheet worked out: the weighted points of each criterion, the total, and how they came about."""

    figures: Mapping[str, Fraction]
    total: Fraction
    told: Mapping[str, Any]


def marked(scores: Scores, *, sheet: Sheet, track: str, on: dt.date) -> Marked:
    """Work a judge's sheet out: each criterion's points, its weight, the sum, and the cap; 0 without a required one."""
    figures, lines = {}, []
    for criterion in sheet.of(track):
        line = _line(scores, criterion, on=on)
        value = Fraction(line["points"]) * Fraction(criterion.weight)
        if sheet.when == "criterion" and sheet.per == "judge":
            value = rounded(value, places=sheet.places, half=sheet.half)
        figures[criterion.key] = value
        lines.append({**line, "key": criterion.key, "weight": text(Fraction(criterion.weight)), "gives": text(value)})
    if lacks := _lacking(sheet.of(track), lines):
        nothing = dict.fromkeys(figures, Fraction(0))
        return Marked(nothing, Fraction(0), {"do": "sheet", "criteria": lines, "lacks": lacks, "total": "0"})
    total = capped(sum(figures.values(), Fraction(0)), sheet=sheet)
    if sheet.when == "judge":
        total = rounded(total, places=sheet.places, half=sheet.half)
    return Marked(figures, total, {"do": "sheet", "criteria": lines, "total": text(total)})


def _lacking(criteria: Sequence[Criterion], lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys of the required ones that have no points."""
    pairs = zip(criteria, lines, strict=True)
    return [criterion.key for criterion, line in pairs if criterion.required and Fraction(line["points"]) == 0]


def capped(value: Fraction, *, sheet: Sheet) -> Fraction:
    """Return a total, cut to the sheet's cap."""
    return value if sheet.cap is None else min(value, Fraction(sheet.cap))


def _line(scores: Scores, criterion: Criterion, *, on: dt.date) -> dict[str, Any]:
    """Work one criterion out; nothing where its condition does not hold."""
    if criterion.parts:
        line = _parts(scores, criterion, on=on)
    else:
        line = _answered(scores.get(criterion.key), criterion, on=on)
    if criterion.only_if is not None and not scores.get(criterion.tick):
        return {**line, "points": "0", "out": "only_if"}
    return line


def _parts(scores: Scores, criterion: Criterion, *, on: dt.date) -> dict[str, Any]:
    """Add the parts of a criterion up; nothing where a required one has no points."""
    parts = [{**_line(scores, part, on=on), "key": part.key} for part in criterion.parts]
    if lacks := _lacking(criterion.parts, parts):
        return {"points": "0", "parts": parts, "lacks": lacks}
    return {"points": text(sum((Fraction(part["points"]) for part in parts), Fraction(0))), "parts": parts}


def _answered(given: Any, criterion: Criterion, *, on: dt.date) -> dict[str, Any]:
    if criterion.points is not None:
        worked = points_for(given or (), rule=criterion.points, most=criterion.max, on=on)
        return {"points": text(worked.points), "items": list(worked.items), "steps": list(worked.steps)}
    if given in (None, ""):
        return {"points": "0", "missing": True}
    if criterion.levels:
        return {"points": text(Fraction(criterion.levels[given])), "level": given}
    return {"points": text(Fraction(str(given)))}
