"""What publishing asks of meetings: that a vote can be carried, kept secret and taken again."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.law import Offices
from approvals.policies.words import RoundRule

FEWEST_IN_SECRET = 3  # of two, each knows from the count how the other has voted


def meeting_findings(policy: Policy, *, offices: Offices | None) -> Iterator[Finding]:
    """Say which meetings could carry nothing, keep nothing secret, or say a word that changes nothing."""
    for stage in policy.stages.values():
        if stage.kind == "meeting" and stage.passes:
            yield from _carried(policy, stage)
            yield from _idle(policy, stage)
            yield from _secret(policy, stage, offices=offices)


def _carried(policy: Policy, stage: Stage) -> Iterator[Finding]:
    if stage.quorum and stage.passes and stage.passes.of == "electorate" and stage.passes.share > stage.quorum:
        message = _(
            "“%(stage)s”: with only the quorum present, %(quorum)s of the members, nothing could be carried, since "
            "%(share)s of the members must vote for it."
        )
        words = {"stage": stage.title, "quorum": stage.quorum, "share": stage.passes.share}
        yield found(policy, f"stages.{stage.key}.quorum", message % words)


def _idle(policy: Policy, stage: Stage) -> Iterator[Finding]:
    """Refuse words that could never change a result."""
    passes = stage.passes
    if passes is None:
        return
    if stage.decides.tie == "again" and not passes.strict and passes.share * 2 <= 1:
        message = _("“%(stage)s”: a tie carries the question, so there is never a second ballot.")
        yield found(policy, f"stages.{stage.key}.second_ballot", message % {"stage": stage.title})
    if stage.decides.abstain != RoundRule.abstain and passes.of != "cast":
        message = _(
            "“%(stage)s”: what an abstention is matters only where “passes” is a share of the votes cast; "
            "here it is one of: %(base)s."
        )
        words = {"stage": stage.title, "base": BASES[passes.of]()}
        yield found(policy, f"stages.{stage.key}.abstain", message % words)


BASES = {"electorate": lambda: _("the members"), "present": lambda: _("those present")}


def _secret(policy: Policy, stage: Stage, *, offices: Offices | None) -> Iterator[Finding]:
    for seats in stage.by.values() if stage.secret and offices else ():
        size = sum(offices.strength(seat.role, seat.place) for seat in seats[:1] if seat.role and offices)
        if 0 < size < FEWEST_IN_SECRET:
            message = _(
                "“%(stage)s” votes in secret, but has %(size)s members; from %(fewest)s on a count does not tell "
                "who voted how."
            )
            words = {"stage": stage.title, "size": size, "fewest": FEWEST_IN_SECRET}
            yield found(policy, f"stages.{stage.key}.ballot", message % words)
