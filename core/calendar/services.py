"""工作日历: reading it, and keeping it in step with the yearly holiday notice."""

import datetime as dt

from django.db import transaction
from django.db.models import DateField, IntegerField, Value
from django.utils.translation import gettext as _

from core.calendar.models import CalendarDay, CalendarYear
from core.calendar.rules import Calendar
from core.errors import Conflict, Refused
from core.organisations.models import Organisation
from core.people.models import User
from core.record.services import record


def load_calendar() -> Calendar:
    """Return the calendar as it stands, in one query."""
    no_day, no_year = Value(None, output_field=DateField()), Value(None, output_field=IntegerField())
    days = CalendarDay.objects.order_by().values_list("date", "is_working", no_year)
    years = CalendarYear.objects.order_by().values_list(no_day, no_day, "year")
    rows = list(days.union(years, all=True))
    return Calendar(
        exceptions={day: working for day, working, year in rows if year is None},
        known_years=frozenset(year for _day, _working, year in rows if year is not None),
    )


@transaction.atomic
def set_day(day: dt.date, *, is_working: bool, name: str, by: User, now: dt.datetime) -> CalendarDay:
    """Enter a holiday or a weekend worked in exchange; Refused where the weekday says so already or it is entered."""
    if Calendar({}, frozenset()).is_working(day) == is_working:
        said = _("a working day") if is_working else _("a day off")
        raise Refused(_("%(day)s is %(said)s by its weekday already; nothing to enter.") % {"day": day, "said": said})
    entry, is_new = CalendarDay.objects.get_or_create(date=day, defaults={"is_working": is_working, "name": name})
    if not is_new:
        raise Refused(_("%(day)s is entered already. Remove it first to enter it anew.") % {"day": day})
    record("calendar.day_set", on=_district_of(by), by=by, now=now, day=str(day), is_working=is_working, name=name)
    return entry


@transaction.atomic
def remove_day(day: dt.date, *, by: User, now: dt.datetime) -> None:
    """Let a day follow its weekday again; Conflict where somebody removed it already."""
    entry = CalendarDay.objects.select_for_update().filter(date=day).first()
    if entry is None:
        raise Conflict(_("%(day)s is not entered any more. Look at the year again.") % {"day": day})
    entry.delete()
    record("calendar.day_removed", on=_district_of(by), by=by, now=now, day=str(day), name=entry.name)


@transaction.atomic
def publish_year(year: int, *, source: str, by: User, now: dt.datetime) -> CalendarYear:
    """Mark a year's holiday notice as entered in full, so that its deadlines are no longer provisional."""
    entry, is_new = CalendarYear.objects.get_or_create(year=year, defaults={"source": source})
    if not is_new:
        raise Conflict(_("%(year)s is published already.") % {"year": year})
    record("calendar.year_published", on=_district_of(by), by=by, now=now, year=year, source=source)
    return entry


def _district_of(user: User) -> Organisation:
    if user.district is None:
        raise Refused(_("Your account belongs to no district; sign in with one that does."))
    return user.district
