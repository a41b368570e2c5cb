"""How a case's scores came about, for who watches over the district and for the office that looks after the panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.access import sees_everything
from approvals.cases.models import Case
from approvals.panels.score import weigh
from approvals.panels.words import words
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import is_subject
from approvals.rounds.services import is_clerk
from core.models import User


@dataclass(frozen=True)
class Shown:
    """A score with its derivation in words; the judges' names only for who watches."""

    title: str
    value: str
    words: tuple[str, ...]
    judges: str = ""
    opinions: tuple[str, ...] = ()


def scores_shown(case: Case, *, rounds: Sequence[Round], user: User) -> list[Shown]:
    """Return the scores of a case a user may follow; nobody's own, and none before its panel is opened."""
    if is_subject(user, case):
        return []
    watches = sees_everything(user)
    scored = [round for round in rounds if round.closed_at and "derivation" in round.result]
    followed = [round for round in scored if watches or is_clerk(user, round)]
    shown = [_shown(round, with_names=watches) for round in followed]
    return [*shown, *_finals(case, scored)] if watches else shown


def _shown(round: Round, *, with_names: bool) -> Shown:
    derivation, sheet = round.result["derivation"], round.case.policy.sheets[round.rule.sheet]
    given = [ballot for ballot in round.ballots.all() if ballot.state == Ballot.State.CAST and not ballot.role]
    judged = given if round.kind == "panel" else []
    return Shown(
        title=str(round.rule.title),
        value=derivation["value"],
        words=tuple(words(derivation, sheet=sheet)),
        judges=_(", ").join(sorted(str(ballot.user) for ballot in judged)) if with_names else "",
        opinions=tuple(sorted(ballot.opinion for ballot in judged if ballot.opinion)),
    )


def _finals(case: Case, rounds: Sequence[Round]) -> list[Shown]:
    """Give the final score of each sheet with columns, once those that count are filled in."""
    finals = []
    for sheet in case.policy.sheets.values():
        mine = [round for round in rounds if round.rule.sheet == sheet.key and not round.is_void]
        columns = {round.rule.column: round.score for round in mine if round.rule.column and round.score is not None}
        if sheet.weights and set(sheet.weights) <= set(columns):
            final = weigh(columns, sheet=sheet)
            told = tuple(words(final.derivation, sheet=sheet))
            finals.append(Shown(_("Final score"), str(final.value), told))
    return finals
