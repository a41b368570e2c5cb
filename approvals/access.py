"""Who sees a case: who put it forward, who holds or held a seat in it, who watches over it, and its person."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cohorts import COLLECTIVE
from approvals.conflicts.services import kept_out
from approvals.conflicts.words import why_not
from approvals.copies.models import Copy
from approvals.escalation.services import may_watch
from approvals.inbox.queries import seats_of
from approvals.moves.queries import looked_after, withdrawals_for
from approvals.policies.document import Stage
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import may_fill
from core import clock
from core.models import Organisation, User
from core.organisations.roles import SCHOOL_LEADERS, Role
from core.organisations.services import appointments_of

GIVEN_UP = (Ballot.State.HANDED, Ballot.State.DROPPED)  # whose case it is no longer
WRITTEN_AFTER = Q(state=Ballot.State.NOTED, instead_of__state=Ballot.State.DROPPED)  # kept, and opens nothing again


def visible_cases(user: User) -> QuerySet[Case]:
    """Return the cases of the user's district that they may open, whole; a blind panel sees its sheet only.

    Who stays out of a case does not see it, but for those who put it forward and the offices of its own school.
    """
    theirs = own_cases(user)
    if sees_everything(user):
        return Case.objects.filter(theirs | ~kept_out(user, case="pk"), district=user.district_id)
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__process=OuterRef("pk"))
    seats = seats.exclude(state__in=GIVEN_UP).exclude(WRITTEN_AFTER)
    copied = Q(Exists(Copy.objects.filter(case=OuterRef("pk"), user=user)))
    asked = Q(pk__in=[case.pk for case in withdrawals_for(user, on=clock.today())])
    asked |= looked_after(user, on=clock.today())
    acting = (Q(Exists(seats.exclude(round__kind="panel"))) | copied | asked) & ~kept_out(user, case="pk")
    return Case.objects.filter(theirs | acting, district=user.district_id)


def own_cases(user: User) -> Q:
    """Return the cases that are a user's own: put forward by them or their office, of their school, about them."""
    offices = Q()
    for office in appointments_of(user, on=clock.today()):
        offices |= Q(nominator_role=office.role, nominator_at=office.organisation_id)
        if office.role in SCHOOL_LEADERS:
            offices |= Q(organisation=office.organisation_id)
        elif office.role == Role.OFFICER:  # of the group the school belongs to
            offices |= Q(organisation__parent=office.organisation_id)
    about_me = Q(person=user.person_id) if user.person_id else Q()
    return Q(opened_by=user) | offices | about_me


def say_why(user: User, case: int) -> None:
    """Raise PermissionDenied, with the reason in words, where only a recusal hides a case from a user."""
    hidden = Case.objects.filter(kept_out(user, case="pk"), pk=case, district=user.district_id)
    if (found := hidden.first()) and not visible_cases(user).filter(pk=case).exists() and _would_see(user, found):
        raise PermissionDenied(why_not(user, found))


def check_list(user: User, campaign: Campaign, *, track: str) -> None:
    """Raise PermissionDenied, with the reason in words, where a user stays out of a case on a category's list."""
    hidden = Case.objects.filter(kept_out(user, case="pk"), campaign=campaign, track=track).first()
    if hidden:
        raise PermissionDenied(why_not(user, hidden))


def check_unit_list(user: User, campaign: Campaign, *, stage: str, unit: Organisation | None) -> None:
    """Raise 404 where a unit's list is not a user's to see, PermissionDenied where they stay out of a case on it."""
    cases = Case.objects.filter(campaign=campaign)
    cases = cases if unit is None else cases.filter(organisation=unit)
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__process__in=cases, round__stage=stage)
    if not sees_everything(user) and not seats.exclude(role="").exists():
        raise Http404
    bodies = [office.organisation_id for office in appointments_of(user, on=clock.today())]
    ours = unit is not None and unit.pk in bodies
    if hidden := cases.filter(kept_out(user, case="pk", office="organisation" if ours else "")).first():
        raise PermissionDenied(why_not(user, hidden))


def _would_see(user: User, case: Case) -> bool:
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__process=case).exclude(round__kind="panel")
    was_copied = Copy.objects.filter(case=case, user=user)
    return sees_everything(user) or seats.exists() or was_copied.exists()


def sees_everything(user: User) -> bool:
    """Tell whether a user watches over the whole district: the committee, a leader, an inspector."""
    held = appointments_of(user, on=clock.today())
    return may_watch(user) or any(office.role == Role.INSPECTOR for office in held)


def my_seat(user: User, round: Round) -> Ballot | None:
    """Return the open seat whose turn it is and from which a user may act in a round, if any."""
    ballots = round.ballots.awaited().select_related("organisation", "instead_of__organisation")
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
