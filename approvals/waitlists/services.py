"""候补: a case waits in the frozen order; a place that comes free is given to the next, with a reason (递补)."""

import datetime as dt
import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.campaigns.services import admitted, ended, lock_term
from approvals.cases.models import Case
from approvals.cohorts import lock_cohort, may_lead
from approvals.rankings.models import RankingEntry
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from approvals.rounds.opening import date, seat
from approvals.rounds.seats import awaited, seat_of
from approvals.rounds.services import give
from approvals.waitlists.queries import Waiting, free_places, next_up, waiting_list
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record
from notifications.services import notify

logger = logging.getLogger(__name__)


def on_open_waitlist(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Let a case wait until its time is over; its office is told when a place comes free, not before."""
    seat(round, now=now)
    date(round, now=now)


@transaction.atomic
def call_up(
    campaign: Campaign,
    *,
    stage: str,
    track: str,
    by: User,
    reason: str,
    now: dt.datetime,
    expected: int | None = None,
) -> RankingEntry:
    """Give a free place to the next on the waiting list (递补) and send their case on.

    ``expected`` is the round that was next on the page: Conflict when it waits no more, Refused when somebody stands
    before it. Refused without a reason, without a free place, or when nobody who waits may take it.
    """
    lock_term(campaign)
    rounds = lock_cohort(campaign, stage=stage, track=track)
    waits = waiting_list(campaign, stage=stage, track=track)
    if expected is not None and expected not in {waiting.round.pk for waiting in waits}:
        raise Conflict(_("The list has changed since you opened it. Look at it again, then call up the next."))
    if not waits:
        raise Refused(_("Nobody waits on this list any more."))
    if not may_lead(by, rounds):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why a place came free: the reason stands on the record."))
    chosen = _next(campaign, waits, track=track, expected=expected)
    return _admit(chosen, by=by, reason=reason, now=now)


def _next(campaign: Campaign, waits: list[Waiting], *, track: str, expected: int | None) -> Waiting:
    free = free_places(campaign, track=track)
    if free <= 0:
        raise Refused(_("No place is free: all of them are held or conferred."))
    chosen = next_up(waits, places=free)
    if chosen is None:
        raise Refused(
            _("Nobody who waits may take this place: the caps and reserved shares of the list stand against it.")
        )
    if expected is not None and chosen.round.pk != expected:
        message = _("The list is followed in its frozen order: %(name)s comes first.")
        raise Refused(message % {"name": chosen.round.case.title})
    return chosen


def _admit(chosen: Waiting, *, by: User, reason: str, now: dt.datetime) -> RankingEntry:
    entry, round = chosen.entry, chosen.round
    entry.called_up_at, entry.called_up_by, entry.called_up_reason = now, by, reason
    entry.save(update_fields=["called_up_at", "called_up_by", "called_up_reason"])
    told = {"stage": round.stage, "position": entry.position, "list": entry.ranking.digest, "reason": reason}
    record("waitlist.called_up", on=round.case, by=by, now=now, **told)
    round.result = {"position": entry.position}
    give(seat_of(by, round), by=by, now=now, verdict="called", opinion=reason)
    finish(round, verdict="called", by=by, reason=reason, now=now)
    return entry


def expire_due(now: dt.datetime) -> int:
    """End every wait whose time is over; a sweep, harmless to repeat."""
    due = Round.objects.filter(kind="waitlist", closed_at=None, due_at__lt=now)
    return sum(_expire(pk, now=now) for pk in list(due.values_list("pk", flat=True)))


def _expire(pk: int, *, now: dt.datetime) -> int:
    """End one wait in a transaction of its own: what hinders one case holds up no other."""
    try:
        with transaction.atomic():
            case = Case.objects.locked().get(rounds=pk)
            round = Round.objects.select_for_update(no_key=True).get(pk=pk)
            round.process = case
            if not round.is_open or round.due_at is None or round.due_at >= now:
                return 0
            finish(round, verdict="expired", by=None, now=now)
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("The wait of round %s cannot end: %s", pk, refusal)
        return 0


def tell_of_free_places(now: dt.datetime) -> int:
    """Tell the office of each waiting list that a place is free, once a place; a sweep, harmless to repeat."""
    lists = Round.objects.filter(kind="waitlist", closed_at=None).order_by("campaign", "stage", "track")
    found = list(lists.values_list("campaign", "stage", "track").distinct())
    return sum(_tell(campaign, stage=stage, track=track, now=now) for campaign, stage, track in found)


def _tell(pk: int, *, stage: str, track: str, now: dt.datetime) -> int:
    campaign = Campaign.objects.select_related("version", "district").get(pk=pk)
    free = free_places(campaign, track=track)
    round = Round.objects.filter(campaign=pk, stage=stage, track=track, closed_at=None).first()
    if free == 0 or round is None:
        return 0
    # Both grow, with each place given and with each that an honour gave back: the next free one is news again.
    so_far, back = admitted(campaign, track=track).count(), ended(campaign, track=track).count()
    return notify(
        f"waitlist:{pk}:{stage}:{track}:{so_far}:{free}" + (f":{back}" if back else ""),
        to=awaited(round, on=day_of(now)),
        template="approvals/messages/place_free",
        context={
            "campaign": campaign.title,
            "stage": campaign.policy.stages[stage].title,
            "title": campaign.policy.tracks[track].title,
            "count": free,
            "link": reverse("waitlist", args=[pk, stage, track]),
        },
        now=now,
    )
