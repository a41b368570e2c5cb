"""What the inbox and the board show of decisions that are to be looked at again."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.conflicts.services import kept_out
from approvals.deadlines import days_since, deadline
from approvals.escalation.services import may_watch
from approvals.inbox.lines import Line
from approvals.reliance.models import Reconsideration
from core.calendar.rules import Calendar
from core.clock import day_of, end_of
from core.models import Organisation, User


def reconsiderations_for(user: User) -> QuerySet[Reconsideration]:
    """Return what waits for a user's answer: of the district they watch over, none of a case they stay out of."""
    if user.district_id is None or not may_watch(user):
        return Reconsideration.objects.none()
    return _of(user, user.district_id)


def overdue_reconsiderations(district: Organisation, *, now: dt.datetime, watcher: User) -> QuerySet[Reconsideration]:
    """Return the reconsiderations of a district whose last day is past, but for cases that the watcher stays out of."""
    late = _of(watcher, district.pk).filter(due_on__lt=day_of(now))
    return late.select_related("case__person", "case__organisation", "case__campaign")


def _of(user: User, district: int) -> QuerySet[Reconsideration]:
    still = Reconsideration.objects.filter(~kept_out(user, case="case"), district=district, state="open")
    return still.exclude(case__person=user.person_id) if user.person_id else still


def lines_of_reconsiderations(user: User, *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the inbox's lines for the decisions that wait to be looked at again."""
    rows = reconsiderations_for(user).select_related(
        "case__person", "case__organisation", "case__campaign", "case__version"
    )
    return [_line(one, now=now, calendar=calendar) for one in rows]


def _line(wanted: Reconsideration, *, now: dt.datetime, calendar: Calendar) -> Line:
    case = wanted.case
    return Line(
        url=wanted.get_absolute_url(),
        title=case.title,
        under=case.organisation.name if case.person else "",
        number=case.number,
        campaign=case.campaign.title,
        track=str(case.policy.tracks[case.track].title),
        stage=cause_words(wanted),
        waited=days_since(wanted.opened_at, now=now),
        deadline=deadline(end_of(wanted.due_on), now=now, calendar=calendar) if wanted.due_on else None,
    )


def cause_words(wanted: Reconsideration) -> str:
    """Return why a decision is looked at again, in one sentence."""
    if wanted.paper_id:
        return _("A paper of this decision was found false: look at it again")
    return _("A statement this decision rested on was corrected: look at it again")
