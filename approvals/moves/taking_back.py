"""拿回: whoever closed a stage takes their answer back, as long as the next one has not opened it."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.conflicts.services import recheck
from approvals.moves.stepping import is_undone
from approvals.policies.kinds import BY_THE_CLOCK
from approvals.rounds import opening
from approvals.rounds.clock import Budget
from approvals.rounds.closing import end_round
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import acts_for, awaited
from approvals.rounds.services import locked
from approvals.rounds.turns import tell_turns
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Refused
from core.models import User
from core.record.services import record
from core.templatetags.yucai import moment
from notifications.services import notify

SITTINGS = ("agenda_item", "notice_entry", "ranking_entry")
CARRIED = (Ballot.State.OPEN, Ballot.State.CAST, Ballot.State.VOID)


def answer_before(user: User, round: Round) -> Ballot | None:
    """Return the answer with which a user closed the stage before an open round; None where somebody else did."""
    before = _answered_before(round)
    if before is None or before.closed_by_id != user.pk or before.kind not in ("review", "countersign"):
        return None
    if is_undone(before) or before.verdict not in before.rule.then or before.verdict in BY_THE_CLOCK:
        return None
    given = before.ballots.filter(user=user, state=Ballot.State.CAST, cast_at=before.closed_at)
    ballot = given.select_related("organisation", "instead_of__organisation").first()
    if ballot:
        ballot.round = before
    return ballot


def may_take_back(user: User, round: Round) -> bool:
    """Tell whether a user may try: their answer opened this round, and nothing has been set in motion that stays."""
    return round.is_open and not _fired(round) and not _sits(round) and answer_before(user, round) is not None


@transaction.atomic
def take_back_answer(round: Round, *, by: User, now: dt.datetime) -> Round:
    """End the round that an answer opened, and open the stage of the answer again with what the others gave there.

    Refused once somebody who must act has opened or answered it, a sitting has taken it up, or the law was called.
    """
    round = locked(round.process_id, round.pk)
    ballot = answer_before(by, round)
    if ballot is None:
        raise PermissionDenied
    recheck(by, round.case, now=now, at=acts_for(ballot))
    _refuse_what_stays(round)
    told = awaited(round, on=day_of(now))
    round.is_void = True
    end_round(round, verdict="taken_back", by=by, reason="", now=now)
    _undo(ballot.round, until=round, now=now)
    again = _open_again(ballot, now=now)
    tell_turns(again, since=set(again.ballots.filter(user=by).values_list("pk", flat=True)), now=now)
    record("ballot.taken_back", on=round.case, by=by, now=now, stage=again.stage, visit=again.visit, ended=round.stage)
    _tell(round, to=told, by=by, now=now)
    return again


def _answered_before(round: Round) -> Round | None:
    """Return the round that people closed last before a round: what was checked by rule lies between."""
    before = Round.objects.filter(process=round.process_id, pk__lt=round.pk).exclude(kind="check").order_by("-pk")
    if found := before.first():
        found.process = round.process
    return found


def _between(before: Round, round: Round) -> list[Round]:
    """Return the rounds after one and up to another, both of the same case."""
    rounds = list(Round.objects.filter(process=round.process_id, pk__gt=before.pk, pk__lte=round.pk))
    for one in rounds:
        one.process = round.process
    return rounds


def _fired(round: Round) -> bool:
    before = _answered_before(round)
    return before is not None and any(one.rule.law for one in _between(before, round))


def _sits(round: Round) -> bool:
    return any(hasattr(round, name) for name in SITTINGS)


def _refuse_what_stays(round: Round) -> None:
    if _fired(round):
        raise Refused(_("What followed has changed the state of the matter; it cannot be taken back."))
    if _sits(round):
        raise Refused(
            _("“%(stage)s” has been taken up already; it cannot be taken back.") % {"stage": round.rule.title}
        )
    if round.ballots.exclude(cast_at=None).exists():
        raise Refused(
            _("“%(stage)s” has been answered already; ask for it to be returned.") % {"stage": round.rule.title}
        )
    if round.seen_at:
        words = {"stage": round.rule.title, "at": moment(round.seen_at)}
        raise Refused(_("“%(stage)s” was opened at %(at)s; ask for it to be returned.") % words)


def _undo(before: Round, *, until: Round, now: dt.datetime) -> None:
    """Void an answer and what followed by rule; what it had voided stands again, what it had let count does not."""
    followed = [before, *_between(before, until)]
    kept = [pk for one in followed for pk in one.result.get("kept", [])]
    voided = [pk for one in followed for pk in one.result.get("voided", [])]
    gone = [*kept, *(one.pk for one in followed)]
    Round.objects.filter(pk__in=set(voided) - set(gone)).update(is_void=False)
    Round.objects.filter(pk__in=gone).update(is_void=True)
    before.result = {**before.result, "taken_back": now.isoformat()}
    before.save(update_fields=["result"])


def _open_again(ballot: Ballot, *, now: dt.datetime) -> Round:
    """Open a fresh visit to the stage of an answer: the other answers are given there, this one is asked again."""
    before = ballot.round
    again = opening.new_round(before.case, before.flow_task, token=before.token, now=now)
    _carry(before, again, open_again=ballot.pk)
    again.due_at = _due_again(before, now=now)  # nobody gains time by it
    if again.due_at is None:
        opening.date(again, now=now)
    else:
        again.save(update_fields=["due_at"])
        opening.promise_ladder(again, now=now, calendar=load_calendar())
    return again


def _due_again(before: Round, *, now: dt.datetime) -> dt.datetime | None:
    """Return the deadline a stage had; where its clock stood still, the days that were left run on from today."""
    pause = before.pauses.order_by("-pk").first()
    if before.due_at or pause is None:
        return before.due_at
    return end_of(Budget(day_of(now), pause.left, before.rule.within.unit).last_day(load_calendar()))


def _carry(before: Round, again: Round, *, open_again: int) -> None:
    """Copy the seats of a round into its next visit; those nobody needed any more are asked again."""
    if chosen := before.result.get("targets"):
        again.result = {"targets": chosen}
        again.save(update_fields=["result"])
    copies: dict[int, Ballot] = {}
    for ballot in before.ballots.filter(state__in=CARRIED).order_by("pk"):
        pk, waits_for = ballot.pk, ballot.waits_for_id
        ballot.pk, ballot.round = None, again
        ballot.waits_for = copies.get(waits_for) if waits_for else None
        if pk == open_again or ballot.state == Ballot.State.VOID:
            ballot.state, ballot.verdict, ballot.cast_at, ballot.for_user = Ballot.State.OPEN, "", None, None
            ballot.user = None if ballot.role else ballot.user
        ballot.save()
        copies[pk] = ballot


def _tell(round: Round, *, to: list[User], by: User, now: dt.datetime) -> None:
    notify(
        f"round:{round.pk}:taken_back",
        to=[user for user in to if user.pk != by.pk],
        template="approvals/messages/taken_back",
        context={**opening.words(round), "by": by.name},
        now=now,
    )
