"""What the inbox and the board show of corrections that are asked for."""

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.deadlines import days_since, deadline
from approvals.inbox.lines import Line
from core.calendar.rules import Calendar
from core.corrections.models import Rectification, RectificationQuerySet
from core.facts.kinds import kind_words
from core.models import Organisation, User
from core.people.readers import keeps_files


def corrections_for(user: User) -> RectificationQuerySet:
    """Return the requests that wait for a user who keeps the files; never one about themselves."""
    if not keeps_files(user):
        return Rectification.objects.none()
    waiting = Rectification.objects.waiting().filter(district=user.district_id).exclude(asked_by=user)
    return waiting.exclude(person=user.person_id) if user.person_id else waiting


def lines_of_corrections(user: User, *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the lines that a user's inbox shows of corrections, the soonest last day first."""
    return [
        Line(
            url=reverse("file-correction", args=[asked.pk]),
            title=asked.person.name,
            under=str(asked.person.organisation),
            number=asked.person.staff_no,
            campaign=_("Talent file"),
            track=kind_words(asked.fact.kind),
            stage=_("Correction asked for"),
            waited=days_since(asked.asked_at, now=now),
            deadline=deadline(asked.due_at, now=now, calendar=calendar),
        )
        for asked in corrections_for(user).told().order_by("due_at", "pk")
    ]


def overdue_corrections(district: Organisation, *, now: dt.datetime) -> QuerySet[Rectification]:
    """Return the requests of a district that should have been answered by now."""
    late = Rectification.objects.waiting().filter(district=district, due_at__lt=now)
    return late.select_related("person__organisation").order_by("due_at", "pk")
