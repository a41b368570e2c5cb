"""What the inbox and the board show of proposals."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from approvals.deadlines import days_since, deadline
from approvals.inbox.lines import Line
from core.calendar.rules import Calendar
from core.models import Organisation, User
from core.organisations.services import appointments_of
from workflows.adjustment.models import Proposal


def proposals_of(user: User, *, on: dt.date) -> QuerySet[Proposal]:
    """Return the proposals that a user's offices answer; never those about themselves."""
    mine = Q(pk=None)
    for held in appointments_of(user, on=on):
        mine |= Q(role=held.role, office=held.organisation_id)
    listed = Proposal.objects.filter(mine) if len(mine) > 1 else Proposal.objects.none()
    if user.person_id:
        listed = listed.exclude(person=user.person_id)
    return listed.select_related("person__organisation", "campaign__version", "office")


def proposals_waiting(user: User, *, on: dt.date) -> QuerySet[Proposal]:
    """Return the proposals that wait for a user's answer, the nearest last day first."""
    return proposals_of(user, on=on).filter(state=Proposal.State.OPEN).order_by("due_at", "pk")


def proposals_late(district: Organisation, *, now: dt.datetime) -> QuerySet[Proposal]:
    """Return the proposals of a district that nobody has answered in time."""
    late = Proposal.objects.filter(district=district, state=Proposal.State.OPEN, due_at__lt=now)
    return late.select_related("person__organisation", "campaign__version", "office").order_by("due_at", "pk")


def line_of(proposal: Proposal, *, now: dt.datetime, calendar: Calendar) -> Line:
    """Return a proposal as a line of the inbox or the board."""
    rule, policy = proposal.rule, proposal.campaign.policy
    return Line(
        url=proposal.get_absolute_url(),
        title=_("%(person)s: proposed by the facts") % {"person": proposal.person},
        under=str(proposal.person.organisation),
        number="",
        campaign=proposal.campaign.title,
        track=str(policy.tracks[rule.proposes].title) if rule.proposes else "",
        stage=str(rule.says),
        waited=days_since(proposal.found_at, now=now),
        deadline=deadline(proposal.due_at, now=now, calendar=calendar),
    )
