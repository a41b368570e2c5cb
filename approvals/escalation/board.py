"""待升级事项: what is pending escalation, why, who holds it, and what can be done about it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from approvals.conflicts.services import kept_out
from approvals.conflicts.stuck import nobody_free
from approvals.deadlines import Deadline, days_since, deadline
from approvals.notices.models import Objection
from approvals.rounds.models import Ballot, Pause, Round
from approvals.rounds.seats import turns_among
from core.calendar.rules import Calendar
from core.clock import day_of
from core.models import Appointment, Organisation, User

PAGE = 30
HOLDERS_SHOWN = 3


class Reason(models.TextChoices):
    OVERDUE = "overdue", _("Overdue")
    SENT_UP = "sent_up", _("Sent up")
    DEFERRED = "deferred", _("Deferred by a meeting")
    OBJECTED = "objected", _("Objection to answer")
    NOBODY = "nobody", _("Nobody may act")
    STOPPED = "stopped", _("Clock stopped")
    WITHDRAWAL = "withdrawal", _("Withdrawal asked for")


@dataclass(frozen=True)
class Item:
    """A round on the board: every reason that put it there, who must act, and how long it has waited."""

    round: Round
    reasons: tuple[Reason, ...]
    holders: tuple[str, ...]
    waited: int
    deadline: Deadline | None
    objections: list[Objection]  # those that nobody has answered yet

    @property
    def pause(self) -> Pause | None:
        """The stretch in which the round's clock stands still now."""
        return next((pause for pause in self.round.pauses.all() if pause.until is None), None)


def pending(district: Organisation, *, now: dt.datetime, watcher: User | None = None) -> QuerySet[Round]:
    """Return the open rounds of a district that are overdue, sent up, deferred, objected to or that nobody may close.

    None of a case that the ``watcher`` stays out of.
    """
    objected = Objection.objects.unanswered(OuterRef("process"))
    deferred = Round.objects.filter(
        process=OuterRef("process"), stage=OuterRef("stage"), verdict="defer", visit__lt=OuterRef("visit")
    )
    rounds = Round.objects.filter(district=district, closed_at=None)
    if watcher:
        rounds = rounds.filter(~kept_out(watcher, case="process"))
    rounds = rounds.annotate(
        is_objected=Exists(objected),
        is_answer_late=Exists(objected.filter(due_at__lt=now)),
        is_deferred=Exists(deferred),
        is_stuck=nobody_free(day_of(now)),
        is_stopped=Exists(Pause.objects.filter(round=OuterRef("pk"), until=None)),
    )
    return rounds.filter(Q.create(list(_causes(now).values()), connector=Q.OR))


def counts(district: Organisation, *, now: dt.datetime, watcher: User | None = None) -> dict[str, int]:
    """Return how many rounds are pending for each reason, and all of them under an empty word."""
    wanted = {reason.value: Count("pk", filter=cause) for reason, cause in _causes(now).items()}
    found = pending(district, now=now, watcher=watcher).aggregate(every=Count("pk"), **wanted)
    return {"": found.pop("every"), **found}


def board(
    district: Organisation,
    *,
    now: dt.datetime,
    calendar: Calendar,
    reason: str = "",
    after: int | None = None,
    watcher: User | None = None,
) -> tuple[list[Item], int | None]:
    """Return a page of the board, oldest deadline first, and the round after which the next page begins."""
    rounds = pending(district, now=now, watcher=watcher)
    if reason:
        rounds = rounds.filter(_causes(now)[Reason(reason)])
    if after and (last := rounds.filter(pk=after).first()):
        rounds = rounds.filter(_comes_after(last))
    listed = list(shown(rounds)[: PAGE + 1])
    following = listed[PAGE - 1].pk if len(listed) > PAGE else None
    return items(listed[:PAGE], now=now, calendar=calendar), following


def _comes_after(last: Round) -> Q:
    """Return which rounds stand below one: those without a deadline, whose clock is stopped, stand last."""
    below = Q(due_at=last.due_at, pk__gt=last.pk) if last.due_at else Q(due_at=None, pk__gt=last.pk)
    return below | Q(due_at__gt=last.due_at) | Q(due_at=None) if last.due_at else below


def items(rounds: list[Round], *, now: dt.datetime, calendar: Calendar) -> list[Item]:
    """Return rounds of ``pending`` as lines of the board."""
    people, objections = _holders(rounds, on=day_of(now)), _objections(rounds)
    return [
        Item(
            round,
            tuple(_reasons(round, now)),
            tuple(people[round.pk]),
            days_since(round.opened_at, now=now),
            deadline(round.due_at, now=now, calendar=calendar),
            objections.get(round.process_id, []),
        )
        for round in rounds
    ]


def _objections(rounds: list[Any]) -> dict[int, list[Objection]]:
    """Return by case what was objected and nobody has answered."""
    cases = [round.process_id for round in rounds if round.is_objected]
    unanswered = Objection.objects.filter(entry__round__process__in=cases, answered_at=None)
    found: dict[int, list[Objection]] = {}
    for objection in unanswered.select_related("entry__round").order_by("pk"):
        found.setdefault(objection.entry.round.process_id, []).append(objection)
    return found


def shown(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Return rounds with all that a line of the board needs of them, oldest deadline first."""
    return (
        rounds.select_related(
            "process__person",
            "process__organisation",
            "process__version",
            "campaign",
            "sent_up_by",
            "notice_entry",
            "agenda_item",
        )
        .prefetch_related("ballots__user", "ballots__organisation", "pauses__stopped_by")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def _causes(now: dt.datetime) -> dict[Reason, Q]:
    return {
        Reason.OVERDUE: Q(due_at__lt=now) | Q(is_answer_late=True),
        Reason.SENT_UP: Q(sent_up_at__isnull=False),
        Reason.DEFERRED: Q(is_deferred=True),
        Reason.OBJECTED: Q(is_objected=True),
        Reason.NOBODY: Q(is_stuck=True),
        Reason.STOPPED: Q(is_stopped=True),
        Reason.WITHDRAWAL: Q(process__withdrawal_asked_at__isnull=False),
    }


def _reasons(round: Any, now: dt.datetime) -> Iterator[Reason]:
    if round.is_answer_late or (round.due_at and round.due_at < now):
        yield Reason.OVERDUE
    if round.sent_up_at:
        yield Reason.SENT_UP
    if round.is_deferred:
        yield Reason.DEFERRED
    if round.is_objected:
        yield Reason.OBJECTED
    if round.is_stuck:
        yield Reason.NOBODY
    if round.is_stopped:
        yield Reason.STOPPED
    if round.process.withdrawal_asked_at:
        yield Reason.WITHDRAWAL


def _holders(rounds: list[Round], *, on: dt.date) -> dict[int, list[str]]:
    """Return who must act in each round, the offices with their holders of the day, in one question to the database."""
    seats = {round.pk: turns_among(round.ballots.all()) for round in rounds}
    offices = {(seat.role, seat.organisation_id) for row in seats.values() for seat in row if seat.role}
    in_force = Appointment.objects.in_force(on).filter(
        user__is_active=True,
        role__in={role for role, _body in offices},
        organisation__in={body for _role, body in offices},
    )
    people: dict[tuple[str, int], list[str]] = {}
    for appointment in in_force.select_related("user").order_by("user"):
        people.setdefault((appointment.role, appointment.organisation_id), []).append(appointment.user.name)
    named = {pk: [name for seat in row for name in _named(seat, people)] for pk, row in seats.items()}
    panels = {round.pk: _judges(seats[round.pk]) for round in rounds if round.kind == "panel"}
    return named | panels


def _judges(seats: list[Ballot]) -> list[str]:
    """Count the judges who are awaited; who they are is told to nobody before their sheets are opened."""
    n = sum(1 for seat in seats if not seat.role)
    return [ngettext("%(n)d judge", "%(n)d judges", n) % {"n": n}] if n else []


def _named(seat: Ballot, people: dict[tuple[str, int], list[str]]) -> list[str]:
    if seat.user:
        return [seat.user.name]
    names = people.get((seat.role, seat.organisation_id), [])  # type: ignore[arg-type]  # an office has a body
    more = "…" if len(names) > HOLDERS_SHOWN else ""
    office = f"{seat.organisation} {seat.get_role_display()}"
    return [
        gettext("%(office)s: %(names)s") % {"office": office, "names": gettext(", ").join(names[:HOLDERS_SHOWN]) + more}
    ]
