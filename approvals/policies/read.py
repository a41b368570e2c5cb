"""From the text of a policy to the document it says."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import time
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from approvals.policies.document import (
    ELSE,
    Benefit,
    Clause,
    Conflicts,
    Material,
    Note,
    Outcome,
    PassRule,
    Policy,
    Relaxation,
    Seat,
    Source,
    Stage,
    Text,
    Track,
    Veto,
    Window,
    Withdrawal,
)
from approvals.policies.kinds import KINDS
from approvals.policies.read_grades import read_grades
from approvals.policies.read_quotas import read_quotas, read_ranking
from approvals.policies.read_sheets import read_limits, read_sheet
from approvals.policies.shape import shape_findings
from approvals.policies.strict import PolicyError, load
from approvals.policies.triggers import read_trigger
from approvals.policies.words import RoundRule
from core.calendar.rules import Span

__all__ = ["PolicyError", "read", "read_cached"]

Made = TypeVar("Made")
Said = Mapping[str, Any]


def read(text: str) -> Policy:
    """Read a policy from its text; PolicyError says, line by line, why it is none."""
    content, lines = load(text)
    if findings := shape_findings(content, lines=lines):
        raise PolicyError(findings)
    return _policy(content, text=text, lines=lines)


@lru_cache(maxsize=256)
def read_cached(text: str) -> Policy:
    """Read a policy once a process; a published text never changes."""
    return read(text)


def _policy(says: Said, *, text: str, lines: dict[str, int]) -> Policy:
    return Policy(
        key=says["policy"],
        title=_text(says["title"]),
        process=says["process"],
        sources=_each(says, "sources", _source),
        tracks=_each(says, "tracks", _track),
        stages=_stages(says),
        outcomes=_each(says, "outcomes", _outcome),
        notes=tuple(map(_text, says.get("notes", ()))),
        eligibility=_each(says, "eligibility", _clause),
        vetoes=_each(says, "vetoes", _veto),
        **read_quotas(says.get("quotas", {})),
        sheets=_each(says, "scores", read_sheet),
        limits=read_limits(says["limits"]) if "limits" in says else None,
        rankings=_each(says, "ranking", read_ranking),
        gradings=_each(says, "grades", read_grades),
        materials=_each(says, "materials", _material),
        benefits=_each(says, "benefits", _benefit),
        dates=_each(says, "dates", lambda _key, said: _text(said)),
        windows=_each(says, "windows", _window),
        conflicts=_conflicts(says["conflicts"]) if "conflicts" in says else None,
        withdrawal=_withdrawal(says["withdrawal"]) if "withdrawal" in says else None,
        triggers=_each(says, "triggers", read_trigger),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        lines=lines,
    )


def _each(says: Said, section: str, make: Callable[[str, Any], Made]) -> dict[str, Made]:
    return {key: make(key, said) for key, said in says.get(section, {}).items()}


def _text(said: Any) -> Text:
    return Text(said["zh"], said.get("en", "")) if isinstance(said, dict) else Text(said)


def _note(said: Said) -> Note:
    return Note(said.get("from", ""), said.get("assumed", ""))


def _seat(said: Said, key: str) -> Seat | None:
    return Seat.parse(said[key]) if key in said else None


def _years(said: Said, key: str) -> int | None:
    return int(said[key].removesuffix("y")) if key in said else None


def _source(key: str, said: Said) -> Source:
    return Source(key, _text(said["title"]), said.get("issuer", ""), said.get("date", ""), said.get("seen", ""))


def _track(key: str, said: Said) -> Track:
    return Track(key, _text(said["title"]), _seats(said["nominated_by"]), tuple(said.get("ends", ())))


def _stages(says: Said) -> dict[str, Stage]:
    keys = list(says["stages"])
    after = [*keys[1:], next(iter(says["outcomes"]))]
    return {key: _stage(key, says["stages"][key], onward=onward) for key, onward in zip(keys, after, strict=True)}


def _stage(key: str, said: Said, *, onward: str) -> Stage:
    return Stage(
        key=key,
        kind=said["kind"],
        title=_text(said["title"]),
        by=_by(said.get("by", {})),
        within=Span.parse(said["within"]) if "within" in said else None,
        due=said.get("due"),
        when=said.get("when"),
        then=_then(key, said, onward=onward),
        law=said.get("law"),
        remind=tuple(said.get("remind", Stage.remind)),
        tell=_seats(said["late"]["tell"]) if "late" in said else (),
        scope=said.get("scope", Stage.scope),
        audience=said.get("audience", Stage.audience),
        **_panel(said),
        recuse=tuple(said.get("recuse", ())),
        blind=said.get("blind", False),
        sheet=said.get("score"),
        quorum=Fraction(said["quorum"]) if "quorum" in said else None,
        passes=PassRule.parse(said["passes"]) if "passes" in said else None,
        clerk=_seat(said, "clerk"),
        ranking=said.get("ranking"),
        grading=said.get("grading"),
        **_objections(said.get("objections", {})),
        decides=_decides(said),
        only_if=said.get("only_if", {}),
        returns_to=tuple([words] if isinstance(words := said.get("returns_to", ()), str) else words),
        straight_back=said.get("straight_back", False),
        answers_for=tuple(said["answers_for"]) if "answers_for" in said else None,
        secret=said.get("ballot") == "secret",
        papers=said.get("papers", False),
        column=said.get("column"),
        gives=tuple(said.get("gives", ())),
        repeats=said.get("repeats"),
        instead=_seat(said, "instead"),
        asks=_text(said["asks"]) if "asks" in said else None,
        note=_note(said),
    )


def _then(key: str, said: Said, *, onward: str) -> dict[str, str]:
    """Complete what a stage says of its verdicts: onward to the next stage, a deferred matter to the next meeting."""
    rule, leads = KINDS[said["kind"]], dict(said.get("then", {}))
    leads.setdefault(rule.onward, onward)
    if "defer" in rule.verdicts:
        leads.setdefault("defer", key)
    order = [verdict for verdict in rule.verdicts if verdict in leads]
    return {verdict: leads[verdict] for verdict in [*order, *(extra for extra in leads if extra not in order)]}


def _panel(said: Said) -> dict[str, Any]:
    """Read how many judges are drawn, and how many sheets close their panel."""
    n, closes = said.get("draw", {}).get("n"), said.get("closes", "all")
    by_track = isinstance(n, dict)
    enough, of = (None, None) if closes in ("all", "clerk") else map(int, closes.split(" of "))
    return {
        "draw": None if by_track else n,
        "draw_by": dict(n) if by_track else {},
        "if_none": said.get("draw", {}).get("if_none", Stage.if_none),
        "enough": enough,
        "of": of,
        "at_least": said.get("at_least", Stage.at_least),
        "clerk_closes": closes == "clerk",
    }


def _objections(said: Said) -> dict[str, Any]:
    spans = {key: Span.parse(said[key]) for key in ("accept", "answer") if key in said}
    return {"real_name": said.get("real_name", False), **spans}


def _decides(said: Said) -> RoundRule:
    """Read a round's rule: one word, thresholds, or a meeting's ``passes``."""
    if said["kind"] == "meeting":
        again = "again" if said.get("second_ballot") else "reject"
        abstain = said.get("abstain", RoundRule.abstain)
        passes = PassRule.parse(said["passes"])
        returns = passes if "return" in said.get("then", {}) else None  # offered only where it leads somewhere
        return RoundRule(approve=passes, reject=None, returns=returns, abstain=abstain, tie=again, hold=True)
    words = said.get("decides", "all")
    if isinstance(words, dict):
        thresholds = {key: PassRule.parse(words[key]) for key in ("approve", "reject", "returns") if key in words}
        others = {key: words[key] for key in ("abstain", "tie", "in_turn", "hold") if key in words}
        return RoundRule(**{"reject": None, **thresholds, **others})
    if words == "in_turn":
        return RoundRule(in_turn=True)
    if words in ("all", "any"):
        return RoundRule(approve=PassRule.parse(words))
    number, _of, among = words.partition(" of ")
    return RoundRule(approve=PassRule.parse(int(number)), reject=None, among=int(among))


def _conflicts(said: Said) -> Conflicts:
    return Conflicts(tuple(said["rules"]), _years(said, "same_school_within") or 0, _note(said))


def _withdrawal(said: Said) -> Withdrawal:
    return Withdrawal(said["free_until"], Seat.parse(said["consent"]), _note(said))


def _by(said: Any) -> dict[str, tuple[Seat, ...]]:
    if not isinstance(said, dict):
        return {ELSE: _seats(said)}
    return {track: _seats(seats) for track, seats in said.items()}


def _seats(said: str | list[str]) -> tuple[Seat, ...]:
    return tuple(map(Seat.parse, [said] if isinstance(said, str) else said))


def _outcome(key: str, said: Said) -> Outcome:
    return Outcome(key, _text(said["title"]), said["law"], said.get("fact"), _years(said, "for"), _note(said))


def _clause(key: str, said: Said) -> Clause:
    unless = said.get("unless")
    return Clause(
        key=key,
        says=_text(said["says"]),
        test=said["test"],
        tracks=frozenset(said["for"]) if "for" in said else None,
        unless=Relaxation(_text(unless["says"]), unless["test"], Seat.parse(unless["granted_by"])) if unless else None,
        note=_note(said),
    )


def _veto(key: str, said: Said) -> Veto:
    return Veto(key, _text(said["says"]), said["test"], _note(said))


def _material(key: str, said: Said) -> Material:
    required, anonymous = said.get("required", True), said.get("anonymous", False)
    return Material(key, _text(said["title"]), said["at"], required, anonymous, _note(said))


def _benefit(key: str, said: Said) -> Benefit:
    return Benefit(key, _text(said["says"]), said["yuan_max"], _note(said))


def _window(key: str, said: Said) -> Window:
    return Window(key, said["starts"], Span.parse(said["for"]), time.fromisoformat(said["shuts_at"]), _note(said))
