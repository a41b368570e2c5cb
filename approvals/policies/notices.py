"""What publishing asks of public notices: that an upheld objection changes something."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found


def notice_findings(policy: Policy) -> Iterator[Finding]:
    """Say where an upheld objection would change nothing: it leads back to the notice, or onward like no objection."""
    for key, stage in policy.stages.items():
        upheld, clear = stage.then.get("upheld"), stage.then.get("clear")
        words, path = {"stage": stage.title}, f"stages.{key}.then"
        if stage.kind != "public_notice" or upheld is None:
            continue
        if upheld == key:
            message = _("“%(stage)s”: an upheld objection leads back to the same notice, which decides nothing.")
            yield found(policy, f"{path}.upheld", message % words)
        elif upheld == clear:
            message = _("“%(stage)s”: an upheld objection leads to the same place as none, so objecting is in vain.")
            yield found(policy, f"{path}.upheld", message % words)
