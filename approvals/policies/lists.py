"""What publishing asks of rankings and waiting lists: places, ties, and a road that only the list leads onto."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.caps import cap_findings
from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.kinds import VERDICT_TITLES


def list_findings(policy: Policy) -> Iterator[Finding]:
    """Say which rankings leave something open, and which waiting lists are none."""
    for stage in policy.rankers.values():
        yield from _places(policy, stage)
        yield from _waits(policy, stage)
    for key in policy.rankings:
        yield from _ties(policy, key)
    yield from cap_findings(policy)
    for stage in policy.stages.values():
        if stage.kind == "waitlist":
            yield from _waitlist(policy, stage)


def _places(policy: Policy, stage: Stage) -> Iterator[Finding]:
    for track in policy.tracks.values():
        if policy.places is None or track.key not in policy.places.by_track:
            message = _("“%(stage)s” ranks “%(track)s”, for which no places are given.")
            yield found(policy, f"stages.{stage.key}", message % {"stage": stage.title, "track": track.title})


def _ties(policy: Policy, key: str) -> Iterator[Finding]:
    ranking, words = policy.rankings[key], {"ranking": _used_as(policy, key)}
    if not ranking.ties or ranking.ties[-1].by is not None:
        message = _("Ranking “%(ranking)s” does not say who decides when a tie is left at the end.")
        yield found(policy, f"ranking.{key}.ties", message % words)
    if any(tie.by is None for tie in ranking.ties[:-1]):
        message = _("Ranking “%(ranking)s” asks a person before its last rule; what follows is never used.")
        yield found(policy, f"ranking.{key}.ties", message % words)


def _used_as(policy: Policy, ranking: str) -> str:
    titles = [str(stage.title) for stage in policy.rankers.values() if stage.ranking == ranking]
    return titles[0] if titles else ranking


def _waits(policy: Policy, stage: Stage) -> Iterator[Finding]:
    rule, target = policy.rankings.get(stage.ranking or ""), stage.then.get("waitlist")
    if rule is None:
        return
    path, words = f"stages.{stage.key}.then", {"stage": stage.title, "ranking": stage.ranking}
    if rule.waitlist and target is None:
        message = _("“%(stage)s” keeps a waiting list but does not say where it leads (waitlist).")
        yield found(policy, path, message % words)
    if target and not rule.waitlist:
        message = _("“%(stage)s” says where its waiting list leads, but “%(ranking)s” keeps none.")
        yield found(policy, f"{path}.waitlist", message % words)
    if target and not _is_list_of(policy, stage, target):
        message = _("“%(stage)s”: its waiting list must lead to a stage of kind waitlist that names it as its ranking.")
        yield found(policy, f"{path}.waitlist", message % words)


def _is_list_of(policy: Policy, ranker: Stage, key: str) -> bool:
    """Tell whether a stage is the waiting list of a ranking; one that names no ranking at all is refused elsewhere."""
    stage = policy.stages.get(key)
    if stage is None or stage.kind != "waitlist":
        return False
    return stage.ranking == ranker.key or stage.ranking not in policy.rankers


def _waitlist(policy: Policy, stage: Stage) -> Iterator[Finding]:
    if stage.when:
        message = _(
            "“%(stage)s” cannot depend on a condition: where it did not hold, a case would go on without a place."
        )
        yield found(policy, f"stages.{stage.key}.when", message % {"stage": stage.title})
    ranker, called = stage.ranking or "", stage.then["called"]
    if ranker not in policy.rankers:
        return
    for other in policy.stages.values():
        for verdict, target in other.then.items():
            if target == stage.key and (other.key, verdict) != (ranker, "waitlist"):
                message = _("“%(other)s” (%(verdict)s) leads to the waiting list “%(stage)s”; only its ranking may.")
                words = {"other": other.title, "verdict": VERDICT_TITLES.get(verdict, verdict), "stage": stage.title}
                yield found(policy, f"stages.{other.key}.then.{verdict}", message % words)
    if policy.goes_back(ranker, to=called):
        message = _("“%(stage)s”: whoever is called up would go back behind the ranking that put them on the list.")
        yield found(policy, f"stages.{stage.key}.then", message % {"stage": stage.title})
