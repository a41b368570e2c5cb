"""A panel is settled: the sheets that are in become one score, in words."""

import datetime as dt

from django.utils.translation import gettext as _

from approvals.panels.score import combine
from approvals.rounds.closing import finish
from approvals.rounds.models import Ballot, Round
from core.errors import Refused
from core.models import User


def settle_panel(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Compute a panel's score from the sheets handed in and close it; Refused while there is none."""
    given = round.ballots.filter(state=Ballot.State.CAST).values_list("total", flat=True)
    totals = [total for total in given if total is not None]
    if not totals:
        raise Refused(_("Nobody has handed in a score sheet yet, so there is nothing to count."))
    sheet = round.case.policy.sheets[round.rule.sheet]
    score = combine(totals, sheet=sheet)
    round.score = score.value
    round.result = {
        "score": str(score.value),
        "counted": [str(total) for total in score.counted],
        "struck": [str(total) for total in score.struck],
        "seats": round.ballots.count(),
    }
    passed = sheet.pass_mark is None or score.value >= sheet.pass_mark
    return finish(round, verdict="pass" if passed else "fail", by=by, reason=reason, now=now)
