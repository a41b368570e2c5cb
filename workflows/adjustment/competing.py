"""竞争分流: entering the competition for a post, by oneself or through the office that the policy names."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.campaigns.services import check_window
from approvals.eligibility import judge
from approvals.models import Campaign, Round
from approvals.rounds.services import decide
from core.errors import Refused
from core.models import Person, User
from workflows.adjustment.hearing import asks_the_person
from workflows.adjustment.models import TAKEN_BACK, Adjustment, Ground
from workflows.adjustment.process import facts_of
from workflows.adjustment.rules import cause_of, is_competition, is_the_person, offices_among
from workflows.adjustment.services import begin


@transaction.atomic
def enter(campaign: Campaign, *, person: Person, track: str, by: User, now: dt.datetime) -> Adjustment:
    """Enter somebody for a post: the person, whose word that is already, or an office, which then asks them.

    Refused outside the window, where a condition is not met, and for a second post in the same round.
    """
    entry = _entry(campaign, person=person, track=track, by=by, now=now)
    if not is_competition(campaign.policy) or not by.has_perm("adjustment.propose", entry):
        raise PermissionDenied
    check_window(campaign, now=now)
    answers = judge(campaign.policy, track=track, facts=facts_of(entry, now=now))
    if missed := [str(answer.clause.says) for answer in answers if not answer.is_clear]:
        raise Refused(_("Not met: %(clauses)s") % {"clauses": _("; ").join(missed)})
    offices = offices_among(campaign.policy.tracks[track].nominated_by, school=person.organisation)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise _entered(Adjustment.objects.exclude(state__in=TAKEN_BACK).get(person=person, cause=entry.cause)) from None
    entry.compete()
    begin(entry, office=offices[0], by=by, now=now)
    _answer_for_oneself(entry, by=by, now=now)
    return entry


def _entry(campaign: Campaign, *, person: Person, track: str, by: User, now: dt.datetime) -> Adjustment:
    return Adjustment(
        district_id=campaign.district_id,
        campaign=campaign,
        organisation=person.organisation,
        person=person,
        track=track,
        ground=Ground.COMPETITION,
        cause=cause_of("competition", str(campaign.pk)),
        proposed_by=by,
        changed_at=now,
    )


def _entered(standing: Adjustment) -> Refused:
    words = {"person": standing.person, "post": standing.track_title, "state": standing.get_state_display()}
    return Refused(_("%(person)s has entered this round already, for “%(post)s” (%(state)s).") % words)


def _answer_for_oneself(entry: Adjustment, *, by: User, now: dt.datetime) -> None:
    """Who enters by themselves has said that they want the post: they are not asked again."""
    round = Round.objects.filter(process=entry.case_id, closed_at=None).select_related("process__version").first()
    if round and is_the_person(by, entry) and asks_the_person(round):
        decide(round, by=by, verdict="done", now=now)
