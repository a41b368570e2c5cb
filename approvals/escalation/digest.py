"""每周督办提要: on the first working day of the week, whoever watches the board is told how it stands."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from approvals.escalation.board import Item, Reason, counts, items, pending, shown
from approvals.escalation.ladder import morning
from approvals.escalation.models import WeeklyDigest
from approvals.escalation.services import WATCHERS, WATCHING
from core.calendar.rules import DAY, Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import Appointment, Organisation, User
from core.organisations.models import Kind
from notifications.models import Channel
from notifications.services import notify

OLDEST_SHOWN = 5
WEEK = 7


def write_digests(now: dt.datetime) -> int:
    """Tell the watchers of each district once a week, from nine on its first working day, what is pending.

    A week without a working day has none. What was missed while no sweep ran is told later in the same week.
    """
    monday = day_of(now) - day_of(now).weekday() * DAY
    districts = Organisation.objects.filter(kind=Kind.DISTRICT)
    waiting = list(districts.exclude(pk__in=WeeklyDigest.objects.filter(monday=monday).values("district")))
    if not waiting:
        return 0
    calendar = load_calendar()
    begins = _first_working_day(monday, calendar)
    if begins is None or now < morning(begins):
        return 0
    return sum(_write(district, monday=monday, now=now, calendar=calendar) for district in waiting)


def watchers_of(district: Organisation, *, on: dt.date) -> QuerySet[User]:
    """Return who sees a district's board on a day."""
    posts = Appointment.objects.in_force(on).filter(role__in=WATCHERS, organisation__kind__in=WATCHING)
    return User.objects.filter(district=district, is_active=True, pk__in=posts.values("user")).order_by("pk")


def _first_working_day(monday: dt.date, calendar: Calendar) -> dt.date | None:
    days = (monday + n * DAY for n in range(WEEK))
    return next((day for day in days if calendar.is_working(day)), None)


@transaction.atomic
def _write(district: Organisation, *, monday: dt.date, now: dt.datetime, calendar: Calendar) -> int:
    """Write a district's messages of the week, unless another sweep has done so meanwhile."""
    _row, is_new = WeeklyDigest.objects.get_or_create(district=district, monday=monday, defaults={"written_at": now})
    if not is_new:
        return 0
    watchers = watchers_of(district, on=day_of(now))
    return sum(_tell(user, district=district, monday=monday, now=now, calendar=calendar) for user in watchers)


def _tell(user: User, *, district: Organisation, monday: dt.date, now: dt.datetime, calendar: Calendar) -> int:
    """Tell one watcher what is pending in the cases they do not stay out of; nothing where that is none."""
    with override(user.language):
        numbers = counts(district, now=now, watcher=user)
        if not numbers[""]:
            return 0
        waiting = shown(pending(district, now=now, watcher=user)).order_by("opened_at", "pk")
        oldest = items(list(waiting[:OLDEST_SHOWN]), now=now, calendar=calendar)
        context = {
            "total": numbers[""],
            "reasons": [(str(label), numbers[value]) for value, label in Reason.choices if numbers[value]],
            "oldest": [_line(item, today=day_of(now), calendar=calendar) for item in oldest],
            "link": reverse("board"),
        }
    return notify(
        f"digest:{district.pk}:{monday}",
        to=[user],
        template="approvals/messages/digest",
        context=context,
        now=now,
        channels=(Channel.INAPP, Channel.EMAIL),
    )


def _line(item: Item, *, today: dt.date, calendar: Calendar) -> dict[str, Any]:
    round = item.round
    return {
        "number": round.case.number,
        "stage": str(round.rule.title),
        "unit": round.case.organisation.name,
        "holders": item.holders,
        "age": calendar.count(day_of(round.opened_at), today),
    }
