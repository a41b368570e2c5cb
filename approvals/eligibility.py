"""资格: each clause of a policy answered in words, for one person on one day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from approvals.policies.document import Clause, Policy, Veto
from approvals.policies.expressions import Missing, evaluate, names_in
from approvals.processes import process
from approvals.reliance.resting import rest_on
from approvals.rounds.closing import finish
from approvals.rounds.models import Round
from core.models import User
from core.record.services import record


@dataclass(frozen=True)
class Answer:
    """A clause and what the facts say of it: met, not met, or not known for want of a fact."""

    clause: Clause | Veto
    met: bool | None
    facts: tuple[tuple[Any, Any], ...]
    relaxed: bool = False

    @property
    def is_clear(self) -> bool:
        return self.met is True


def judge(policy: Policy, *, track: str, facts: dict[str, Any]) -> list[Answer]:
    """Answer every clause and veto of a policy that concerns a track.

    ``facts`` are plain values by name; a clause over an absent fact is not met and says which is absent.
    A relaxation (放宽) is reported, never assumed: a named office must grant it.
    """
    known = {**facts, "track": track}
    clauses = [clause for clause in policy.eligibility.values() if clause.concerns(track)]
    answers = [_answer(policy, clause, clause.test, known) for clause in clauses]
    vetoes = [veto for veto in policy.vetoes.values() if veto.test]
    return answers + [_answer(policy, veto, f"!({veto.test})", known) for veto in vetoes]


def _answer(policy: Policy, clause: Clause | Veto, test: str, facts: dict[str, Any]) -> Answer:
    process_of = process(policy.process)
    found = evaluate(test, facts, ranks=process_of.rank_table())
    shown = tuple(
        (process_of.facts[name].label, facts.get(name)) for name in names_in(test) if name in process_of.facts
    )
    if isinstance(found, Missing):
        return Answer(clause, None, shown)
    unless = getattr(clause, "unless", None)
    relaxed = bool(not found and unless and evaluate(unless.test, facts, ranks=process_of.rank_table()) is True)
    return Answer(clause, found, shown, relaxed)


def recheck(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Do a check stage: gather the facts anew, answer every clause, and move on at once."""
    case = round.case
    lawful = process(case.policy.process)
    case.facts = lawful.gather(lawful.subject_of(case), now=now)
    case.save(update_fields=["facts"])
    rest_on(case, case.facts, round=round, now=now)
    missed = [answer for answer in judge(case.policy, track=case.track, facts=case.facts) if not answer.is_clear]
    round.result = {"missed": [answer.clause.key for answer in missed]}
    record("case.checked", on=case, by=by, now=now, stage=round.stage, facts=case.facts, missed=round.result["missed"])
    finish(round, verdict="fail" if missed else "pass", by=None, now=now)
