"""迟到的意见: what comes after its seat or its round was closed is kept as an opinion that does not count."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import acts_for, covers_for, holds_seat, no_seat
from core.clock import day_of
from core.errors import Conflict
from core.models import User
from core.record.services import record
from core.templatetags.yucai import moment

SECRET = ("panel", "meeting")  # who answers here is not told
TOO_LATE = (Ballot.State.CAST, Ballot.State.VOID, Ballot.State.NOTED, Ballot.State.DROPPED)


class TooLate(Conflict):
    """The round or the seat was closed meanwhile; what was written is kept."""


def note_late(
    ballot: Ballot,
    *,
    by: User,
    text: str,
    now: dt.datetime,
    verdict: str = "",
    scores: Mapping[str, str] | None = None,
) -> Ballot | None:
    """Keep what somebody wrote for a seat that is closed: nothing counts it and nothing follows from it.

    The seat itself keeps it where nobody has answered from it, another row beside it where somebody has. None where
    there is nothing to keep: no words and no figures, or those that stand there already.
    """
    if not (text.strip() or scores) or _is_kept(ballot.round, by=by, text=text, scores=scores):
        return None
    noted = ballot if ballot.state == Ballot.State.VOID and not ballot.cast_at else _beside(ballot)
    noted.for_user = covers_for(by, ballot, ballot.round.case, on=day_of(now))
    noted.user, noted.opinion, noted.scores, noted.verdict = by, text, dict(scores or {}), verdict
    noted.state, noted.cast_at, noted.counts = Ballot.State.NOTED, now, False
    noted.save()
    round = ballot.round
    told = {} if round.kind in SECRET else {"verdict": verdict, "opinion": text}
    record("ballot.noted", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, **told)
    return noted


def keep_late(
    round: Round,
    *,
    by: User,
    text: str,
    now: dt.datetime,
    verdict: str = "",
    scores: Mapping[str, str] | None = None,
) -> TooLate:
    """Keep what somebody wrote for a round or a seat that is closed, and return what to tell them once that is stored.

    PermissionDenied where they never had a seat in it.
    """
    seat = closed_seat(by, round, now=now)
    kept = note_late(seat, by=by, text=text, now=now, verdict=verdict, scores=scores)
    return too_late(round, seat=seat, kept=kept is not None)


def closed_seat(user: User, round: Round, *, now: dt.datetime) -> Ballot:
    """Return the seat from which a user would have answered; PermissionDenied where they had none."""
    seats = round.ballots.filter(state__in=TOO_LATE).select_related("organisation", "instead_of__organisation", "user")
    mine = [seat for seat in seats if holds_seat(user, seat, round.case, on=day_of(now))]
    if not mine:
        raise no_seat(user, round)
    return min(mine, key=lambda seat: TOO_LATE.index(Ballot.State(seat.state)) if seat.user_id != user.pk else -1)


def too_late(round: Round, *, seat: Ballot, kept: bool) -> TooLate:
    """Say who closed what somebody wanted to answer, when and how, and what became of their words."""
    said = _closed(round) if not round.is_open else _answered(seat)
    if kept:
        return TooLate(said + " " + _("What you wrote is kept as an opinion that does not count."))
    return TooLate(said + " " + _("Nothing was changed."))


def _closed(round: Round) -> str:
    words = {
        "stage": round.rule.title,
        "when": moment(round.closed_at),
        "verdict": VERDICT_TITLES.get(round.verdict, round.verdict),
        "who": round.closed_by,
    }
    if round.kind in SECRET or round.closed_by is None:
        return _("“%(stage)s” was already closed at %(when)s: %(verdict)s.") % words
    return _("“%(stage)s” was already closed by %(who)s at %(when)s: %(verdict)s.") % words


def _answered(seat: Ballot) -> str:
    if seat.state == Ballot.State.CAST and seat.round.kind not in SECRET:
        return _("%(who)s already answered here at %(when)s.") % {"who": seat.user, "when": moment(seat.cast_at)}
    return _("This seat was already closed.")


def _is_kept(round: Round, *, by: User, text: str, scores: Mapping[str, str] | None) -> bool:
    return round.ballots.filter(user=by, opinion=text, scores=dict(scores or {})).exclude(cast_at=None).exists()


def _beside(ballot: Ballot) -> Ballot:
    return Ballot(
        district_id=ballot.district_id,
        round=ballot.round,
        role=ballot.role,
        organisation=acts_for(ballot),
        vote_no=ballot.vote_no,
        way=ballot.way,
        instead_of=ballot if ballot.state == Ballot.State.DROPPED else None,
    )
