"""考核结果通知书: what the person is told in writing; pure."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.yucai import day


@dataclass(frozen=True)
class Told:
    """What a notification says of one result."""

    name: str
    unit: str
    year: int
    grade: str
    score: str = ""
    decided_on: dt.date | None = None
    published: tuple[dt.date, dt.date] | None = None
    ask_until: dt.date | None = None
    ask_within: str = ""  # before the day is known: it counts from when they are told
    is_signed: bool = False


def notification(told: Told) -> list[str]:
    """Return the paragraphs of the notification: the result, what it rests on, what the person may do, by when."""
    said = [_("%(name)s (%(unit)s):") % {"name": told.name, "unit": told.unit}]
    said.append(
        _("Your assessment for %(year)d has come to the grade “%(grade)s”.") % {"year": told.year, "grade": told.grade}
    )
    if told.score:
        said.append(_("It rests on a score of %(score)s.") % {"score": told.score})
    if told.decided_on:
        said.append(_("It was decided collectively on %(day)s.") % {"day": day(told.decided_on)})
    if told.published:
        first, last = map(day, told.published)
        said.append(_("It was published in the unit from %(first)s to %(last)s.") % {"first": first, "last": last})
    said.append(_rights(told))
    if not told.is_signed:
        said.append(_("Please sign that you have been told, and write your opinion where you have one."))
    return said


def _rights(told: Told) -> str:
    if told.ask_within:
        return _(
            "The grade holds from today. If you do not agree, you may ask for a review within %(within)s of being "
            "told; asking suspends nothing, and nothing becomes worse by it."
        ) % {"within": told.ask_within}
    if told.ask_until is None:
        return _("The grade holds from today.")
    return _(
        "The grade holds from today. If you do not agree, you may ask for a review until %(day)s; asking suspends "
        "nothing, and nothing becomes worse by it."
    ) % {"day": day(told.ask_until)}
