"""The verbs of a round: decide, cast, close, send up."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.panels.score import check_scores, total_of
from approvals.panels.services import settle_panel
from approvals.policies.kinds import KINDS, VERDICT_TITLES
from approvals.rounds.closing import finish
from approvals.rounds.counting import APPROVE, REJECT, RETURN, Standing, standing
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import office_of, seat_of
from core.errors import Conflict, Refused
from core.models import User
from core.organisations.roles import Role
from core.organisations.services import holds
from core.record.services import record


def locked(case_id: int, round_id: int) -> Round:
    """Return a round afresh, its case locked first and then its own row; Conflict when it is closed already."""
    case = Case.objects.locked().get(pk=case_id)
    round = Round.objects.select_for_update(no_key=True).get(pk=round_id, process_id=case_id)
    round.process = case
    if not round.is_open:
        raise Conflict(
            _("“%(stage)s” was already closed: %(verdict)s.")
            % {"stage": round.rule.title, "verdict": VERDICT_TITLES.get(round.verdict, round.verdict)}
        )
    return round


@transaction.atomic
def decide(round: Round, *, by: User, verdict: str, opinion: str = "", now: dt.datetime) -> Ballot:
    """Give an office's verdict; the round closes when every seat has approved or one has not.

    Raises PermissionDenied when ``by`` has no seat, Conflict when the round or the seat is closed,
    Refused when the verdict is not one of the stage's or a refusal comes without a reason.
    """
    round = locked(round.process_id, round.pk)
    ballot = seat_of(by, round)
    if round.kind not in ("filing", "review", "countersign"):
        raise PermissionDenied
    if verdict not in round.rule.then:
        raise Refused(_("This stage does not know that verdict."))
    if verdict != KINDS[round.kind].onward and not opinion.strip():
        raise Refused(_("Say why: whoever receives this must know what to mend or what was missing."))
    give(ballot, by=by, now=now, verdict=verdict, opinion=opinion)
    record("ballot.decided", on=round.case, by=by, now=now, stage=round.stage, verdict=verdict, opinion=opinion)
    settle(round, by=by, reason=opinion, now=now)
    return ballot


def settle(round: Round, *, by: User | None, reason: str, now: dt.datetime) -> None:
    """Close a round of verdicts if its rule is met: when nothing can change it, or when everybody has answered."""
    stands = stands_at(round)
    if stands.verdict and not (round.rule.decides.hold and stands.waiting):
        verdict = KINDS[round.kind].onward if stands.verdict == APPROVE else stands.verdict
        finish(round, verdict=verdict, by=by, reason=reason, now=now)


def stands_at(round: Round) -> Standing:
    """Count a round's verdicts as they are now; the onward one is the vote in favour."""
    seats, onward = list(round.ballots.standing()), KINDS[round.kind].onward
    given = sorted((seat for seat in seats if seat.cast_at), key=lambda seat: (seat.cast_at, seat.pk))
    votes = [APPROVE if seat.verdict == onward else seat.verdict for seat in given]
    options = [APPROVE, *(verdict for verdict in (REJECT, RETURN) if verdict in round.rule.then)]
    waiting = len(seats) - len(given)
    return standing(votes, waiting=waiting, rule=round.rule.decides, options=options)


@transaction.atomic
def cast(round: Round, *, by: User, scores: dict[str, Decimal], opinion: str = "", now: dt.datetime) -> Ballot:
    """Hand in a judge's score sheet; the panel closes by itself with the last one.

    Raises PermissionDenied when ``by`` is not on the panel, Conflict when the sheet was handed in already,
    Refused with every gap and every figure out of range.
    """
    round = locked(round.process_id, round.pk)
    ballot = seat_of(by, round)
    if round.kind != "panel" or ballot.user_id != by.pk:
        raise PermissionDenied
    sheet = round.case.policy.sheets[round.rule.sheet]
    check_scores(scores, sheet=sheet)
    give(ballot, by=by, now=now, opinion=opinion, scores={key: str(value) for key, value in scores.items()})
    ballot.total = total_of(scores, sheet=sheet)
    ballot.save(update_fields=["total"])
    record("ballot.scored", on=round.case, by=by, now=now, stage=round.stage, scores=ballot.scores, opinion=opinion)
    if not round.ballots.filter(state=Ballot.State.OPEN).exists():
        settle_panel(round, by=by, reason="", now=now)
    return ballot


def give(ballot: Ballot, *, by: User, now: dt.datetime, verdict: str = "", opinion: str = "", scores=None) -> None:
    """Fill a seat once; Conflict when it was filled already."""
    if ballot.state != Ballot.State.OPEN:
        raise Conflict(_("This was already handed in; nothing was changed."))
    ballot.user, ballot.verdict, ballot.opinion = by, verdict, opinion
    ballot.scores, ballot.state, ballot.cast_at = scores or {}, Ballot.State.CAST, now
    ballot.save(update_fields=["user", "verdict", "opinion", "scores", "state", "cast_at"])


@transaction.atomic
def close(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Close a panel with the sheets that are there (the clerk of the stage does it, with a reason)."""
    round = locked(round.process_id, round.pk)
    if round.kind != "panel" or not is_clerk(by, round):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why the panel is closed before every sheet is in."))
    return settle_panel(round, by=by, reason=reason, now=now)


def is_clerk(user: User, round: Round) -> bool:
    """Tell whether a user holds the office that looks after the stage."""
    seat = round.rule.clerk
    if seat is None:
        return False
    role, organisation = office_of(round.case, seat)
    return organisation is not None and holds(user, Role(role), organisation)


@transaction.atomic
def send_up(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Ask the committee about a matter the table does not cover (一事一议); the round stays open meanwhile."""
    round = locked(round.process_id, round.pk)
    seat_of(by, round)
    if round.kind not in ("review", "countersign"):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say what the committee is asked."))
    if round.sent_up_at:
        raise Conflict(_("This was already sent up; the committee has not answered yet."))
    round.sent_up_at, round.sent_up_by, round.sent_up_reason = now, by, reason
    round.save(update_fields=["sent_up_at", "sent_up_by", "sent_up_reason"])
    record("round.sent_up", on=round.case, by=by, now=now, stage=round.stage, reason=reason)
    return round
