"""What publishing asks of the evidence that stages say they give, and of what they read anew when they open."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.kinds import KIND_TITLES
from approvals.policies.law import Law


def evidence_findings(policy: Policy, *, law: Law) -> Iterator[Finding]:
    """Say which stages give what they cannot, and which days are none."""
    for stage in policy.stages.values():
        for word in stage.gives:
            yield from _given(policy, stage, word, law=law)
        if stage.due is not None and law.facts.get(stage.due) != "date":
            message = _("“%(stage)s” is due on “%(fact)s”, which is no date that this process knows.")
            yield found(policy, f"stages.{stage.key}.due", message % {"stage": stage.title, "fact": stage.due})


def _given(policy: Policy, stage: Stage, word: str, *, law: Law) -> Iterator[Finding]:
    path, words = f"stages.{stage.key}.gives", {"stage": stage.title, "word": word, "kind": KIND_TITLES[stage.kind]}
    asked = law.evidence.get(word)
    if asked is None:
        message = _("“%(stage)s” gives “%(word)s”, which the law of this process does not ask for; it has: %(known)s.")
        yield found(policy, path, message % {**words, "known": ", ".join(sorted(law.evidence))})
    elif stage.kind not in asked.kinds:
        message = _("“%(stage)s” (%(kind)s) cannot give %(evidence)s; that takes: %(kinds)s.")
        kinds = _(", ").join(str(KIND_TITLES[kind]) for kind in asked.kinds)
        yield found(policy, path, message % {**words, "evidence": asked.title, "kinds": kinds})
    elif asked.seat and not all(_asks(stage, track, asked.seat) for track in policy.tracks):
        message = _("“%(stage)s” cannot give %(evidence)s without asking %(seat)s.")
        yield found(policy, path, message % {**words, "evidence": asked.title, "seat": asked.seat})


def _asks(stage: Stage, track: str, wanted: str) -> bool:
    return any(wanted in (seat.role, seat.place) for seat in stage.seats(track))
