"""The cases of a campaign that wait together at a stage until its secretary deals with them in one sitting.

A cohort is a question, not a row: it is the open rounds of a stage that no sitting has taken up yet.
"""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.conflicts.services import kept_out, look_again
from approvals.covers.services import covered_holder
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import covers_for, is_subject, whose_name
from core import clock
from core.errors import Conflict, Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds

COLLECTIVE = ("ranking", "grading", "waitlist", "meeting", "public_notice")
BY_TRACK = ("ranking", "waitlist")  # of these, each category has a list of its own


def waiting(campaign: Campaign, *, stage: str, track: str | None = None, unit: Organisation | None = None):
    """Return the rounds that wait at a stage, of one category or unit or of all, with what a list shows of them."""
    rounds = Round.objects.filter(campaign=campaign, stage=stage, closed_at=None)
    rounds = rounds.filter(agenda_item=None, notice_entry=None, ranking_entry=None, grading_entry=None)
    if track is not None:
        rounds = rounds.filter(track=track)
    if unit is not None:
        rounds = rounds.filter(process__organisation=unit)
    return rounds.select_related(
        "process__person", "process__organisation", "process__version", "process__campaign", "campaign"
    ).order_by("process_id")


def lock_cohort(
    campaign: Campaign, *, stage: str, track: str | None = None, unit: Organisation | None = None
) -> list[Round]:
    """Lock the campaign, then every waiting case in order, and return their rounds afresh."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    cases = [round.process_id for round in waiting(campaign, stage=stage, track=track, unit=unit)]
    for case in Case.objects.locked().filter(pk__in=cases).order_by("pk"):
        look_again(case)
    return list(waiting(campaign, stage=stage, track=track, unit=unit))


def take_up(campaign: Campaign, *, stage: str, rounds: Collection[int]) -> list[Round]:
    """Lock a cohort and return the rounds that were chosen from it; Conflict when one of them waits no more.

    Where the policy says “of one unit”, only that unit's cases are locked, and Refused for those of several.
    """
    of_one_unit = campaign.policy.stages[stage].scope == "unit"
    units = _units_of(rounds) if of_one_unit else []
    if len(units) > 1:
        raise Refused(_("These cases belong to several units. Take those of one unit at a time."))
    unit = units[0] if units else None
    chosen = [round for round in lock_cohort(campaign, stage=stage, unit=unit) if round.pk in rounds]
    if len(chosen) != len(set(rounds)):
        raise Conflict(_("The list has changed since you opened it. Look at it again, then choose anew."))
    return chosen


def _units_of(rounds: Collection[int]) -> list[Organisation]:
    return list(Organisation.objects.filter(cases__rounds__in=rounds).distinct().order_by("pk"))


def may_lead(user: User, rounds: list[Round]) -> bool:
    """Tell whether a user holds the office that every one of these rounds waits for, and stays out of none of them."""
    seats = Ballot.objects.filter(round__in=rounds, state=Ballot.State.OPEN).select_related("organisation")
    offices = {ballot.office for ballot in seats if ballot.office}
    leads = all(holds(user, *office) or _stands_in(user, *office, rounds=rounds) for office in offices)
    return bool(offices) and leads and not stays_out_of(user, rounds)


def _stands_in(user: User, role: Role, organisation: Organisation, *, rounds: Collection[Round]) -> bool:
    process = next(iter(rounds)).case.policy.process  # one campaign, one policy
    return covered_holder(user, role, organisation, on=clock.today(), process=process) is not None


def led_for(user: User, round: Round) -> dict[str, Any]:
    """Return, for the record, for whom a user leads a round as their substitute; nothing where the office is theirs."""
    seats = round.ballots.filter(state=Ballot.State.OPEN).exclude(role="").select_related("organisation")
    holders = [holder for seat in seats if (holder := covers_for(user, seat, round.case))]
    return whose_name(holders[0] if holders else None)


def stays_out_of(user: User, rounds: Collection[Round]) -> set[int]:
    """Return the rounds among these of whose cases a user stays out, from the office that each waits for."""
    seats = Ballot.objects.filter(round__in=rounds, state=Ballot.State.OPEN).exclude(role="")
    seats = seats.filter(kept_out(user, case="round__process", office="organisation"))
    out = set(seats.values_list("round", flat=True))
    return out | {round.pk for round in rounds if is_subject(user, round.case)}
