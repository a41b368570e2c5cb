"""更正、撤销与复查: an error is put right, and exactly the decisions that used it are looked at again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.models import Case, CaseQuerySet
from approvals.conflicts.services import is_barred, recheck
from approvals.conflicts.words import why_not
from approvals.escalation.services import may_watch
from approvals.processes import process
from approvals.reliance.compare import moved, shifts
from approvals.reliance.models import Reconsideration
from approvals.reliance.opening import open_for_fact, open_for_paper
from approvals.reliance.resting import cases_using, cases_using_paper, names_used
from core.errors import Conflict, Refused
from core.facts.services import correct, retract
from core.models import Fact, FalsePaper, Paper, User
from core.papers.falsehood import mark_false
from core.record.services import record

State = Reconsideration.State


@transaction.atomic
def correct_statement(fact: Fact, *, by: User, now: dt.datetime, reason: str, **changes: Any) -> Fact:
    """Correct a statement; every case that used it is looked at again, and no other.

    Raises PermissionDenied for who does not keep the files or is the person themselves, and what ``correct`` raises.
    """
    _check_keeper(by, fact)
    cases = _locked(lambda: cases_using(fact))
    new = correct(fact, by=by, now=now, reason=reason, **changes)
    _check_same(cases, lambda: cases_using(fact))
    for case in cases:
        _reopen(case, before=fact, after=new, now=now)
    return new


@transaction.atomic
def retract_statement(fact: Fact, *, by: User, now: dt.datetime, reason: str) -> Fact:
    """Take back a statement that never was true; every case that used it is looked at again, and no other."""
    _check_keeper(by, fact)
    cases = _locked(lambda: cases_using(fact))
    gone = retract(fact, by=by, now=now, reason=reason)
    _check_same(cases, lambda: cases_using(fact))
    for case in cases:
        _reopen(case, before=fact, after=None, now=now)
    return gone


@transaction.atomic
def find_paper_false(paper: Paper, *, by: User, now: dt.datetime, reason: str) -> FalsePaper:
    """Find a paper false; every case that held it or used what rests on it is looked at again.

    What it was to prove stays on file until whoever keeps the files corrects it or takes it back. Raises
    PermissionDenied for who stays out of one of the cases, and what ``mark_false`` raises.
    """
    cases = _locked(lambda: cases_using_paper(paper))
    for case in cases:
        if is_barred(by, case):
            raise PermissionDenied(why_not(by, case))
    found = mark_false(paper, by=by, now=now, reason=reason)
    _check_same(cases, lambda: cases_using_paper(paper))
    for case in cases:
        open_for_paper(case, paper, now=now)
    return found


@transaction.atomic
def answer(wanted: Reconsideration, *, stands: bool, reason: str, by: User, now: dt.datetime) -> Reconsideration:
    """Say whether a decision stands in the light of the correction, and why; what follows is a case of its own.

    Raises PermissionDenied for who does not watch over the district or stays out of the case, Conflict where it was
    answered already.
    """
    case = Case.objects.locked().get(pk=wanted.case_id)
    rows = Reconsideration.objects.select_for_update(of=("self",), no_key=True)
    wanted = rows.get(pk=wanted.pk)
    if not _is_of_office(by, case):
        raise PermissionDenied
    recheck(by, case, now=now)
    if not wanted.is_open:
        raise Conflict(_("This was answered already. Look at the answer."))
    if not reason.strip():
        raise Refused(_("Say why the decision stands, or why it is to be changed."))
    wanted.state = State.UPHELD if stands else State.CHANGED
    wanted.answered_by, wanted.answered_at, wanted.reason = by, now, reason.strip()
    wanted.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    record(f"reconsideration.{wanted.state}", on=case, by=by, now=now, reconsideration=wanted.pk, reason=reason)
    return wanted


def may_answer(user: User, wanted: Reconsideration) -> bool:
    """Tell whether a user answers an open reconsideration: who watches the board and does not stay out of the case."""
    return wanted.is_open and _is_of_office(user, wanted.case) and not is_barred(user, wanted.case)


def _is_of_office(user: User, case: Case) -> bool:
    return user.district_id == case.district_id and may_watch(user)


def _check_keeper(user: User, fact: Fact) -> None:
    if not user.has_perm("core.correct_fact", fact):
        raise PermissionDenied(_("Who keeps the talent files corrects them, and nobody their own."))


def _locked(cases: Callable[[], CaseQuerySet]) -> list[Case]:
    """Lock the cases before the statement or the paper, in the order of their numbers, as deciding does."""
    return list(cases().locked().order_by("pk"))


def _check_same(cases: list[Case], again: Callable[[], CaseQuerySet]) -> None:
    """Raise Conflict where another case came to use it while it was waited for."""
    if {case.pk for case in cases} != set(again().values_list("pk", flat=True)):
        raise Conflict(_("A case came to use this at the very same moment. Please try again."))


def _reopen(case: Case, *, before: Fact, after: Fact | None, now: dt.datetime) -> None:
    """Gather the facts that rested on a statement anew, the others as the decision had them, and compare."""
    told = process(case.policy.process)
    gathered = told.gather(told.subject_of(case), now=now)
    names = [name for name in names_used(case, before) if name in gathered]
    then, since = {name: case.facts.get(name) for name in names}, {name: gathered[name] for name in names}
    changed = shifts(case.policy, track=case.track, then=case.facts, now={**case.facts, **since})
    grounds = getattr(gathered, "grounds", ())
    is_open = bool(changed or moved(case.policy, then=then, now=since, grounds=grounds))
    open_for_fact(case, before=before, after=after, facts=(then, since), is_open=is_open, now=now)
