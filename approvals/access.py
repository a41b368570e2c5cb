"""Who sees a case: who put it forward, who holds or held a seat in it, who watches over it, and its person."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cohorts import COLLECTIVE
from approvals.escalation.services import may_watch
from approvals.inbox.queries import seats_of
from approvals.policies.document import Stage
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import may_fill
from core import clock
from core.models import Appointment, User
from core.organisations.roles import Role

SCHOOL_LEADERS = (Role.PRINCIPAL, Role.SECRETARY)


def visible_cases(user: User) -> QuerySet[Case]:
    """Return the cases of the user's district that they may open, whole; a blind panel sees its sheet only."""
    cases = Case.objects.filter(district=user.district_id)
    if sees_everything(user):
        return cases
    today = clock.today()
    seats = Ballot.objects.filter(seats_of(user, on=today), round__process=OuterRef("pk"))
    offices = Q()
    for role, organisation in Appointment.objects.in_force(today).filter(user=user).values_list("role", "organisation"):
        offices |= Q(nominator_role=role, nominator_at=organisation)
        if role in SCHOOL_LEADERS:
            offices |= Q(organisation=organisation)
        elif role == Role.OFFICER:  # of the group the school belongs to
            offices |= Q(organisation__parent=organisation)
    mine = Q(opened_by=user) | offices | Q(Exists(seats.exclude(round__kind="panel")))
    if user.person_id:
        mine |= Q(person=user.person_id)
    return cases.filter(mine)


def sees_everything(user: User) -> bool:
    """Tell whether a user watches over the whole district: the committee, a leader, an inspector."""
    in_force = Appointment.objects.in_force(clock.today())
    return may_watch(user) or in_force.filter(user=user, role=Role.INSPECTOR).exists()


def my_seat(user: User, round: Round) -> Ballot | None:
    """Return the open seat a user may act from in a round, if any."""
    ballots = round.ballots.filter(state=Ballot.State.OPEN).select_related("organisation")
    return next((ballot for ballot in ballots if may_fill(user, ballot, round.case)), None)


def may_see_stage(user: User, campaign: Campaign, *, stage: str) -> bool:
    """Tell whether a user may look at what waits together at a stage: its office, and who watches over the district."""
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__campaign=campaign, round__stage=stage)
    return sees_everything(user) or seats.exclude(role="").exists()


def campaign_stage(user: User, *, campaign: int, stage: str) -> tuple[Campaign, Stage]:
    """Return a campaign and a stage at which its cases wait together; 404 where the user may not look at them."""
    campaigns = Campaign.objects.filter(district=user.district_id).select_related("version", "district")
    found = get_object_or_404(campaigns, pk=campaign)
    rule = found.policy.stages.get(stage)
    if rule is None or rule.kind not in COLLECTIVE or not may_see_stage(user, found, stage=stage):
        raise Http404
    return found, rule
