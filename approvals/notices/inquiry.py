"""调查: an objection is looked into by somebody who was asked by name, or by the office itself."""

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import find_conflicts
from approvals.notices.models import Objection
from approvals.notices.office import inquirers, may_answer
from approvals.rounds.models import Ballot, Round
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record
from notifications.services import notify


def inquiry_seat(objection: Objection) -> Ballot | None:
    """Return the seat of whoever was asked to look into an objection."""
    round = objection.entry.round
    seat = round.result.get("inquiries", {}).get(objection.receipt)
    return round.ballots.select_related("user", "asked_by").filter(pk=seat).first() if seat else None


def may_report(user: User, objection: Objection) -> bool:
    """Tell whether a user was asked to look into an objection and has not reported yet."""
    seat = inquiry_seat(objection)
    return seat is not None and seat.state == Ballot.State.OPEN and seat.user_id == user.pk


@transaction.atomic
def ask(objection: Objection, *, inquirer: User, why: str, by: User, now: dt.datetime) -> Ballot:
    """Hand the inquiry to somebody by name; whoever was asked before is released.

    Refused before the objection is taken up, once its notice is over, or for somebody who must stay out of the case.
    """
    objection = locked(objection, by=by, now=now)
    round = objection.entry.round
    if not objection.taken_up:
        raise Refused(_("Take the objection up first, then ask somebody to look into it."))
    if not round.is_open:
        raise Refused(_("This name is off the notice already; write down yourself what was found."))
    if inquirer not in inquirers(objection, on=day_of(now)):
        raise Refused(
            _("%(name)s cannot look into this: an officer of the district is needed who has no part in the case.")
            % {"name": inquirer}
        )
    release(objection)
    seat, _fresh = Ballot.objects.get_or_create(
        round=round,
        user=inquirer,
        state=Ballot.State.OPEN,
        way=Ballot.Way.LENT,
        defaults={
            "district_id": round.district_id,
            "counts": False,
            "asked_by": by,
            "asked_why": why,
        },
    )
    round.result = {**round.result, "inquiries": {**round.result.get("inquiries", {}), objection.receipt: seat.pk}}
    round.save(update_fields=["result"])
    record("objection.inquiry_asked", on=round.case, by=by, now=now, receipt=objection.receipt, of=inquirer.name)
    _tell(inquirer, objection, seat=seat, by=by, now=now)
    return seat


@transaction.atomic
def report(objection: Objection, *, text: str, by: User, now: dt.datetime) -> Objection:
    """Write down what was found: by whoever was asked, or by the office itself. It stays inside.

    The record keeps its digest only, since what was found may tell who objected.
    """
    objection = locked(objection, now=now)
    if not (may_report(by, objection) or may_answer(by, objection)):
        raise PermissionDenied
    if not text.strip():
        raise Refused(_("Write down what was found."))
    seat = inquiry_seat(objection)
    if seat and may_report(by, objection) and not _asked_elsewhere(objection, seat):
        seat.state, seat.cast_at = Ballot.State.NOTED, now
        seat.save(update_fields=["state", "cast_at"])
    objection.inquiry = text
    objection.save(update_fields=["inquiry"])
    told = {"receipt": objection.receipt, "digest": hashlib.sha256(text.encode()).hexdigest()}
    record("objection.inquired", on=objection.entry.round.case, by=by, now=now, **told)
    return objection


def locked(objection: Objection, *, by: User | None = None, now: dt.datetime) -> Objection:
    """Return an open objection afresh, its case and round locked first.

    PermissionDenied where ``by`` may not answer it, Conflict once it is answered.
    """
    case = Case.objects.locked().get(pk=objection.entry.round.process_id)
    round = Round.objects.select_for_update(no_key=True).get(pk=objection.entry.round_id)
    rows = Objection.objects.select_for_update(no_key=True, of=("self",)).select_related("entry__notice__campaign")
    objection = rows.get(pk=objection.pk)
    round.process, objection.entry.round = case, round
    if by is not None:
        find_conflicts(case, now=now, user=by)
        if not may_answer(by, objection):
            raise PermissionDenied
    if objection.answered_at:
        raise Conflict(_("This objection was already answered."))
    return objection


def release(objection: Objection) -> None:
    """Release whoever is still asked to look into an objection, unless they look into another of the same person."""
    seat = inquiry_seat(objection)
    if seat and seat.state == Ballot.State.OPEN and not _asked_elsewhere(objection, seat):
        seat.state = Ballot.State.DROPPED
        seat.save(update_fields=["state"])


def _asked_elsewhere(objection: Objection, seat: Ballot) -> bool:
    inquiries = objection.entry.round.result.get("inquiries", {})
    receipts = [receipt for receipt, pk in inquiries.items() if pk == seat.pk and receipt != objection.receipt]
    return Objection.objects.filter(receipt__in=receipts, answered_at=None, inquiry="").exists()


def _tell(inquirer: User, objection: Objection, *, seat: Ballot, by: User, now: dt.datetime) -> None:
    notify(
        f"objection:{objection.pk}:inquiry:{seat.pk}",
        to=[inquirer],
        template="approvals/messages/inquiry",
        context={
            "receipt": objection.receipt,
            "title": objection.entry.round.case.title,
            "by": by.name,
            "why": seat.asked_why,
            "link": reverse("objection", args=[objection.pk]),
        },
        now=now,
    )
