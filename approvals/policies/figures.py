"""What publishing asks of the figures: shares and places."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found


def figure_findings(policy: Policy) -> Iterator[Finding]:
    """Say which figures do not add up and which rules leave nobody or nothing."""
    yield from _meetings(policy)
    if policy.places and policy.places.approx and policy.places.granted_by is None:
        message = _("The places may be moved by %(approx)s, but “granted_by” does not say who may.")
        yield found(policy, "quotas.places", message % {"approx": policy.places.approx})


def _meetings(policy: Policy) -> Iterator[Finding]:
    for key, stage in policy.stages.items():
        shares = {"quorum": stage.quorum, "passes": stage.passes.share if stage.passes else None}
        for word, share in shares.items():
            if share is not None and share > 1:
                message = _("“%(stage)s”: %(share)s of the members is more than all of them.")
                yield found(policy, f"stages.{key}.{word}", message % {"stage": stage.title, "share": share})
        if stage.passes and stage.passes.strict and stage.passes.share >= 1:
            message = _("“%(stage)s”: no vote is more than all the votes.")
            yield found(policy, f"stages.{key}.passes", message % {"stage": stage.title})
