"""评分: pure; the sheets of a panel become one score by the policy's own rule, and every step is kept.

Fractions all the way; rounded where the sheet says so. A step is a JSON object that says what was done (``do``), and
``panels.words`` writes it out. The order of the sheets never matters.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from approvals.panels.exact import DIGITS, decimal, rounded, text
from approvals.panels.grades import grade_of
from approvals.panels.sheets import Marked, Scores, capped, marked
from approvals.policies.sheets import Sheet

Step = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """A panel's score and how it came about: which totals counted, which were struck, and each step."""

    value: Decimal
    counted: tuple[Decimal, ...]
    struck: tuple[Decimal, ...]
    means: Mapping[str, Decimal]  # each criterion over the sheets that counted
    steps: tuple[Step, ...]

    @property
    def derivation(self) -> dict[str, Any]:
        return {"value": str(self.value), "steps": list(self.steps)}


def combine(sheets: Sequence[Scores], *, sheet: Sheet, track: str, on: dt.date) -> Score:
    """Return a panel's score from its sheets, the highest and lowest struck where the policy says so.

    ``on`` is the day years are measured on. ValueError on an empty panel.
    """
    if not sheets:
        raise ValueError("no score sheets")
    given = sorted((marked(one, sheet=sheet, track=track, on=on) for one in sheets), key=_order)
    strike = sheet.trim if sheet.trim and len(given) >= sheet.trim_from else 0
    work = _by_judge if sheet.per == "judge" else _by_criterion
    worked = work(given, strike=strike, sheet=sheet)
    value, converted = _converted(worked.value, sheet=sheet)
    final = rounded(value, places=sheet.places, half=sheet.half)
    return Score(
        value=decimal(final, places=sheet.places),
        counted=tuple(_shown(one.total) for one in worked.counted),
        struck=tuple(_shown(one.total) for one in worked.struck),
        means={key: _rounded(value, sheet=sheet) for key, value in worked.means.items()},
        steps=(
            *(dict(one.told) for one in given),
            *worked.steps,
            *converted,
            _rounding(final, sheet=sheet),
            *([] if sheet.columns else _graded(final, sheet=sheet)),
        ),
    )


def _converted(value: Fraction, *, sheet: Sheet) -> tuple[Fraction, list[Step]]:
    """Return a score on the scale it counts on (折算)."""
    if sheet.converted_to is None:
        return value, []
    converted = value * Fraction(sheet.converted_to) / Fraction(sheet.full)
    scale = {"from": text(Fraction(sheet.full)), "to": text(Fraction(sheet.converted_to))}
    return converted, [{"do": "convert", "score": text(value), **scale, "gives": text(converted)}]


def _graded(value: Fraction, *, sheet: Sheet) -> list[Step]:
    """Return the step that says the grade a score earns, where the sheet has grades."""
    grade = grade_of(sheet, value)
    return [{"do": "grade", "gives": grade, "from": str(sheet.grades[grade])}] if grade else []


@dataclass(frozen=True)
class _Worked:
    """A panel's score before it is rounded, and what led to it."""

    value: Fraction
    means: Mapping[str, Fraction]
    counted: Sequence[Marked]
    struck: Sequence[Marked]
    steps: Sequence[Step]


def _order(one: Marked) -> tuple[Fraction, str]:
    """Order sheets by what is on them alone, so that a score tells nothing of who handed in first."""
    return one.total, json.dumps(one.told, sort_keys=True, ensure_ascii=False)


def _parted(given: Sequence[Any], strike: int) -> tuple[list[Any], list[Any]]:
    end = len(given) - strike
    return list(given[strike:end]), [*given[:strike], *given[end:]]


def _by_judge(given: Sequence[Marked], *, strike: int, sheet: Sheet) -> _Worked:
    """Strike and combine the judges' totals."""
    counted, struck = _parted(given, strike)
    value, steps = _settled([one.total for one in given], strike=strike, sheet=sheet)
    means = {key: _take([one.figures[key] for one in counted], "mean") for key in given[0].figures}
    return _Worked(value, means, counted, struck, steps)


def _by_criterion(given: Sequence[Marked], *, strike: int, sheet: Sheet) -> _Worked:
    """Strike and combine the judges' figures criterion by criterion, and add up what comes of it."""
    means: dict[str, Fraction] = {}
    steps: list[Step] = []
    for key in given[0].figures:
        means[key], taken = _settled([one.figures[key] for one in given], strike=strike, sheet=sheet)
        if sheet.when == "criterion":
            means[key] = rounded(means[key], places=sheet.places, half=sheet.half)
            taken.append(_rounding(means[key], sheet=sheet))
        steps += [{**step, "criterion": key} for step in taken]
    total = sum(means.values(), Fraction(0))
    steps.append({"do": "add", "of": [*map(text, means.values())], "gives": text(total)})
    if capped(total, sheet=sheet) != total:
        total = capped(total, sheet=sheet)
        steps.append({"do": "cap", "gives": text(total)})
    return _Worked(total, means, given, (), steps)


def _settled(values: Sequence[Fraction], *, strike: int, sheet: Sheet) -> tuple[Fraction, list[Step]]:
    """Strike the ends of a list of figures and combine the rest, in steps."""
    ordered = sorted(values)
    counted, _struck = _parted(ordered, strike)
    steps: list[Step] = []
    if strike:
        low, high = ordered[:strike], ordered[len(ordered) - strike :]
        steps.append({"do": "strike", "highest": [*map(text, high)], "lowest": [*map(text, low)]})
    elif sheet.trim:
        steps.append({"do": "keep", "judges": len(ordered), "from": sheet.trim_from})
    value = _take(counted, sheet.take)
    steps.append({"do": sheet.take, "of": [*map(text, counted)], "gives": text(value)})
    return value, steps


def _take(values: Sequence[Fraction], take: str) -> Fraction:
    """Combine ordered figures; the median of an even number is the middle of the two in the middle."""
    if take == "median":
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    total = sum(values, Fraction(0))
    return total / len(values) if take == "mean" else total


def _rounding(value: Fraction, *, sheet: Sheet) -> Step:
    unit = text(Fraction(1, 10**sheet.places))
    return {"do": "round", "to": unit, "half": sheet.half, "gives": str(_rounded(value, sheet=sheet))}


def _rounded(value: Fraction, *, sheet: Sheet) -> Decimal:
    return decimal(rounded(value, places=sheet.places, half=sheet.half), places=sheet.places)


def _shown(total: Fraction) -> Decimal:
    written = text(total)
    return Decimal(written) if "/" not in written else decimal(total, places=DIGITS)


def weigh(columns: Mapping[str, Decimal], *, sheet: Sheet) -> Score:
    """Return the final score of a sheet with columns: the weighted sum of those that count.

    KeyError while one of them is not filled in.
    """
    parts = {key: Fraction(columns[key]) * Fraction(weight) for key, weight in sheet.weights.items()}
    steps: list[Step] = [
        {"do": "column", "key": key, "score": str(columns[key]), "weight": str(sheet.weights[key]), "gives": text(part)}
        for key, part in parts.items()
    ]
    total = sum(parts.values(), Fraction(0))
    final = rounded(total, places=sheet.places, half=sheet.half)
    steps += [{"do": "add", "of": [*map(text, parts.values())], "gives": text(total)}, _rounding(final, sheet=sheet)]
    steps += _graded(final, sheet=sheet)
    return Score(decimal(final, places=sheet.places), (), (), {}, tuple(steps))
