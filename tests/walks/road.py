"""The road the walks are on: 西青's, with every way of answering, returning and coming straight back; told twice."""

from functools import cache

from approvals.policies.document import ANY_EARLIER, Policy
from approvals.policies.kinds import KINDS
from approvals.policies.read import read
from approvals.policies.words import PassRule
from tests.approvals.variants import changed

SITTINGS = ("ranking", "waitlist", "meeting", "public_notice")
PARTS = ("statement", "facts", "form", "evidence")


@cache
def text() -> str:
    """Return the policy of the walks."""
    return changed(
        (
            "then: {approve: approval, return: correction, reject: refused}",
            f"""{RETURNS}
    answers_for: [form]
    then: {{approve: approval, return: correction, reject: refused}}""",
        ),
        (
            """    by: head@personnel
    within: 5 working days
    late: {tell: leader@bureau}
    then: {return""",
            f"""    by: [head@personnel, leader@bureau, inspector@inspection]
    decides: in_turn
    within: 5 working days
    late: {{tell: leader@bureau}}{RETURNS}
    then: {{return""",
        ),
        (
            "by: [inspector@inspection, officer@police]",
            f"""by: [inspector@inspection, officer@police, head@personnel, leader@bureau]
    decides: {{approve: at least 2/3 of electorate, returns: 2}}
    clerk: officer@personnel{RETURNS}""",
        ),
        ("closes: all", "closes: 2 of 3"),
        ("per_unit: {at: school, max: 1", "per_unit: {at: school, max: 500"),
        ("teacher: 20, approx", "teacher: 6, approx"),
    )


RETURNS = """
    returns_to: any
    straight_back: true"""


def policy() -> Policy:
    return read(text())


def for_the_oracle(policy: Policy) -> dict:
    """Tell the oracle the same road in its own words."""
    return {key: _stage(policy, key) for key in policy.stages}


def _stage(policy: Policy, key: str) -> dict:
    stage, order = policy.stages[key], list(policy.stages)
    kind = "sit" if stage.kind in SITTINGS else "check" if stage.kind == "check" else "ask"
    earlier = order[: order.index(key)]
    return {
        "kind": kind,
        "then": dict(stage.then),
        "rule": (stage.enough or 99) if stage.kind == "panel" else _rule(stage.decides),
        "in_turn": stage.decides.in_turn,
        "returns_to": earlier if ANY_EARLIER in stage.returns_to else stage.returns_to,
        "straight": stage.straight_back,
        "answers_for": stage.answers_for,
        "fixed": max(stage.enough or 1, *(one.number or 1 for one in _thresholds(stage.decides) if one)),
        "back": stage.kind in ("review", "countersign"),
        "moves_law": bool(stage.law),
    }


def _thresholds(rule) -> tuple:
    return rule.approve, rule.reject, rule.returns


def _rule(rule) -> dict:
    thresholds = {key: _threshold(getattr(rule, key)) for key in ("approve", "reject", "returns")}
    return {**thresholds, "abstain": rule.abstain, "again": rule.tie == "again", "hold": rule.hold}


def _threshold(threshold: PassRule | None):
    if threshold is None or threshold.number is not None:
        return threshold and threshold.number
    return threshold.share, threshold.strict, threshold.of


def onward(kind: str) -> str:
    return KINDS[kind].onward
