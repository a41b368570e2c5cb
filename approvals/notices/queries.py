"""Which objections wait for whom: those of one's office, and those one was asked to look into."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.conflicts.services import kept_out
from approvals.deadlines import days_since, deadline
from approvals.inbox.lines import Line
from approvals.inbox.queries import seats_of
from approvals.notices.models import Objection
from approvals.rounds.models import Ballot
from core.calendar.rules import Calendar
from core.clock import day_of
from core.models import User


def objections_for(user: User, *, on: dt.date) -> list[Objection]:
    """Return the objections that wait for a user, soonest deadline first; never in a case they stay out of."""
    seats = Ballot.objects.filter(seats_of(user, on=on), round=OuterRef("entry__round"))
    seats = seats.exclude(kept_out(user, case="round__process", office="organisation"))
    asked = seats.filter(role="", state=Ballot.State.OPEN, way=Ballot.Way.LENT)
    found = Objection.objects.filter(Exists(seats.exclude(role="")) | Exists(asked), answered_at=None)
    if user.person_id:
        found = found.exclude(Q(entry__round__process__person=user.person_id))
    found = found.annotate(of_office=Exists(seats.exclude(role="")), seat=asked.values("pk")[:1])
    rows = found.select_related(
        "entry__round__campaign__version", "entry__round__process__person", "entry__round__process__organisation"
    )
    return [one for one in rows.order_by("due_at", "pk") if one.of_office or _is_asked(one)]


def _is_asked(objection) -> bool:
    return objection.entry.round.result.get("inquiries", {}).get(objection.receipt) == objection.seat


def lines_of_objections(user: User, *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the inbox's lines for the objections that wait for a user."""
    return [_line(one, now=now, calendar=calendar) for one in objections_for(user, on=day_of(now))]


def _line(objection: Objection, *, now: dt.datetime, calendar: Calendar) -> Line:
    round = objection.entry.round
    policy, case = round.campaign.policy, round.case
    return Line(
        url=reverse("objection", args=[objection.pk]),
        title=_("Objection %(receipt)s: %(state)s") % {"receipt": objection.receipt, "state": objection.state},
        under=f"{case.title} · {case.organisation}",
        number="",
        campaign=round.campaign.title,
        track=str(policy.tracks[case.track].title),
        stage=str(policy.stages[round.stage].title),
        waited=days_since(objection.received_at, now=now),
        deadline=deadline(objection.due_at, now=now, calendar=calendar),
    )
