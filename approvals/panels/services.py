"""The verbs of a panel: a sheet is handed in sealed, the panel closes, its sheets are opened and become one score."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.panels.declaring import check_declared
from approvals.panels.draw import draw_replacement
from approvals.panels.exact import DIGITS, decimal
from approvals.panels.score import combine
from approvals.panels.sheets import Scores, check_scores, kept, marked
from approvals.policies.document import Sheet
from approvals.rounds.closing import finish
from approvals.rounds.late import TooLate, closed_seat, keep_late, too_late
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import open_seat_of, seat_office
from approvals.rounds.services import give, is_clerk, kept_for, lock, locked
from approvals.rounds.turns import still_asked, tell_released, tell_turns, turns_of
from core.clock import day_of
from core.errors import Refused
from core.models import User
from core.record.services import record
from core.seal import SealBroken, seal, unseal

LEFT = (Ballot.State.DROPPED, Ballot.State.HANDED, Ballot.State.RECUSED)


def sheet_of(round: Round) -> Sheet:
    """Return the sheet that a round is scored on."""
    return round.case.policy.sheets[round.rule.sheet]


def measured_on(round: Round) -> dt.date:
    """Return the day by which the age of a listed work is measured."""
    return round.campaign.measured_on


def total_of(scores: Scores, *, round: Round) -> Decimal:
    """Return what one sheet comes to, in the digits that are kept."""
    one = marked(scores, sheet=sheet_of(round), track=round.track, on=measured_on(round))
    return decimal(one.total, places=DIGITS)


def cast(round: Round, *, by: User, scores: Scores, opinion: str = "", now: dt.datetime) -> Ballot:
    """Hand in a judge's score sheet, sealed; the panel closes by itself with the last one it waits for.

    Raises PermissionDenied when ``by`` is not on the panel; Refused before they have said how they stand to the
    candidate, and with every gap and every figure out of range; TooLate, a Conflict, when the sheet was handed in
    already or the panel is closed: what came after the closing is kept as an opinion that does not count.
    """
    given = _cast(round, by=by, scores=scores, opinion=opinion, now=now)
    if isinstance(given, TooLate):
        raise given
    return given


@transaction.atomic
def _cast(round: Round, *, by: User, scores: Scores, opinion: str, now: dt.datetime) -> Ballot | TooLate:
    round = lock(round.process_id, round.pk)
    if round.kind != "panel":
        raise PermissionDenied
    ballot = open_seat_of(by, round, on=day_of(now)) if round.is_open else None
    if ballot is not None and ballot.user_id != by.pk:
        raise PermissionDenied
    if ballot is None and round.is_open:  # nothing of a second sheet is kept: it would lie there unsealed
        return too_late(round, seat=closed_seat(by, round, now=now), kept=False)
    if ballot is not None:
        check_declared(ballot)
    sheet = sheet_of(round)
    check_scores(scores, sheet=sheet, track=round.track)
    given = kept(scores, sheet=sheet, track=round.track)
    if ballot is None:
        return keep_late(round, by=by, text=opinion, scores=given, now=now)
    give(ballot, by=by, now=now)
    ballot.sealed = seal({"scores": given, "opinion": opinion}, about=f"ballot:{ballot.pk}")
    ballot.save(update_fields=["sealed"])
    record("ballot.scored", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit)
    go_on(round, now=now)
    return ballot


def said_on(ballot: Ballot) -> dict[str, Any]:
    """Return what a sheet says, sealed or opened: its scores and the comment. SealBroken where it was changed."""
    if ballot.sealed:
        return unseal(ballot.sealed, about=f"ballot:{ballot.pk}")
    return {"scores": ballot.scores, "opinion": ballot.opinion}


def go_on(round: Round, *, now: dt.datetime) -> None:
    """Close a panel whose rule is met, or ask its clerk where nobody is left to score and it cannot close by itself.

    Called with the case locked, after a sheet came in and after a judge left. Closed by nobody: that would tell who
    was the last.
    """
    seats = round.ballots.standing().filter(role="")
    given, waiting = seats.filter(state=Ballot.State.CAST).count(), seats.filter(state=Ballot.State.OPEN).count()
    is_enough = given >= (round.rule.enough or given + waiting) and given >= max(round.rule.at_least, 1)
    if is_enough and not round.rule.clerk_closes:
        try:
            with transaction.atomic():
                settle_panel(round, by=None, reason="", now=now)
            return
        except Refused as refusal:
            if round.rule.clerk is None:  # then whoever handed in hears it
                raise
            record("panel.kept_shut", on=round.case, by=None, now=now, stage=round.stage, reason=refusal.message)
    elif waiting:
        return
    if round.rule.clerk and not round.ballots.awaited().exclude(role="").exists():
        turns = turns_of(round)
        asked = seat_office(round, round.rule.clerk, on=day_of(now))
        Ballot.objects.filter(pk=asked.pk).update(counts=False)
        tell_turns(round, since=turns, now=now)


def settle_panel(round: Round, *, by: User | None, reason: str, now: dt.datetime) -> Round:
    """Open a panel's sheets, compute its score and close it.

    Refused while there is no sheet, fewer than the policy asks for, or one whose seal is broken.
    """
    ballots = list(round.ballots.standing().filter(role="", state=Ballot.State.CAST))
    if not ballots:
        raise Refused(_("Nobody has handed in a score sheet yet, so there is nothing to count."))
    if len(ballots) < round.rule.at_least:
        raise Refused(
            _("Only %(given)d sheets are in; “%(stage)s” may be closed with %(least)d or more. Wait or add a judge.")
            % {"given": len(ballots), "stage": round.rule.title, "least": round.rule.at_least}
        )
    open_sheets(round, ballots, now=now)
    sheet = sheet_of(round)
    score = combine([ballot.scores for ballot in ballots], sheet=sheet, track=round.track, on=measured_on(round))
    totals = [*score.counted, *score.struck]
    round.score = score.value
    round.result = {
        "score": str(score.value),
        "counted": [str(total) for total in score.counted],
        "struck": [str(total) for total in score.struck],
        "means": {key: str(mean) for key, mean in score.means.items()},
        "apart": str(max(totals) - min(totals)),
        "given": len(ballots),
        "seats": round.ballots.standing().filter(role="").count(),
        "derivation": score.derivation,
    }
    passed = sheet.pass_mark is None or score.value >= sheet.pass_mark
    asked = still_asked(round, by=by, now=now)
    finish(round, verdict="pass" if passed else "fail", by=by, reason=reason, now=now)
    tell_released(round, people=asked, now=now)
    return round


def open_sheets(round: Round, ballots: list[Ballot], *, now: dt.datetime) -> None:
    """Open the sealed sheets of a panel for good, and put on record what they say."""
    for number, ballot in enumerate(ballots, start=1):
        try:
            said = said_on(ballot)
        except SealBroken as broken:
            raise Refused(
                _(
                    "The sheet of seat %(number)d cannot be opened: it was changed, or sealed with another key. "
                    "Have the key restored, or take this judge off the panel."
                )
                % {"number": number}
            ) from broken
        ballot.scores, ballot.opinion, ballot.sealed = said["scores"], said["opinion"], ""
        ballot.total = total_of(ballot.scores, round=round)
        ballot.save(update_fields=["scores", "opinion", "sealed", "total"])
    opened = [
        {"ballot": ballot.pk, "scores": ballot.scores, "total": str(ballot.total), "opinion": ballot.opinion}
        for ballot in ballots
    ]
    record("panel.opened", on=round.case, by=None, now=now, stage=round.stage, visit=round.visit, sheets=opened)


@transaction.atomic
def close(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Close a panel with the sheets that are there (the clerk of the stage does it, with a reason)."""
    round = locked(round.process_id, round.pk)
    if round.kind != "panel" or not is_clerk(by, round):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why the panel is closed before every sheet is in."))
    told = {"reason": reason, **kept_for(by, round)}
    record("round.closed_early", on=round.case, by=by, now=now, stage=round.stage, **told)
    return settle_panel(round, by=by, reason=reason, now=now)


@transaction.atomic
def draw_another(round: Round, *, by: User, reason: str, now: dt.datetime) -> Ballot:
    """Draw a judge for a seat whose judge has left (the clerk of the stage does it); Refused where no seat is empty."""
    round = locked(round.process_id, round.pk)
    if round.kind != "panel" or not is_clerk(by, round):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why another judge is drawn."))
    left = round.ballots.filter(role="", state__in=LEFT, successors=None).first()
    if left is None:
        raise Refused(_("No judge has left this panel; every seat is filled."))
    told = {"visit": round.visit, "reason": reason, **kept_for(by, round)}
    record("panel.refilled", on=round.case, by=by, now=now, stage=round.stage, **told)
    return draw_replacement(round, instead_of=left, now=now)
