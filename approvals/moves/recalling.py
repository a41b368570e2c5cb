"""拿回: whoever answered in a round that is still open takes their answer back, as long as nobody acted on it."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.conflicts.services import recheck
from approvals.moves.returning import choose
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import words
from approvals.rounds.seats import acts_for, awaited
from approvals.rounds.services import locked
from core.clock import day_of
from core.errors import Refused
from core.models import User
from core.record.services import record
from core.templatetags.yucai import moment
from notifications.services import notify

BY_VERDICT = ("review", "countersign")
COMPUTED = ("score", "derivation")  # what a round keeps of the column that was filled in with an answer


def own_answer(user: User, round: Round) -> Ballot | None:
    """Return the answer that a user gave in a round which is still open."""
    if not round.is_open or round.kind not in BY_VERDICT:
        return None
    given = round.ballots.filter(user=user, state=Ballot.State.CAST)
    return given.select_related("organisation", "instead_of__organisation").order_by("-cast_at").first()


@transaction.atomic
def recall_answer(round: Round, *, by: User, now: dt.datetime) -> Round:
    """Ask a seat again whose answer is taken back; the words stay in it.

    Raises PermissionDenied for who has not answered, Refused once somebody answered or opened the round after it.
    """
    round = locked(round.process_id, round.pk)
    ballot = own_answer(by, round)
    if ballot is None:
        raise PermissionDenied
    recheck(by, round.case, now=now, at=acts_for(ballot))
    _refuse_what_stays(round, ballot)
    told = awaited(round, on=day_of(now), among=set(ballot.followers.values_list("pk", flat=True)))
    _open(ballot)
    choose(round, by=by, target="")
    round.seen_at, round.score = now, None  # whoever took it back has seen it
    round.result = {key: value for key, value in round.result.items() if key not in COMPUTED}
    round.save(update_fields=["seen_at", "score", "result"])
    record("ballot.taken_back", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit)
    _tell(round, to=told, by=by, now=now)
    return round


def _refuse_what_stays(round: Round, ballot: Ballot) -> None:
    if round.ballots.filter(state=Ballot.State.CAST, cast_at__gt=ballot.cast_at).exists():
        raise Refused(_("Somebody has answered after you; your answer cannot be taken back."))
    if round.seen_at:
        words = {"stage": round.rule.title, "at": moment(round.seen_at)}
        raise Refused(_("“%(stage)s” was opened at %(at)s; your answer cannot be taken back.") % words)


def _open(ballot: Ballot) -> None:
    ballot.state, ballot.verdict, ballot.scores = Ballot.State.OPEN, "", {}
    ballot.cast_at, ballot.for_user = None, None
    ballot.user = None if ballot.role else ballot.user
    ballot.save(update_fields=["state", "verdict", "scores", "cast_at", "for_user", "user"])


def _tell(round: Round, *, to: list[User], by: User, now: dt.datetime) -> None:
    notify(
        f"round:{round.pk}:recalled:{now:%Y%m%d%H%M%S}",
        to=[user for user in to if user.pk != by.pk],
        template="approvals/messages/taken_back",
        context={**words(round), "by": by.name},
        now=now,
    )
