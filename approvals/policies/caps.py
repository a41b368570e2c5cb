"""What publishing asks of caps and reserved shares: that each bounds a list, and that a list can keep them all."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found
from approvals.policies.quotas import Cap


def cap_findings(policy: Policy) -> Iterator[Finding]:
    """Say which caps and shares bound nothing, and which no list could keep."""
    for cap in policy.caps.values():
        if not policy.rankers:
            message = _("“%(cap)s” bounds a list, but no stage ranks anybody.")
            yield found(policy, f"quotas.caps.{cap.key}", message % {"cap": cap.says})
        for track, places in policy.places.by_track.items() if policy.places else ():
            if track in policy.tracks and cap.concerns(track):
                yield from _figures(policy, cap, track, places)
                yield from _clashes(policy, cap, track, places)


def _figures(policy: Policy, cap: Cap, track: str, places: int) -> Iterator[Finding]:
    path, words = f"quotas.caps.{cap.key}", {"cap": cap.says, "track": policy.tracks[track].title, "places": places}
    if cap.least and cap.least.of(places) > places:
        message = _("“%(cap)s” reserves %(n)d places of “%(track)s”, which has only %(places)d.")
        yield found(policy, f"{path}.at_least", message % {**words, "n": cap.least.of(places)})
    if cap.least and cap.least.of(places) == 0:
        message = _(
            "“%(cap)s” reserves nothing: of the %(places)d places of “%(track)s” the share rounds down to none."
        )
        yield found(policy, f"{path}.at_least", message % words)
    if cap.most and cap.most.of(places) == 0:
        message = _("“%(cap)s” lets nobody in: of the %(places)d places of “%(track)s” the share rounds down to none.")
        yield found(policy, f"{path}.at_most", message % words)


def _clashes(policy: Policy, cap: Cap, track: str, places: int) -> Iterator[Finding]:
    """Find a share reserved for the very people of whom another rule lets in fewer."""
    for other in policy.caps.values():
        same = cap.least and other.most and cap.who == other.who and other.concerns(track)
        if same and cap.least.of(places) > other.most.of(places):  # type: ignore[union-attr]
            message = _("“%(cap)s” and “%(other)s” cannot both be kept on a list of “%(track)s”.")
            words = {"cap": cap.says, "other": other.says, "track": policy.tracks[track].title}
            yield found(policy, f"quotas.caps.{cap.key}.at_least", message % words)
