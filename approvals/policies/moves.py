"""What publishing asks of a case's moves besides onward: returns, what comes straight back, withdrawal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import ANY_EARLIER, Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.kinds import KIND_TITLES
from approvals.policies.law import Law

ANSWERING = ("filing", "review", "countersign", "panel")  # what may be stepped over; sittings and checks never are


def move_findings(policy: Policy, *, law: Law) -> Iterator[Finding]:
    """Say which returns lead nowhere, which parts of a dossier do not exist, and who cannot consent."""
    for stage in policy.stages.values():
        yield from _returns(policy, stage)
        yield from _answers_for(policy, stage, law=law)
        yield from _declines(policy, stage)
    for part in law.parts:
        if part in policy.materials:
            message = _("The material “%(key)s” has the name of a part of the dossier; choose another key.")
            yield found(policy, f"materials.{part}", message % {"key": part})
    yield from _withdrawal(policy)


def _returns(policy: Policy, stage: Stage) -> Iterator[Finding]:
    path, words = f"stages.{stage.key}.returns_to", {"stage": stage.title}
    if "return" not in stage.then:
        for said, key in ((stage.returns_to, "returns_to"), (stage.straight_back, "straight_back")):
            if said:
                message = _("“%(stage)s” says “%(key)s”, but not under “then” where “return” leads.")
                yield found(policy, f"stages.{stage.key}.{key}", message % {**words, "key": key})
        return
    order = list(policy.stages)
    for key in stage.returns_to:
        target = policy.stages.get(key)
        if key == ANY_EARLIER:
            continue
        if target is None:
            message = _("“%(stage)s” may return to “%(target)s”, which is no stage.")
            yield found(policy, path, message % {**words, "target": key})
        elif order.index(key) >= order.index(stage.key):
            message = _("“%(stage)s” may return to “%(target)s”, which does not come before it.")
            yield found(policy, path, message % {**words, "target": target.title})


def _answers_for(policy: Policy, stage: Stage, *, law: Law) -> Iterator[Finding]:
    if stage.answers_for is None:
        return
    path, words = f"stages.{stage.key}.answers_for", {"stage": stage.title}
    if stage.kind not in ANSWERING:
        message = _("“%(stage)s” (%(kind)s) is asked again after every return; “answers_for” changes nothing there.")
        yield found(policy, path, message % {**words, "kind": KIND_TITLES[stage.kind]})
    elif stage.law:
        message = _("“%(stage)s” calls the law and is asked again after every return; “answers_for” changes nothing.")
        yield found(policy, path, message % words)
    known = [*law.parts, *policy.materials]
    for part in stage.answers_for:
        if part not in known:
            message = _("“%(stage)s” answers for “%(part)s”, which is no part of the dossier; it has: %(known)s.")
            yield found(policy, path, message % {**words, "part": part, "known": ", ".join(known)})


def _declines(policy: Policy, stage: Stage) -> Iterator[Finding]:
    if "decline" in stage.then and any(seat.place == "nominator" for seats in stage.by.values() for seat in seats):
        message = _("“%(stage)s”: who put the person forward withdraws the case and does not decline.")
        yield found(policy, f"stages.{stage.key}.then", message % {"stage": stage.title})


def _withdrawal(policy: Policy) -> Iterator[Finding]:
    rule = policy.withdrawal
    if rule is None:
        return
    if rule.free_until not in policy.stages:
        message = _("A case may be withdrawn freely until “%(stage)s”, which is no stage.")
        yield found(policy, "withdrawal.free_until", message % {"stage": rule.free_until})
    if rule.consent.role is None:
        message = _("The person or the nominator cannot consent to a withdrawal; name an office, role@place.")
        yield found(policy, "withdrawal.consent", message)
