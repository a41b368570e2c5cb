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
    found = Ballot.objects.select_related("round__process", "user", "organisation", "instead_of").get(pk=pk)
    user = found.user
    if user is None or found.state not in STANDING:  # the same person's other seat went along
        return 0
    if not is_barred(user, found.round.case, at=acts_for(found)):  # they act for their own school
        return 0
    try:
        with transaction.atomic():
            round = locked(found.round.process_id, found.round_id)
            leave(round, user, now=now)
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("Seat %s cannot be given up: %s", pk, refusal)
        return 0
