"""The processes that run on this engine: each tells it what its subject, its law and its facts are."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.db import models
from django_fsm import FSMField

from approvals.policies.law import Evidence, Law, NoticeRule
from core.models import Organisation, Paper, User

WHOLE = "dossier"


def digest_of(value: Any) -> str:
    """Return the digest of a part of a dossier, given as plain values."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Fact:
    """A fact that clauses may use: its type in expressions, the words a reader sees, and whether few may read it."""

    type: str
    label: Any
    is_sensitive: bool = False


class Gathered(dict[str, Any]):
    """Facts by the names that clauses use, which also say which statements of the files each one rests on.

    ``grounds`` are those that this subject is brought up for, whatever the clauses and the road of its policy read.
    A process may gather a plain dict; of its cases it is then not known what they used.
    """

    def __init__(
        self, values: Mapping[str, Any], *, rests_on: Mapping[str, Iterable[int]], grounds: Iterable[str] = ()
    ) -> None:
        super().__init__(values)
        self.rests_on = {name: tuple(facts) for name, facts in rests_on.items()}
        self.grounds = frozenset(grounds)


@dataclass(frozen=True)
class Process:
    """What the engine must know of a process, and all it knows.

    ``gather`` answers a subject's facts as they stand now, and as ``Gathered`` also what they rest on; ``dossier`` is
    what a reviewer reads of it; ``holding`` finds the cases whose dossier holds a paper; ``parts`` digests each part of
    the dossier, of which ``part_names`` are those that no policy lists among its materials. ``waiting(user, on=)``
    finds what waits for a user besides rounds, ``late(district, now=)`` what of it is overdue, and ``line(row, now=,
    calendar=)`` shows one. ``hinders(subject, ballot=, verdict=, now=)`` says what stands against an answer.

    ``evidence`` is what stages may give its law besides a collective decision and a public notice. ``standing`` answers
    those facts that change while a case runs, anew at every stage. ``effects`` puts on file what a transition of the
    law brings about, in its transaction. ``people`` and ``places`` are seats that only this process knows (a mentor, a
    host school), and ``seat_words`` how they are called; ``record_words`` name the acts that it records itself.
    ``of_file(person, *, track, measured_on, now)`` answers a person's facts before there is a subject; without it
    growth is not measured.
    ``files_on_its_page(round)`` tells which filings are made on the subject's own page.
    """

    key: str
    title: Any
    subject: str
    facts: Mapping[str, Fact]
    ranks: tuple[str, ...]
    gather: Callable[..., dict[str, Any]]
    dossier: Callable[..., "Dossier"]
    holding: Callable[[Paper], set[int]]
    notice: NoticeRule = field(default_factory=NoticeRule)
    parts: Callable[..., dict[str, str]] | None = None
    part_names: tuple[str, ...] = ()
    waiting: Callable[..., models.QuerySet] | None = None
    late: Callable[..., models.QuerySet] | None = None
    line: Callable[..., Any] | None = None
    hinders: Callable[..., str] | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    standing: Callable[..., dict[str, Any]] | None = None
    effects: Mapping[str, Callable[..., None]] = field(default_factory=dict)
    people: Mapping[str, Callable[[Any], User | None]] = field(default_factory=dict)
    places: Mapping[str, Callable[[Any], Organisation | None]] = field(default_factory=dict)
    seat_words: Mapping[str, Any] = field(default_factory=dict)
    of_file: Callable[..., dict[str, Any]] | None = None
    files_on_its_page: Callable[[Any], bool] | None = None
    record_words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.subject)

    def subject_of(self, case, *, lock: bool = False):
        """Return the case's subject; its row is locked after the case's, never before."""
        manager = self.model._default_manager
        return (manager.select_for_update(no_key=True) if lock else manager).get(case=case)

    def law(self) -> Law:
        """Return which transitions exist and what each needs on record, read from the state machine."""
        state = cast(FSMField, self.model._meta.get_field("state"))
        needs = {move.name: tuple(move.custom.get("needs", ())) for move in state.get_all_transitions(self.model)}
        facts = {name: fact.type for name, fact in self.facts.items()}
        names = self.part_names or (WHOLE,)
        return Law(
            transitions=needs,
            facts=facts,
            ranks=self.ranks,
            notice=self.notice,
            parts=names,
            evidence=self.evidence,
            people=frozenset(self.people),
            places=frozenset(self.places),
        )

    def leads_to(self, transition: str) -> set[str]:
        """Return the states that a transition of the law leads to: one, or as many as it leaves as they were."""
        state = cast(FSMField, self.model._meta.get_field("state"))
        moves = [move for move in state.get_all_transitions(self.model) if move.name == transition]
        return {str(move.target or move.source) for move in moves}

    def parts_of(self, subject, *, now) -> dict[str, str]:
        """Return the digest of each part of a subject's dossier; one for the whole where the process names no parts."""
        if self.parts is not None:
            return self.parts(subject, now=now)
        read = self.dossier(subject)
        return {WHOLE: digest_of([read.statement, [(heading, paper.digest) for heading, paper in read.papers]])}

    def rank_table(self) -> dict[str, int]:
        """Return each professional title's rank, for expressions."""
        return {title: number for number, title in enumerate(self.ranks)}


@dataclass(frozen=True)
class Dossier:
    """What a reviewer reads of a subject: its statement under its title, its papers, and which of these name nobody."""

    title: Any
    statement: str
    papers: tuple[tuple[str, Any], ...]
    anonymous: tuple[tuple[str, Any], ...] = ()


_processes: dict[str, Process] = {}


def register(process: Process) -> None:
    """Make a process known; called once from its app's ``ready``."""
    _processes[process.key] = process


def process(key: str) -> Process:
    """Return the registered process; KeyError when its app is not installed."""
    return _processes[key]


def cases_with(paper: Paper) -> set[int]:
    """Return the numbers of the cases whose dossier holds a paper, whatever their process."""
    return {case for registered in _processes.values() for case in registered.holding(paper)}


def processes() -> list[Process]:
    """Return every registered process."""
    return list(_processes.values())


def seat_words(key: str) -> dict[str, str]:
    """Return how a process calls the seats that only it knows; nothing for a process that is not installed."""
    return {word: str(words) for word, words in _processes[key].seat_words.items()} if key in _processes else {}


def facts_now(case, *, now) -> dict[str, Any]:
    """Return a case's facts as its road asks them: frozen when it began, but for those that change while it runs."""
    lawful = process(case.policy.process)
    changing = lawful.standing(lawful.subject_of(case), now=now) if lawful.standing else {}
    return {**case.facts, **changing, "track": case.track}


def law_of(key: str) -> Law:
    """Return the law that policies of this process must keep."""
    return process(key).law()
