"""督办: promises kept when due, and what the committee does about what is pending."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.rounds.models import Promise, Round
from approvals.rounds.opening import promise_ladder, words
from approvals.rounds.seats import awaited, seat_holders
from approvals.rounds.services import locked
from core import clock
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Refused
from core.models import Appointment, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.record.services import record
from notifications.services import notify

URGE_INTERVAL = dt.timedelta(hours=24)


def keep_promises(now: dt.datetime) -> int:
    """Keep every reminder and escalation that is due: ask who must act now, and tell them once."""
    due = Promise.objects.filter(kept_at=None, void_at=None, due_at__lte=now).order_by("due_at", "pk")
    return sum(_keep(pk, now=now) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _keep(pk: int, *, now: dt.datetime) -> int:
    promise = Promise.objects.select_for_update(no_key=True).filter(pk=pk, kept_at=None, void_at=None).first()
    if promise is None:
        return 0
    round = Round.objects.select_related(
        "process__version",
        "process__campaign",
        "process__organisation",
        "process__district",
        "process__person",
        "campaign",
    ).get(pk=promise.round_id)
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
        context={**words(round), "days": abs(promise.offset)},
        now=now,
    )


def _escalate(promise: Promise, round: Round, *, now: dt.datetime) -> None:
    round.escalated_at = now
    round.save(update_fields=["escalated_at"])
    late = [user.name for user in awaited(round, on=day_of(now))]
    notify(
        f"promise:{promise.pk}",
        to=seat_holders(round.case, round.rule.tell, on=day_of(now)),
        template="approvals/messages/escalated",
        context={**words(round), "days": promise.offset, "who": late},
        now=now,
    )


def may_watch(user: User) -> bool:
    """Tell whether a user sees the committee's board: members and clerks of a committee, and the bureau's leaders."""
    return board_seats(user).exists()


def board_seats(user: User):
    """Return the appointments in a committee or as a leader that open the board to a user."""
    return Appointment.objects.in_force(clock.today()).filter(
        user=user, role__in=[Role.CLERK, Role.MEMBER, Role.LEADER], organisation__kind__in=[Kind.COMMITTEE, Kind.BUREAU]
    )


@transaction.atomic
def urge(round: Round, *, by: User, now: dt.datetime) -> int:
    """Remind whoever must act (催办), at most once a day; it does not move the deadline."""
    _check_watch(by, round)
    round = locked(round.process_id, round.pk)
    if round.urged_at and now - round.urged_at < URGE_INTERVAL:
        raise Refused(_("They were urged less than a day ago; urging more often does not help."))
    round.urged_at = now
    round.save(update_fields=["urged_at"])
    people = awaited(round, on=day_of(now))
    record("round.urged", on=round.case, by=by, now=now, stage=round.stage, people=[user.pk for user in people])
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
    _check_watch(by, round)
    round = locked(round.process_id, round.pk)
    if round.kind == "public_notice":
        raise Refused(_("A public notice ends by the clock; its last day is not moved."))
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
    _check_watch(by, round)
    round = locked(round.process_id, round.pk)
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


def _check_watch(user: User, round: Round) -> None:
    if user.district_id != round.district_id or not may_watch(user):
        raise PermissionDenied
