"""评分: pure, in Decimal from the judge's sheet to the panel's score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from approvals.policies.document import Sheet
from core.errors import Refused


@dataclass(frozen=True)
class Score:
    """A panel's score and how it came about: which totals counted, which were struck."""

    value: Decimal
    counted: tuple[Decimal, ...]
    struck: tuple[Decimal, ...]


def check_scores(scores: Mapping[str, Decimal | None], *, sheet: Sheet) -> None:
    """Raise Refused naming every criterion that is empty or out of its range."""
    gaps = [
        _("%(title)s: give a figure from 0 to %(max)s.") % {"title": criterion.title, "max": criterion.max}
        for criterion in sheet.criteria
        if (value := scores.get(criterion.key)) is None or not 0 <= value <= criterion.max
    ]
    if gaps:
        raise Refused(" ".join(gaps))


def total_of(scores: Mapping[str, Decimal], *, sheet: Sheet) -> Decimal:
    """Return a judge's total: the sum over the sheet's criteria."""
    return sum((scores[criterion.key] for criterion in sheet.criteria), Decimal(0))


def combine(totals: Sequence[Decimal], *, sheet: Sheet) -> Score:
    """Return the mean of the judges' totals, the highest and lowest struck where the sheet says so.

    Rounded once, at the end, half up. ValueError on an empty panel.
    """
    if not totals:
        raise ValueError("no score sheets")
    ordered = sorted(totals)
    strike = sheet.trim if sheet.trim and len(ordered) >= sheet.trim_from else 0
    counted = ordered[strike : len(ordered) - strike]
    mean = sum(counted, Decimal(0)) / len(counted)
    value = mean.quantize(Decimal(1).scaleb(-sheet.places), rounding=ROUND_HALF_UP)
    return Score(value, tuple(counted), tuple(ordered[:strike] + ordered[len(ordered) - strike :]))
