"""撤回: a case is taken back freely at first, and later with the consent of an office."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS

from approvals.cases.models import Case
from approvals.conflicts.services import is_barred, recheck
from approvals.policies.kinds import KINDS
from approvals.rounds.closing import end_round
from approvals.rounds.models import Round
from approvals.rounds.seats import may_act_at, office_of, post_words, seat_holders, stands_in_for
from approvals.stages import law
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.organisations.roles import Role
from core.organisations.services import holds
from core.record.services import record
from notifications.services import notify


@transaction.atomic
def withdraw(case: Case, *, by: User, reason: str, now: dt.datetime) -> Case:
    """Take a case back (撤回): only who put it forward, until it has ended; no task and no reminder stays.

    Refused without a reason, and once the policy asks for an office's consent.
    """
    case = _asked(case, by=by, reason=reason, now=now)
    if not is_free(case):
        raise Refused(
            _("It can be withdrawn only with the consent of %(place)s (%(post)s) now. Ask for it.")
            % consent_words(case)
        )
    return _end(case, by=by, reason=reason, now=now)


@transaction.atomic
def ask_withdrawal(case: Case, *, by: User, reason: str, now: dt.datetime) -> Case:
    """Ask the office that the policy names to consent to a withdrawal; the case goes on meanwhile.

    Refused where it needs no consent, Conflict where it was asked for already.
    """
    case = _asked(case, by=by, reason=reason, now=now)
    if is_free(case):
        raise Refused(_("It needs no consent yet: withdraw the case."))
    if case.withdrawal_asked_at:
        raise Conflict(_("This was asked already; the office has not answered yet."))
    case.withdrawal_asked_at, case.withdrawal_asked_by, case.withdrawal_reason = now, by, reason
    case.save(update_fields=["withdrawal_asked_at", "withdrawal_asked_by", "withdrawal_reason"])
    record("withdrawal.asked", on=case, by=by, now=now, reason=reason)
    to = seat_holders(case, case.policy.withdrawal.consent, on=day_of(now))
    _tell(case, "withdrawal_asked", to=to, by=by, reason=reason, now=now)
    return case


@transaction.atomic
def answer_withdrawal(case: Case, *, granted: bool, answer: str, by: User, now: dt.datetime) -> Case:
    """Consent to a withdrawal that was asked for, which ends the case, or refuse it: the case goes on."""
    case = Case.objects.locked().get(pk=case.pk)
    if not case.is_live or not case.withdrawal_asked_at:
        raise Conflict(_("Nobody asks to withdraw this case any more."))
    if not may_consent(by, case):
        raise PermissionDenied
    recheck(by, case, now=now, at=office_of(case, case.policy.withdrawal.consent)[1])
    if not answer.strip():
        raise Refused(_("Say why; whoever asked is told."))
    asked_by, reason = case.withdrawal_asked_by, case.withdrawal_reason
    case.withdrawal_asked_at = None
    case.save(update_fields=["withdrawal_asked_at"])
    verb, letter = ("granted", "withdrawn") if granted else ("refused", "withdrawal_refused")
    told = {"reason": reason, "answer": answer, **_consents_for(by, case)}
    record(f"withdrawal.{verb}", on=case, by=by, now=now, **told)
    _tell(case, letter, to=[asked_by] if asked_by else [], by=by, answer=answer, now=now)
    return _end(case, by=by, reason=reason, now=now) if granted else case


def is_free(case: Case) -> bool:
    """Tell whether a case may be withdrawn without consent: the stage the policy names has not answered yet."""
    rule = case.policy.withdrawal
    if rule is None:
        return True
    answered = Round.objects.filter(process=case, stage=rule.free_until, is_void=False).exclude(closed_at=None)
    return not answered.filter(verdict=KINDS[case.policy.stages[rule.free_until].kind].onward).exists()


def may_withdraw(user: User, case: Case) -> bool:
    """Tell whether a user may take the case back: the office that put it forward, but not who stays out of it."""
    return case.is_live and _put_forward_by(user, case) and not is_barred(user, case, at=case.nominator_at)


def _put_forward_by(user: User, case: Case) -> bool:
    return holds(user, Role(case.nominator_role), case.nominator_at)


def may_consent(user: User, case: Case) -> bool:
    """Tell whether a user holds the office whose consent a withdrawal takes."""
    rule = case.policy.withdrawal
    if rule is None:
        return False
    role, organisation = office_of(case, rule.consent)
    return organisation is not None and may_act_at(user, Role(role), organisation, case=case)


def _consents_for(user: User, case: Case) -> dict[str, Any]:
    role, organisation = office_of(case, case.policy.withdrawal.consent)
    return stands_in_for(user, Role(role), organisation, case=case) if organisation else {}


def consent_words(case: Case) -> dict[str, str]:
    """Return the office whose consent it takes, in words."""
    return post_words(case, case.policy.withdrawal.consent)


def _asked(case: Case, *, by: User, reason: str, now: dt.datetime) -> Case:
    case = Case.objects.locked().get(pk=case.pk)
    if not case.is_live:
        raise Conflict(_("This case has already ended."))
    if not _put_forward_by(by, case):
        raise PermissionDenied
    recheck(by, case, now=now, at=case.nominator_at)
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    return case


def _end(case: Case, *, by: User, reason: str, now: dt.datetime) -> Case:
    return end_early(case, transition="withdraw", outcome="withdrawn", by=by, reason=reason, now=now)


def end_early(case: Case, *, transition: str, outcome: str, by: User | None, reason: str, now: dt.datetime) -> Case:
    """End a locked case before its road does, by a transition of its law; no task and no reminder stays."""
    for round in Round.objects.select_for_update(no_key=True).filter(process=case, closed_at=None):
        end_round(round, verdict="withdrawn", by=by, reason=reason, now=now)
    law.fire(transition, case=case, by=by, now=now)
    case.status, case.finished, case.outcome = PROCESS.CANCELED, now, outcome
    case.save(update_fields=["status", "finished", "outcome"])
    record(f"case.{outcome}", on=case, by=by, now=now, reason=reason)
    return case


def _tell(case: Case, letter: str, *, to: list[User], by: User, now: dt.datetime, **said: str) -> None:
    notify(
        f"case:{case.pk}:{letter}:{now:%Y%m%d%H%M%S}",
        to=to,
        template=f"approvals/messages/{letter}",
        context={
            "title": case.title,
            "campaign": case.campaign.title,
            "by": by.name,
            "link": reverse("case", args=[case.pk]),
            **said,
        },
        now=now,
    )
