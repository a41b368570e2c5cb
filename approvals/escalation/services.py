"""督办: promises kept when due, and what the committee does about what is pending."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import is_barred, recheck
from approvals.policies.kinds import KINDS
from approvals.rounds.models import Promise, Round
from approvals.rounds.opening import promise_ladder, words
from approvals.rounds.seats import awaited, may_fill, seat_holders
from approvals.rounds.services import SENT_UP_FROM, locked
from core import clock
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Refused
from core.models import User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import appointments_of, holds
from core.record.services import record
from notifications.services import notify

WATCHERS = (Role.CLERK, Role.MEMBER, Role.LEADER)
WATCHING = (Kind.COMMITTEE, Kind.BUREAU)
URGE_INTERVAL = dt.timedelta(hours=24)


def keep_promises(now: dt.datetime) -> int:
    """Keep every reminder and escalation that is due: ask who must act now, and tell them once."""
    due = Promise.objects.filter(kept_at=None, void_at=None, due_at__lte=now).order_by("due_at", "pk")
    return sum(_keep(pk, now=now) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _keep(pk: int, *, now: dt.datetime) -> int:
    """Keep one promise, its case locked before its round and itself, as whoever answers locks them."""
    case = Case.objects.locked().get(rounds__promises=pk)
    round = Round.objects.select_for_update(no_key=True).get(promises=pk)
    round.process = case
    promise = Promise.objects.select_for_update(no_key=True).filter(pk=pk, kept_at=None, void_at=None).first()
    if promise is None:
        return 0
    if round.is_open:
        (_escalate if promise.step == Promise.Step.ESCALATE else _remind)(promise, round, now=now)
    promise.kept_at = now
    promise.save(update_fields=["kept_at"])
    return 1


def _remind(promise: Promise, round: Round, *, now: dt.datetime) -> None:
    late = promise.offset > 0
    notify(
        f"promise:{promise.pk}",
        to=awaited(round, on=day_of(now)),
        template="approvals/messages/overdue" if late else "approvals/messages/reminder",
        context={**words(round), "days": abs(promise.offset), "may_ask": round.kind in SENT_UP_FROM},
        now=now,
    )


def _escalate(promise: Promise, round: Round, *, now: dt.datetime) -> None:
    round.escalated_at = now
    round.save(update_fields=["escalated_at"])
    late = [user.name for user in awaited(round, on=day_of(now))]
    notify(
        f"promise:{promise.pk}",
        to=[user for seat in round.rule.tell for user in seat_holders(round.case, seat, on=day_of(now))],
        template="approvals/messages/escalated",
        context={**words(round), "days": promise.offset, "who": late},
        now=now,
    )


def may_watch(user: User) -> bool:
    """Tell whether a user sees the committee's board: members and clerks of a committee, and the bureau's leaders."""
    held = appointments_of(user, on=clock.today())
    return any(office.role in WATCHERS and office.organisation.kind in WATCHING for office in held)


@transaction.atomic
def urge(round: Round, *, by: User, now: dt.datetime) -> int:
    """Remind whoever must act (催办), at most once a day; it does not move the deadline.

    Raises PermissionDenied for who neither watches nor put the case forward, Refused sooner than a day after the last
    and while the clock stands still.
    """
    round = locked(round.process_id, round.pk)
    if put_forward_by(by, round.case):
        recheck(by, round.case, now=now, at=round.case.nominator_at)
    else:
        _check_watch(by, round, now=now)
    if stands_still(round):
        raise Refused(_("The clock stands still, and nobody is reminded; let it run on first."))
    if round.urged_at and now - round.urged_at < URGE_INTERVAL:
        raise Refused(_("They were urged less than a day ago; urging more often does not help."))
    round.urged_at = now
    round.save(update_fields=["urged_at"])
    people = awaited(round, on=day_of(now))
    told = {} if round.kind == "panel" else {"people": [user.pk for user in people]}  # who judges is not told
    record("round.urged", on=round.case, by=by, now=now, stage=round.stage, **told)
    return notify(
        f"round:{round.pk}:urged:{now:%Y%m%d%H%M%S}",
        to=people,
        template="approvals/messages/urged",
        context={**words(round), "by": by.name},
        now=now,
    )


@transaction.atomic
def extend(round: Round, *, until: dt.date, reason: str, by: User, now: dt.datetime) -> Round:
    """Set a new last day for a round that waits for people, and promise its ladder anew.

    Refused for a notice, which ends by the clock, for a day that is past, or without a reason.
    """
    round = locked(round.process_id, round.pk)
    _check_watch(by, round, now=now)
    if round.kind == "public_notice":
        raise Refused(_("A public notice ends by the clock; its last day is not moved."))
    if stands_still(round):
        raise Refused(_("The clock stands still; let it run on before you set another last day."))
    if until <= day_of(now) or not reason.strip():
        raise Refused(_("Give a day after today, and the reason."))
    record("round.extended", on=round.case, by=by, now=now, stage=round.stage, until=str(until), reason=reason)
    round.due_at, round.escalated_at = end_of(until), None
    round.save(update_fields=["due_at", "escalated_at"])
    round.promises.filter(kept_at=None, void_at=None).update(void_at=now)
    promise_ladder(round, now=now, calendar=load_calendar())
    return round


@transaction.atomic
def reply(round: Round, *, text: str, by: User, now: dt.datetime) -> Round:
    """Answer a matter that was sent up; the answer goes back to whoever must decide, who stays free to."""
    round = locked(round.process_id, round.pk)
    _check_watch(by, round, now=now)
    if not round.sent_up_at or not text.strip():
        raise Refused(_("Write the committee's answer."))
    record("round.replied", on=round.case, by=by, now=now, stage=round.stage, asked=round.sent_up_reason, answer=text)
    round.sent_up_at, round.sent_up_by = None, None
    round.save(update_fields=["sent_up_at", "sent_up_by"])
    notify(
        f"round:{round.pk}:replied:{now:%Y%m%d%H%M%S}",
        to=awaited(round, on=day_of(now)),
        template="approvals/messages/replied",
        context={**words(round), "answer": text, "by": by.name},
        now=now,
    )
    return round


def may_urge(user: User, round: Round) -> bool:
    """Tell whether a user may urge those a round waits for: the office that put the case forward, and who watches.

    Not themselves, and not the calendar; nobody while the clock stands still, and not who stays out of the case.
    """
    if not round.is_open or not KINDS[round.kind].human or not _may_remind(user, round) or stands_still(round):
        return False
    return not any(may_fill(user, ballot, round.case) for ballot in round.ballots.awaited())


def _may_remind(user: User, round: Round) -> bool:
    if put_forward_by(user, round.case):
        return not is_barred(user, round.case, at=round.case.nominator_at)
    return user.district_id == round.district_id and may_watch(user) and not is_barred(user, round.case)


def stands_still(round: Round) -> bool:
    """Tell whether a round's clock is stopped: it has no last day, and nobody is reminded."""
    return round.pauses.filter(until=None).exists()


def put_forward_by(user: User, case) -> bool:
    """Tell whether a user holds the office that put a case forward."""
    return holds(user, Role(case.nominator_role), case.nominator_at)


def _check_watch(user: User, round: Round, *, now: dt.datetime) -> None:
    if user.district_id != round.district_id or not may_watch(user):
        raise PermissionDenied
    recheck(user, round.case, now=now)
