"""What publishing asks of a round's rule: that its numbers can be reached and that somebody is left to ask."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.words import RoundRule

KINDS_WITH_VERDICTS = ("review", "countersign")


def round_findings(policy: Policy) -> Iterator[Finding]:
    """Say which rules of review and countersignature can never be met, and which words do nothing."""
    for stage in policy.stages.values():
        if stage.kind in KINDS_WITH_VERDICTS:
            yield from _conditions(policy, stage)
            yield from _numbers(policy, stage)
            yield from _shares(policy, stage)
            yield from _idle(policy, stage)


def _conditions(policy: Policy, stage: Stage) -> Iterator[Finding]:
    path, named = f"stages.{stage.key}.only_if", {str(seat) for seats in stage.by.values() for seat in seats}
    for seat in stage.only_if:
        if seat not in named:
            message = _("“%(stage)s” says when %(seat)s is asked, but does not name it under “by”.")
            yield found(policy, path, message % {"stage": stage.title, "seat": seat})


def _numbers(policy: Policy, stage: Stage) -> Iterator[Finding]:
    """Compare what the rule needs with the offices that are asked in any case, on every track."""
    rule, said = stage.decides, set()
    for track in policy.tracks:
        seats = [str(seat) for seat in stage.seats(track)]
        sure = sum(seat not in stage.only_if for seat in seats)
        needed = rule.approve.number or 1
        words = {"stage": stage.title, "needed": needed, "asked": len(seats), "sure": sure}
        if rule.among is not None and rule.among != len(seats):
            message = _("“%(stage)s” counts among %(among)s offices, but names %(asked)s.")
            said.add(("decides", message % {**words, "among": rule.among}))
        elif needed > len(seats) > 0:
            message = _("“%(stage)s” needs %(needed)s answers, but asks only %(asked)s offices.")
            said.add(("decides", message % words))
        elif needed > sure and stage.only_if:
            message = _(
                "“%(stage)s” needs %(needed)s answers, but its conditions may leave only %(sure)s offices to ask."
            )
            said.add(("only_if", message % words))
        for threshold in (rule.reject, rule.returns):
            if threshold and (threshold.number or 1) > len(seats) > 0:
                message = _("“%(stage)s” closes with %(number)s answers of one kind, but asks only %(asked)s offices.")
                said.add(("decides", message % {**words, "number": threshold.number}))
    for word, sentence in sorted(said):
        yield found(policy, f"stages.{stage.key}.{word}", sentence)


def _shares(policy: Policy, stage: Stage) -> Iterator[Finding]:
    rule = stage.decides
    for threshold in filter(None, (rule.approve, rule.reject, rule.returns)):
        beyond = threshold.share > 1 or (threshold.strict and threshold.share == 1)
        if threshold.number is None and beyond:
            message = _("“%(stage)s”: %(rule)s can never be reached.")
            yield found(policy, f"stages.{stage.key}.decides", message % {"stage": stage.title, "rule": threshold})


def _idle(policy: Policy, stage: Stage) -> Iterator[Finding]:
    """Say which words would do nothing: a threshold for what nobody may answer, a rule for abstaining."""
    path, rule = f"stages.{stage.key}.decides", stage.decides
    if rule.abstain != RoundRule.abstain:
        message = _("“%(stage)s” says what an abstention is, but nobody can abstain there.")
        yield found(policy, path, message % {"stage": stage.title})
    if rule.returns not in (None, RoundRule.returns) and "return" not in stage.then:
        message = _("“%(stage)s” says how many returns settle it, but not where a return leads.")
        yield found(policy, path, message % {"stage": stage.title})
    if rule.reject not in (None, RoundRule.reject) and "reject" not in stage.then:
        message = _("“%(stage)s” says how many refusals settle it, but not where a refusal leads.")
        yield found(policy, path, message % {"stage": stage.title})
