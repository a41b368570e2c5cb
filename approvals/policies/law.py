"""法: what a process lends to every policy of its own: transitions and their needs, facts, the shortest notice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from approvals.policies.document import Stage
from approvals.policies.kinds import BY_SILENCE, KINDS
from core.calendar.rules import Span


@dataclass(frozen=True)
class NoticeRule:
    """What the law asks of a public notice: how long, and whether one inside the school is enough."""

    least: Span | None = None  # None: as long as the policy says
    audience: str = "public"


@dataclass(frozen=True)
class Evidence:
    """Evidence that a process asks for besides the kinds' own, and which stages may ``give`` it.

    ``seat`` is ``self``, or a role that must be among those asked; with ``silence`` a time that ran out and an offer
    that was declined give it too: whoever was asked had the chance.
    """

    title: Any
    kinds: tuple[str, ...]
    seat: str = ""
    silence: bool = False


@dataclass(frozen=True)
class Law:
    """What no policy may break, named as the process declares it.

    ``transitions`` maps each transition to the evidence it needs (``collective``, ``public_notice``); ``facts``
    each fact an expression may ask about to its type (bool, int, string, list<string>, date); ``ranks`` lists
    professional titles from the lowest upward; ``parts`` names the parts of a dossier besides the materials.
    ``evidence`` is what stages may say they give; ``people`` and ``places`` are words for seats besides the usual.
    """

    transitions: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, str] = field(default_factory=dict)
    ranks: tuple[str, ...] = ()
    notice: NoticeRule = NoticeRule()
    parts: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def gains(self, stage: Stage, *, verdict: str) -> frozenset[str]:
        """Tell what evidence a case holds once this stage has answered so."""
        kind = KINDS[stage.kind]
        if verdict != kind.onward:
            silent = verdict in BY_SILENCE
            return frozenset(word for word in stage.gives if silent and self.evidence[word].silence)
        own = kind.gives
        if own == "public_notice" and self.notice.audience == "public" and stage.audience != "public":
            own = None
        return frozenset([*stage.gives, *([own] if own else [])])


class Offices(Protocol):
    """Who sits where in one district, as the checker asks."""

    def vacant(self, role: str, place: str) -> list[str]:
        """Name the units ``place`` stands for where nobody holds ``role``; the word itself when it names nothing."""
        ...

    def strength(self, role: str, place: str) -> int:
        """Count the people who hold ``role`` at ``place``."""
        ...

    def most_of_one_school(self, role: str, place: str) -> int:
        """Count how many of those who hold ``role`` at ``place`` belong to the school that most of them belong to."""
        ...

    def units(self, place: str) -> int:
        """Count the units ``place`` stands for."""
        ...
