"""The cases of a campaign that wait together at a stage until its secretary deals with them in one sitting.

A cohort is a question, not a row: it is the open rounds of a stage that no sitting has taken up yet.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import is_subject
from core.errors import Conflict
from core.models import User
from core.organisations.services import holds

COLLECTIVE = ("ranking", "meeting", "public_notice")


def waiting(campaign: Campaign, *, stage: str, track: str | None = None):
    """Return the rounds that wait at a stage, of one category or of all, with what a list shows of them."""
    rounds = Round.objects.filter(campaign=campaign, stage=stage, closed_at=None)
    rounds = rounds.filter(agenda_item=None, notice_entry=None, ranking_entry=None)
    if track is not None:
        rounds = rounds.filter(track=track)
    return rounds.select_related(
        "process__person", "process__organisation", "process__version", "process__campaign", "campaign"
    ).order_by("process_id")


def lock_cohort(campaign: Campaign, *, stage: str, track: str | None = None) -> list[Round]:
    """Lock the campaign, then every waiting case in order, and return their rounds afresh."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    cases = [round.process_id for round in waiting(campaign, stage=stage, track=track)]
    list(Case.objects.select_for_update(no_key=True).filter(pk__in=cases).order_by("pk"))
    return list(waiting(campaign, stage=stage, track=track))


def take_up(campaign: Campaign, *, stage: str, rounds: Collection[int]) -> list[Round]:
    """Lock a cohort and return the rounds that were chosen from it; Conflict when one of them waits no more."""
    chosen = [round for round in lock_cohort(campaign, stage=stage) if round.pk in rounds]
    if len(chosen) != len(set(rounds)):
        raise Conflict(_("The list has changed since you opened it. Look at it again, then choose anew."))
    return chosen


def may_lead(user: User, rounds: list[Round]) -> bool:
    """Tell whether a user holds the office that every one of these rounds waits for, and is none of their subjects."""
    seats = Ballot.objects.filter(round__in=rounds, state=Ballot.State.OPEN).select_related("organisation")
    offices = {ballot.office for ballot in seats if ballot.office}
    return (
        bool(offices)
        and all(holds(user, *office) for office in offices)
        and not any(is_subject(user, round.case) for round in rounds)
    )
