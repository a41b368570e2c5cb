"""受理与答复: an objection is taken up or not, and answered; upheld it takes the person off the notice."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.notices.inquiry import locked, release
from approvals.notices.models import Objection
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from core.calendar.rules import Span
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record


def due(span: Span | None, *, now: dt.datetime) -> dt.datetime | None:
    """Return the last moment of a span that begins today; None where the policy names none."""
    return end_of(span.end(day_of(now), load_calendar())) if span else None


@transaction.atomic
def take_up(objection: Objection, *, by: User, now: dt.datetime) -> Objection:
    """Take an objection up: it will be looked into, and answered within the policy's time from today."""
    objection = locked(objection, by=by, now=now)
    if objection.taken_up:
        raise Conflict(_("This objection was already taken up."))
    _mark_taken_up(objection, by=by, now=now)
    record("objection.taken_up", on=objection.entry.round.case, by=by, now=now, receipt=objection.receipt)
    return objection


def _mark_taken_up(objection: Objection, *, by: User, now: dt.datetime) -> None:
    rule = objection.entry.notice.rule
    objection.taken_up, objection.taken_up_at, objection.taken_up_by = True, now, by
    if rule.accept:
        objection.due_at = due(rule.answer, now=now)
    objection.save(update_fields=["taken_up", "taken_up_at", "taken_up_by", "due_at"])


@transaction.atomic
def decline(objection: Objection, *, reason: str, by: User, now: dt.datetime) -> Objection:
    """Do not take an objection up, with the reason its objector reads; it holds nobody any more."""
    objection = locked(objection, by=by, now=now)
    if objection.taken_up:
        raise Conflict(_("This objection was already taken up; answer it with a finding."))
    if not reason.strip():
        raise Refused(_("Say why the objection is not taken up: whoever raised it reads the reason."))
    objection.taken_up, objection.taken_up_at, objection.taken_up_by = False, now, by
    objection.answer, objection.answered_at, objection.answered_by = reason, now, by
    objection.save()
    told = {"receipt": objection.receipt, "reason": reason}
    record("objection.declined", on=objection.entry.round.case, by=by, now=now, **told)
    return objection


@transaction.atomic
def answer(objection: Objection, *, finding: str, text: str, by: User, now: dt.datetime) -> Objection:
    """Answer an objection; upheld, it takes the person off the notice and to where the policy leads.

    An answer takes up what nobody had taken up before, and releases whoever was still asked to look into it. Upheld
    after the person left that notice, it takes them off the one on which they stand now.
    """
    objection = locked(objection, by=by, now=now)
    if finding not in Objection.Finding.values or not text.strip():
        raise Refused(_("Give a finding and the answer in words."))
    if not objection.taken_up:
        _mark_taken_up(objection, by=by, now=now)
    objection.finding, objection.answer, objection.answered_at, objection.answered_by = finding, text, now, by
    objection.save(update_fields=["finding", "answer", "answered_at", "answered_by"])
    round = objection.entry.round
    release(objection)
    record("objection.answered", on=round.case, by=by, now=now, receipt=objection.receipt, finding=finding, answer=text)
    if finding == Objection.Finding.UPHELD and (notice := stands_on(round)):
        finish(notice, verdict="upheld", by=by, reason=text, now=now)
    return objection


def stands_on(round: Round) -> Round | None:
    """Return the notice on which the person objected to stands now: the one objected to, or a later one."""
    notices = Round.objects.filter(process=round.process_id, kind="public_notice", closed_at=None)
    if notice := notices.first():
        notice.process = round.process
    return notice
