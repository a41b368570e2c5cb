"""What the list of duties, the inbox and the board show of duties."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.deadlines import Deadline, days_since, deadline
from approvals.inbox.lines import Line
from approvals.meetings.models import Duty, Meeting
from core.calendar.rules import Calendar
from core.clock import day_of, end_of
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import appointments_of

CLOSED_SHOWN = 30


@dataclass(frozen=True)
class DutyLine:
    """One duty as its reader sees it, and what they may do with it."""

    duty: Duty
    deadline: Deadline | None
    may_report: bool
    may_close: bool


def duties_for(user: User, *, on: dt.date) -> QuerySet[Duty]:
    """Return the duties that are a user's own, and those of meetings that their office keeps."""
    return Duty.objects.filter(Q(owner=user) | _kept(user, on=on)).distinct()


def _kept(user: User, *, on: dt.date) -> Q:
    """Return, for a query, the duties of the meetings that a user keeps: the office that their stage names as clerk."""
    held = {(office.role, office.organisation.code) for office in appointments_of(user, on=on)}
    sittings = (
        Meeting.objects.filter(district=user.district_id).exclude(duties=None) if held else Meeting.objects.none()
    )
    places = list(sittings.order_by().values_list("campaign", "stage").distinct())
    campaigns = Campaign.objects.select_related("version").in_bulk({campaign for campaign, _stage in places})
    kept = Q(pk=None)
    for campaign, stage in places:
        clerk = campaigns[campaign].policy.stages[stage].clerk
        if clerk and (clerk.role, clerk.place) in held:
            kept |= Q(meeting__campaign=campaign, meeting__stage=stage)
    return kept


def has_duties(user: User, *, on: dt.date) -> bool:
    """Tell whether the list of duties concerns a user: they have one or had one, or keep meetings as clerk."""
    is_clerk = any(office.role == Role.CLERK for office in appointments_of(user, on=on))
    return is_clerk or Duty.objects.filter(owner=user).exists()


def duties_waiting(user: User, *, on: dt.date) -> QuerySet[Duty]:
    """Return the duties that wait for a user: theirs to report, and those reported that are theirs to close."""
    waiting = Q(owner=user, reported_at=None) | (_kept(user, on=on) & ~Q(owner=user) & ~Q(reported_at=None))
    return Duty.objects.filter(waiting, closed_at=None).select_related("owner", "meeting__organisation")


def lines_of(user: User, *, now: dt.datetime, calendar: Calendar) -> list[DutyLine]:
    """Return a user's list: what is open with the nearest last day first, then what was closed lately."""
    rows = duties_for(user, on=day_of(now)).select_related("owner", "given_by", "closed_by", "meeting__organisation")
    still_open = list(rows.filter(closed_at=None).order_by("due_on", "pk"))
    closed = list(rows.exclude(closed_at=None).order_by("-closed_at", "-pk")[:CLOSED_SHOWN])
    return [_line(duty, user=user, now=now, calendar=calendar) for duty in [*still_open, *closed]]


def _line(duty: Duty, *, user: User, now: dt.datetime, calendar: Calendar) -> DutyLine:
    is_own = duty.owner_id == user.pk
    return DutyLine(
        duty=duty,
        deadline=None if duty.reported_at else deadline(end_of(duty.due_on), now=now, calendar=calendar),
        may_report=is_own and not duty.reported_at and not duty.closed_at,
        may_close=not is_own and bool(duty.reported_at) and not duty.closed_at,
    )


def overdue_duties(district: Organisation, *, now: dt.datetime) -> QuerySet[Duty]:
    """Return the duties of a district whose last day is past and that nobody has reported as done."""
    late = Duty.objects.filter(district=district, closed_at=None, reported_at=None, due_on__lt=day_of(now))
    return late.select_related("owner", "meeting__organisation").order_by("due_on", "pk")


def lines_of_duties(user: User, *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the lines that a user's inbox shows of duties."""
    return [
        Line(
            url=f"{reverse('duties')}#duty{duty.pk}",
            title=duty.text,
            under=_("Duty of %(name)s") % {"name": duty.owner},
            number="",
            campaign=str(duty.meeting.organisation),
            track="",
            stage=_("Duty: to be closed") if duty.reported_at else _("Duty: to be done"),
            waited=days_since(duty.reported_at or duty.given_at, now=now),
            deadline=None if duty.reported_at else deadline(end_of(duty.due_on), now=now, calendar=calendar),
            word=_("Reported") if duty.reported_at else "",
            tone="info" if duty.reported_at else "plain",
        )
        for duty in duties_waiting(user, on=day_of(now)).order_by("due_on", "pk")
    ]
