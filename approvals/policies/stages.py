"""What publishing asks of the stages: their verdicts, clocks and keys, and where every road ends."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.kinds import KINDS, VERDICT_TITLES
from approvals.policies.law import Law
from approvals.policies.roads import Place, Roads
from core.calendar.rules import Unit

NEEDS = {
    "collective": gettext_lazy("a collective decision"),
    "public_notice": gettext_lazy("a public notice"),
}
UNITS = {
    Unit.WORKING_DAY: gettext_lazy("working days"),
    Unit.CALENDAR_DAY: gettext_lazy("calendar days"),
}


def stage_findings(policy: Policy, *, law: Law, reserved: frozenset[str]) -> Iterator[Finding]:
    """Say what is wrong with single stages and outcomes."""
    for stage in policy.stages.values():
        yield from _verdicts(policy, stage)
        yield from _clock(policy, stage, law=law)
    for section, key in [*(("stages", key) for key in policy.stages), *(("outcomes", key) for key in policy.outcomes)]:
        yield from _key(policy, section, key, reserved=reserved)
        yield from _transition(policy, section, key, law=law)


def road_findings(policy: Policy, *, law: Law) -> Iterator[Finding]:
    """Say which stages no road reaches, which roads never end and which the law forbids."""
    roads = Roads.walk(policy, law=law)
    yield from _unreached(policy, roads)
    if (stuck := roads.stuck()) is not None:
        message = _("A case that comes to “%(stage)s” never ends: %(path)s")
        title = policy.stages[stuck.key].title
        yield found(policy, f"stages.{stuck.key}", message % {"stage": title, "path": roads.path(stuck)})
    yield from _unlawful(policy, roads, law=law)


def _verdicts(policy: Policy, stage: Stage) -> Iterator[Finding]:
    rule, path = KINDS[stage.kind], f"stages.{stage.key}.then"
    for verdict, target in stage.then.items():
        words = {"stage": stage.title, "verdict": VERDICT_TITLES[verdict], "target": target}
        if verdict not in rule.verdicts:
            yield found(policy, path, _("“%(stage)s” cannot answer “%(verdict)s”.") % words)
        elif target not in policy.stages and target not in policy.outcomes:
            message = _("“%(stage)s”: “%(verdict)s” leads to “%(target)s”, which does not exist.")
            yield found(policy, f"{path}.{verdict}", message % words)
    for verdict in _unsaid(policy, stage):
        message = _("“%(stage)s” does not say where “%(verdict)s” leads.")
        yield found(policy, path, message % {"stage": stage.title, "verdict": VERDICT_TITLES[verdict]})
    if stage.kind == "check" and stage.then.get("fail") in policy.outcomes:
        message = _("“%(stage)s”: failing leads straight to “%(outcome)s”; a person has to confirm a refusal.")
        words = {"stage": stage.title, "outcome": policy.outcomes[stage.then["fail"]].title}
        yield found(policy, f"{path}.fail", message % words)


def _unsaid(policy: Policy, stage: Stage) -> list[str]:
    rule = KINDS[stage.kind]
    if stage.kind == "panel" and not _can_fail(policy, stage):
        return []
    return [verdict for verdict in rule.verdicts if verdict not in stage.then and verdict not in rule.optional]


def _can_fail(policy: Policy, stage: Stage) -> bool:
    sheet = policy.sheets.get(stage.sheet or "")
    return sheet is not None and sheet.pass_mark is not None


def _clock(policy: Policy, stage: Stage, *, law: Law) -> Iterator[Finding]:
    path = f"stages.{stage.key}.within"
    if stage.within is None:
        if KINDS[stage.kind].needs_clock and stage.due is None:
            yield found(policy, path, _("“%(stage)s” has no time limit.") % {"stage": stage.title})
        return
    least = law.notice.least
    if least is None or "public_notice" not in law.gains(stage, verdict=KINDS[stage.kind].onward):
        return
    words = {
        "stage": stage.title,
        "number": stage.within.number,
        "unit": UNITS[stage.within.unit],
        "least": least.number,
        "least_unit": UNITS[least.unit],
    }
    if stage.within.number < least.number:
        message = _("“%(stage)s” lasts only %(number)s %(unit)s; the law asks for at least %(least)s %(least_unit)s.")
        yield found(policy, path, message % words)
    elif least.unit is Unit.WORKING_DAY and stage.within.unit is not Unit.WORKING_DAY:
        message = _("“%(stage)s” counts %(unit)s; the law counts %(least_unit)s, at least %(least)s of them.")
        yield found(policy, path, message % words)


def _key(policy: Policy, section: str, key: str, *, reserved: frozenset[str]) -> Iterator[Finding]:
    title = getattr(policy, section)[key].title
    if key in reserved:
        message = _("“%(stage)s” cannot have the key “%(key)s”; the system uses it itself.")
        yield found(policy, f"{section}.{key}", message % {"stage": title, "key": key})
    if section == "outcomes" and key in policy.stages:
        message = _("The key “%(key)s” names both a stage and the outcome “%(outcome)s”.")
        yield found(policy, f"{section}.{key}", message % {"key": key, "outcome": title})


def _transition(policy: Policy, section: str, key: str, *, law: Law) -> Iterator[Finding]:
    place = getattr(policy, section)[key]
    if place.law is not None and place.law not in law.transitions:
        message = _("“%(stage)s”: the law of this process has no step “%(law)s”; it has: %(known)s.")
        words = {"stage": place.title, "law": place.law, "known": ", ".join(sorted(law.transitions))}
        yield found(policy, f"{section}.{key}.law", message % words)


def _unreached(policy: Policy, roads: Roads) -> Iterator[Finding]:
    reached = {place.key for place in roads.entered}
    for section in ("stages", "outcomes"):
        for key, node in getattr(policy, section).items():
            if key not in reached:
                yield found(policy, f"{section}.{key}", _("No case ever comes to “%(stage)s”.") % {"stage": node.title})


def _unlawful(policy: Policy, roads: Roads, *, law: Law) -> Iterator[Finding]:
    said = set()
    for place in filter(roads.entered.__contains__, roads.came):
        lacks = [need for need in _needs(policy, place, law=law) if need not in place.evidence]
        if lacks and (place.key, tuple(lacks)) not in said:
            said.add((place.key, tuple(lacks)))
            yield _lacking(policy, roads, place, lacks, law=law)


def _needs(policy: Policy, place: Place, *, law: Law) -> list[str]:
    node = policy.stages.get(place.key) or policy.outcomes[place.key]
    needs = list(law.transitions[node.law]) if node.law else []
    ranking = policy.rankings[policy.rankers[node.key].ranking or ""] if node.key in policy.rankers else None
    return [*needs, *_scores(policy, ranking.sheet)] if ranking else needs


def need_text(need: str, *, law: Law) -> str:
    """Write in words what the law or a ranking asks for."""
    own = law.evidence.get(need)
    return str(own.title if own else NEEDS.get(need, _("the scores it ranks by")))


def _scores(policy: Policy, sheet: str) -> list[str]:
    """List what a sheet's score is made of: its columns that count, or one panel's score."""
    weights = policy.sheets[sheet].weights
    return [f"scores.{sheet}.{column}" for column in weights] or [f"scores.{sheet}"]


def _lacking(policy: Policy, roads: Roads, place: Place, lacks: list[str], *, law: Law) -> Finding:
    section = "stages" if place.key in policy.stages else "outcomes"
    message = _("One road comes to “%(stage)s” without %(needs)s: %(path)s")
    words = {
        "stage": getattr(policy, section)[place.key].title,
        "needs": _(" and ").join(dict.fromkeys(need_text(need, law=law) for need in lacks)),
        "path": roads.path(place),
    }
    return found(policy, f"{section}.{place.key}", message % words)
