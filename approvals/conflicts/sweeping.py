"""Whoever turns out to stay out of a case after they were seated is taken off their seat; a sweep."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from approvals.conflicts.models import Recusal
from approvals.conflicts.services import is_barred
from approvals.conflicts.stepping import leave
from approvals.rounds.models import Ballot
from approvals.rounds.seats import STANDING, acts_for
from approvals.rounds.services import locked
from core.errors import Conflict, Refused

logger = logging.getLogger(__name__)


def take_off(now: dt.datetime) -> int:
    """Take everybody off their seats in open rounds of cases that they stay out of; harmless to repeat.

    What they gave there before it was found counts no more.
    """
    binding = Recusal.objects.binding().filter(case=OuterRef("round__process"), user=OuterRef("user"))
    seats = Ballot.objects.filter(Exists(binding), state__in=STANDING, round__closed_at=None)
    return sum(_take_off(pk, now=now) for pk in list(seats.order_by("round", "pk").values_list("pk", flat=True)))


def _take_off(pk: int, *, now: dt.datetime) -> int:
    """Take one seat away in a transaction of its own: what hinders one case holds up no other."""
    found = _seat(pk)
    if not _must_leave(found):
        return 0
    try:
        with transaction.atomic():
            round = locked(found.round.process_id, found.round_id)
            found = _seat(pk)  # as it is now that nobody else changes it: answered, given up, or the alarm was false
            if not found.user or not _must_leave(found):
                return 0
            leave(round, found.user, now=now)
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("Seat %s cannot be given up: %s", pk, refusal)
        return 0


def _seat(pk: int) -> Ballot:
    return Ballot.objects.select_related("round__process", "user", "organisation", "instead_of").get(pk=pk)


def _must_leave(seat: Ballot) -> bool:
    """Tell whether who sits in a seat stays out of the case; the same person's other seat goes along with the first."""
    if seat.user is None or seat.state not in STANDING:
        return False
    return is_barred(seat.user, seat.round.case, at=acts_for(seat))  # some act for their own school
