"""The verbs of a round: decide, send up."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.services import look_again, recheck
from approvals.moves.returning import agreed_target, choose, chosen_target
from approvals.panels.columns import fill
from approvals.panels.sheets import Scores
from approvals.policies.kinds import KINDS, VERDICT_TITLES
from approvals.processes import process
from approvals.rounds.closing import finish, unseen
from approvals.rounds.counting import APPROVE, REJECT, RETURN, Standing, standing
from approvals.rounds.late import TooLate, keep_late
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import (
    acts_for,
    comes_later,
    covers_for,
    is_own_filing,
    may_act_at,
    name_of_seat,
    office_of,
    open_seat_of,
    seat_of,
    stands_in_for,
    whose_name,
)
from approvals.rounds.turns import still_asked, tell_released, tell_turns, turns_of
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.record.services import record

VERDICTS_ARE_GIVEN = ("filing", "review", "countersign")
SENT_UP_FROM = ("review", "countersign")


def lock(case_id: int, round_id: int) -> Round:
    """Return a round afresh, open or closed, its case locked first and then its own row."""
    case = Case.objects.locked().get(pk=case_id)
    round = Round.objects.select_for_update(no_key=True).get(pk=round_id, process_id=case_id)
    round.process = case
    if round.is_open:
        look_again(case)
    return round


def locked(case_id: int, round_id: int) -> Round:
    """Return a round afresh, its case locked first and then its own row; Conflict when it is closed already."""
    round = lock(case_id, round_id)
    if not round.is_open:
        raise closed_already(round)
    return round


def closed_already(round: Round) -> Conflict:
    """Return the conflict of who comes to a round that is closed: it says how."""
    return Conflict(
        _("“%(stage)s” was already closed: %(verdict)s.")
        % {"stage": round.rule.title, "verdict": VERDICT_TITLES.get(round.verdict, round.verdict)}
    )


def decide(
    round: Round,
    *,
    by: User,
    verdict: str,
    opinion: str = "",
    target: str = "",
    scores: Scores | None = None,
    now: dt.datetime,
) -> Ballot:
    """Give a verdict from a seat; the round closes as soon as its rule is met. A return may name its ``target``.

    Raises PermissionDenied when ``by`` has no seat; Refused when it is not their turn, when the verdict is not one of
    the stage's or a refusal comes without a reason; TooLate, a Conflict, when the round or the seat is closed: what
    was written is kept then as an opinion that does not count.
    """
    answer = _decided(round, by=by, verdict=verdict, opinion=opinion, target=target, scores=scores, now=now)
    if isinstance(answer, TooLate):  # raised once what was written is stored
        raise answer
    return answer


@transaction.atomic
def _decided(
    round: Round, *, by: User, verdict: str, opinion: str, target: str, scores: Scores | None, now: dt.datetime
) -> Ballot | TooLate:
    round = lock(round.process_id, round.pk)
    if round.kind not in VERDICTS_ARE_GIVEN:
        raise PermissionDenied
    ballot = open_seat_of(by, round, on=day_of(now)) if round.is_open else None
    if ballot is None:
        known = verdict if verdict in round.rule.answers else ""
        return keep_late(round, by=by, text=opinion, verdict=known, now=now)
    check_answer(ballot, verdict=verdict, opinion=opinion)
    _check_process(ballot, verdict=verdict, now=now)
    choose(round, by=by, target=chosen_target(round, verdict=verdict, target=target))
    turns = turns_of(round)
    given = fill(ballot, verdict=verdict, scores=scores)
    give(ballot, by=by, now=now, verdict=verdict, opinion=opinion, scores=given)
    record(
        "ballot.decided" if ballot.counts else "ballot.advised",
        on=round.case,
        by=by,
        now=now,
        stage=round.stage,
        verdict=verdict,
        opinion=opinion,
        **whose_name(ballot.for_user),
        **({"scores": given} if given else {}),
    )
    settle(round, by=by, reason=opinion, now=now, asked=turns)
    if round.is_open:
        unseen(round)
    tell_turns(round, since=turns, now=now)
    return ballot


def check_answer(ballot: Ballot, *, verdict: str, opinion: str) -> None:
    """Refuse an answer out of turn, one the stage does not know, and one that lacks the words it needs."""
    round, first = ballot.round, ballot.waits_for
    if comes_later(ballot) and first:
        raise Refused(
            _("%(who)s answers before you; you are told when it is your turn.") % {"who": name_of_seat(first)}
        )
    if verdict not in round.rule.answers:
        raise Refused(_("This stage does not know that verdict."))
    if not ballot.counts and not opinion.strip():
        raise Refused(_("Write your opinion; it is what you were asked for."))
    if verdict != KINDS[round.kind].onward and not opinion.strip():
        raise Refused(_("Say why: whoever receives this must know what to mend or what was missing."))


def _check_process(ballot: Ballot, *, verdict: str, now: dt.datetime) -> None:
    """Refuse an answer that the process has something against: a paper is missing, a time that it keeps is over."""
    case = ballot.round.case
    lawful = process(case.policy.process)
    if lawful.hinders and (words := lawful.hinders(lawful.subject_of(case), ballot=ballot, verdict=verdict, now=now)):
        raise Refused(words)


def settle(round: Round, *, by: User | None, reason: str, now: dt.datetime, asked: set[int] | None = None) -> None:
    """Close a round of verdicts if its rule is met: when nothing can change it, or when everybody has answered.

    Whoever of the seats ``asked`` has not answered is told that they need not.
    """
    stands = stands_at(round)
    if stands.verdict and not (round.rule.decides.hold and stands.waiting):
        kind = KINDS[round.kind]
        verdict = {APPROVE: kind.onward, REJECT: kind.refusal}.get(stands.verdict, stands.verdict)
        released = still_asked(round, by=by, now=now, asked=asked)
        round.target = agreed_target(round)
        finish(round, verdict=verdict, by=by, reason=reason, now=now)
        tell_released(round, people=released, now=now)


def stands_at(round: Round) -> Standing:
    """Count a round's verdicts as they are now; the onward one is the vote in favour."""
    votes, kind = votes_of(round), KINDS[round.kind]
    against = {kind.refusal: REJECT, "return": RETURN}
    options = [APPROVE, *(vote for verdict, vote in against.items() if verdict in round.rule.then)]
    waiting = round.ballots.standing().count() - len(votes)
    return standing(votes, waiting=waiting, rule=round.rule.decides, options=options)


def votes_of(round: Round) -> list[str]:
    """Return the verdicts that count in a round so far, as votes, in the order they were given."""
    kind = KINDS[round.kind]
    given = round.ballots.standing().exclude(cast_at=None).order_by("cast_at", "pk")
    return [{kind.onward: APPROVE, kind.refusal: REJECT}.get(seat.verdict, seat.verdict) for seat in given]


def give(ballot: Ballot, *, by: User, now: dt.datetime, verdict: str = "", opinion: str = "", scores=None) -> None:
    """Fill a seat once; Conflict when it was filled already, PermissionDenied for who stays out of the case."""
    if ballot.state != Ballot.State.OPEN:
        raise Conflict(_("This was already handed in; nothing was changed."))
    if not is_own_filing(ballot, by, ballot.round.case):
        recheck(by, ballot.round.case, now=now, at=acts_for(ballot))
    ballot.for_user = covers_for(by, ballot, ballot.round.case, on=day_of(now))
    ballot.user, ballot.verdict, ballot.opinion = by, verdict, opinion
    ballot.state = Ballot.State.CAST if ballot.counts else Ballot.State.NOTED
    ballot.scores, ballot.cast_at = scores or {}, now
    ballot.save(update_fields=["user", "for_user", "verdict", "opinion", "scores", "state", "cast_at"])


def is_clerk(user: User, round: Round) -> bool:
    """Tell whether a user holds the office that looks after the stage, and does not stay out of the case."""
    office = _clerks_office(round)
    return office is not None and may_act_at(user, *office, case=round.case)


def kept_for(user: User, round: Round) -> dict[str, Any]:
    """Return, for the record, for whom a user looks after a stage as a substitute; nothing where nobody is away."""
    office = _clerks_office(round)
    return stands_in_for(user, *office, case=round.case) if office else {}


def _clerks_office(round: Round) -> tuple[Role, Organisation] | None:
    seat = round.rule.clerk
    role, organisation = office_of(round.case, seat) if seat else ("", None)
    return (Role(role), organisation) if organisation else None


@transaction.atomic
def send_up(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Ask the committee about a matter the table does not cover (一事一议); the round stays open meanwhile."""
    round = locked(round.process_id, round.pk)
    seat = seat_of(by, round)
    if round.kind not in SENT_UP_FROM:
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say what the committee is asked."))
    if round.sent_up_at:
        raise Conflict(_("This was already sent up; the committee has not answered yet."))
    round.sent_up_at, round.sent_up_by, round.sent_up_reason = now, by, reason
    round.save(update_fields=["sent_up_at", "sent_up_by", "sent_up_reason"])
    for_whom = whose_name(covers_for(by, seat, round.case))
    record("round.sent_up", on=round.case, by=by, now=now, stage=round.stage, reason=reason, **for_whom)
    return round
