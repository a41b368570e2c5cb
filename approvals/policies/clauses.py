"""What publishing asks of the clauses: their sources, their expressions, and that every name means something."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.policies.document import ELSE, Policy
from approvals.policies.expressions import refusal
from approvals.policies.findings import Finding, found
from approvals.policies.gradings import grade_names, grade_tests
from approvals.policies.law import Law
from approvals.policies.quotas import SCHOOL
from approvals.policies.triggers import trigger_names, trigger_tests

SECTIONS = {
    "windows": gettext_lazy("window"),
    "scores": gettext_lazy("score sheet"),
    "ranking": gettext_lazy("ranking"),
    "limits": gettext_lazy("limit on what may weigh"),
    "grades": gettext_lazy("grades"),
    "quotas": gettext_lazy("quota"),
    "withdrawal": gettext_lazy("withdrawal"),
}


def clause_findings(policy: Policy, *, law: Law) -> Iterator[Finding]:
    """Say which clauses rest on nothing, ask what cannot be asked, or name what is not there."""
    yield from _origins(policy)
    yield from _expressions(policy, law=law)
    for path, kind, name, known in _names(policy):
        if name not in known:
            message = _("“%(place)s” names the %(kind)s “%(name)s”, which does not exist.")
            yield found(policy, path, message % {"place": title_of(policy, path), "kind": kind, "name": name})


def title_of(policy: Policy, path: str) -> str:
    """Give the words people know a place of the policy by; its section and key where it has none."""
    section, _dot, rest = path.partition(".")
    key = rest.partition(".")[0]
    clauses = dict(policy.clauses())
    clause = policy.tracks.get(key) if section == "tracks" else clauses.get(f"{section}.{key}")
    if rest.startswith("caps."):
        clause = policy.caps.get(rest.split(".")[1])
    elif section == "grades":
        clause = clauses.get(".".join(path.split(".")[:4]))
    words = getattr(clause, "title", None) or getattr(clause, "says", None)
    return str(words or f"{SECTIONS.get(section, section)} {key}".strip())


def _origins(policy: Policy) -> Iterator[Finding]:
    for path, clause in policy.clauses():
        title, note = title_of(policy, path), clause.note
        source = note.source.partition(" ")[0]
        if not note.source and not note.assumed:
            message = _("“%(clause)s” says neither where it comes from (from) nor why it is assumed (assumed).")
            yield found(policy, path, message % {"clause": title})
        elif source and source not in policy.sources:
            message = _("“%(clause)s” comes from “%(source)s”, which is not among the sources.")
            yield found(policy, f"{path}.from", message % {"clause": title, "source": source})


def _expressions(policy: Policy, *, law: Law) -> Iterator[Finding]:
    facts = {**law.facts, "track": "string"}
    for path, title, text, gives in _tests(policy):
        if reason := refusal(text, facts=facts, ranks=law.ranks, gives=gives):
            message = _("“%(clause)s”: the expression “%(text)s” cannot be used: %(reason)s.")
            yield found(policy, path, message % {"clause": title, "text": text, "reason": reason})


def _tests(policy: Policy) -> Iterator[tuple[str, object, str, str]]:
    for key, clause in policy.eligibility.items():
        yield f"eligibility.{key}.test", clause.says, clause.test, "bool"
        if clause.unless:
            yield f"eligibility.{key}.unless.test", clause.unless.says, clause.unless.test, "bool"
    for key, veto in policy.vetoes.items():
        yield f"vetoes.{key}.test", veto.says, veto.test, "bool"
    yield from trigger_tests(policy.triggers)
    for key, stage in policy.stages.items():
        if stage.when:
            yield f"stages.{key}.when", stage.title, stage.when, "bool"
        if stage.repeats:
            yield f"stages.{key}.repeats", stage.title, stage.repeats, "bool"
        for seat, condition in stage.only_if.items():
            yield f"stages.{key}.only_if.{seat}", stage.title, condition, "bool"
    for key, cap in policy.caps.items():
        if cap.who:
            yield f"quotas.caps.{key}.who", cap.says, cap.who, "bool"
        if cap.per and cap.per != SCHOOL:
            yield f"quotas.caps.{key}.per", cap.says, cap.per, "string"
    yield from grade_tests(policy)
    for key, ranking in policy.rankings.items():
        for number, tie in enumerate(ranking.ties):
            if tie.by:
                yield f"ranking.{key}.ties.{number}.by", tie.says, tie.by, "int"


def _names(policy: Policy) -> Iterator[tuple[str, str, str, Collection[str]]]:
    for key, clause in policy.eligibility.items():
        for track in clause.tracks or ():
            yield f"eligibility.{key}.for", _("track"), track, policy.tracks
    for key, stage in policy.stages.items():
        for track in stage.by:
            yield f"stages.{key}.by", _("track"), track, {*policy.tracks, ELSE}
        if stage.sheet:
            yield f"stages.{key}.score", _("score sheet"), stage.sheet, policy.sheets
        if stage.ranking:
            known = policy.rankings if stage.kind == "ranking" else policy.rankers
            yield f"stages.{key}.ranking", _("ranking"), stage.ranking, known
    yield from grade_names(policy)
    for key, ranking in policy.rankings.items():
        yield f"ranking.{key}.by", _("score sheet"), ranking.sheet, policy.sheets
    for key, cap in policy.caps.items():
        for track in cap.tracks or ():
            yield f"quotas.caps.{key}.for", _("track"), track, policy.tracks
    yield from trigger_names(policy.triggers, policy.tracks)
    for key, window in policy.windows.items():
        yield f"windows.{key}.starts", _("date"), window.starts, policy.dates
    for track in policy.places.by_track if policy.places else ():
        yield f"quotas.places.{track}", _("track"), track, policy.tracks
