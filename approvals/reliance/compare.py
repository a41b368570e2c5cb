"""What an error changes: the clauses of a policy answered with it and without it. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from approvals.eligibility import Answer, judge
from approvals.policies.document import Policy
from approvals.policies.expressions import names_in


@dataclass(frozen=True)
class Shift:
    """A clause that is answered otherwise."""

    then: Answer
    now: Answer


def shifts(policy: Policy, *, track: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Shift]:
    """Return the clauses that facts answer otherwise than others did, in the policy's order."""
    before, after = (judge(policy, track=track, facts=dict(facts)) for facts in (then, now))
    pairs = zip(before, after, strict=True)
    return [Shift(old, new) for old, new in pairs if (old.met, old.relaxed) != (new.met, new.relaxed)]


def moved(policy: Policy, *, then: Mapping[str, Any], now: Mapping[str, Any], grounds: Iterable[str] = ()) -> set[str]:
    """Return the facts that differ and that the road or a list reads or that are the grounds of the matter."""
    return {name for name in now if now[name] != then.get(name)} & (read_elsewhere(policy) | set(grounds))


def read_elsewhere(policy: Policy) -> set[str]:
    """Return the names that a policy reads outside its clauses: conditions of stages, seats and grades, ties, caps."""
    stages = policy.stages.values()
    texts = [stage.when for stage in stages]
    texts += [text for stage in stages for text in stage.only_if.values()]
    texts += [tie.by for ranking in policy.rankings.values() for tie in ranking.ties]
    texts += [tie.by for rule in policy.gradings.values() for tie in rule.ties]
    texts += [grade.when for rule in policy.gradings.values() for grade in (*rule.apart, *rule.grades)]
    texts += [text for cap in policy.caps.values() for text in (cap.who, cap.per)]
    return {name for text in texts if text for name in names_in(text)}
