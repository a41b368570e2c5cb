"""政策: what a policy says once it is read; values only, no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from fractions import Fraction
from typing import NamedTuple

from approvals.policies.grades import Grades
from approvals.policies.kinds import BY_THE_CLOCK, KINDS
from approvals.policies.quotas import Cap, PerUnit, Places, Ranking
from approvals.policies.sheets import Limits, Sheet
from approvals.policies.triggers import Trigger
from approvals.policies.words import TOGETHER, UNSAID, Clausal, Note, PassRule, RoundRule, Seat, Text
from core.calendar.rules import Span

ELSE = "else"
ANY_EARLIER = "any"


@dataclass(frozen=True)
class Stage:
    """One step of the road: a question, put to an office, within a time, with answers that lead somewhere."""

    key: str
    kind: str
    title: Text
    by: Mapping[str, tuple[Seat, ...]] = field(default_factory=dict)
    within: Span | None = None
    due: str | None = None  # a date fact: its last day, instead of so long from the day it opens
    when: str | None = None
    then: Mapping[str, str] = field(default_factory=dict)  # every verdict the stage may reach, the onward one first
    law: str | None = None  # fired on entering
    remind: tuple[int, ...] = (-3, -1, 0, 1, 3)  # working days from the deadline
    tell: tuple[Seat, ...] = ()
    scope: str = "case"
    audience: str = "public"
    draw: int | None = None
    recuse: tuple[str, ...] = ()
    blind: bool = False
    sheet: str | None = None
    quorum: Fraction | None = None
    passes: PassRule | None = None
    clerk: Seat | None = None
    ranking: str | None = None
    grading: str | None = None
    real_name: bool = False  # an objection must be signed
    accept: Span | None = None  # how soon an objection is taken up or not …
    answer: Span | None = None  # … and answered
    decides: RoundRule = TOGETHER
    only_if: Mapping[str, str] = field(default_factory=dict)  # seat → condition under which it is asked
    draw_by: Mapping[str, int] = field(default_factory=dict)  # how many judges, by track
    if_none: str = "refuse"  # what a panel of nobody means: refuse to open, or skip
    enough: int | None = None  # sheets that close a panel; None: all of them
    of: int | None = None  # … out of so many
    at_least: int = 1  # sheets without which nobody may close it
    clerk_closes: bool = False  # a panel waits for its clerk when every sheet is in
    returns_to: tuple[str, ...] = ()  # stages that the one who returns may choose; ANY_EARLIER: all before
    straight_back: bool = False  # what was returned from here comes straight back when nothing else is touched
    answers_for: tuple[str, ...] | None = None  # parts of the dossier; None: all of it
    secret: bool = False  # votes are sealed and only counted
    papers: bool = False  # no papers, not on the agenda
    column: str | None = None  # the column of the sheet that is filled in here
    gives: tuple[str, ...] = ()  # evidence for the law, besides what its kind gives
    repeats: str | None = None  # asked again after its onward verdict while this holds
    instead: Seat | None = None  # asked where the person has no login
    asks: Text | None = None
    note: Note = UNSAID

    def seats(self, track: str) -> tuple[Seat, ...]:
        """Give the seats that act here for a case of ``track``."""
        return self.by.get(track, self.by.get(ELSE, ()))

    def goes_round(self, verdict: str) -> bool:
        """Tell whether a verdict may lead to the same stage again."""
        return self.repeats is not None and verdict == KINDS[self.kind].onward

    @property
    def answers(self) -> list[str]:
        """The verdicts that people give here, the onward one first."""
        return [verdict for verdict in self.then if verdict not in BY_THE_CLOCK]

    def judges(self, track: str) -> int | None:
        """Tell how many judges are drawn for a case of ``track``; None: everybody in the pool."""
        return self.draw_by.get(track, self.draw_by.get(ELSE, self.draw))

    def is_nobodys(self, track: str) -> bool:
        """Tell whether a panel is passed by for a case of ``track``, because nobody is drawn for it."""
        return self.kind == "panel" and self.judges(track) == 0 and self.if_none == "skip"


@dataclass(frozen=True)
class Outcome:
    """Where a case ends: the law's transition, and the fact it leaves for the next process."""

    key: str
    title: Text
    law: str
    fact: str | None = None
    years: int | None = None
    note: Note = UNSAID

    @property
    def good(self) -> bool:
        return self.fact is not None


@dataclass(frozen=True)
class Track:
    """类别, and the offices that may put somebody forward in it."""

    key: str
    title: Text
    nominated_by: tuple[Seat, ...]
    ends: tuple[str, ...] = ()  # kinds of fact that an adjustment on this track ends, the one it is about first


class Relaxation(NamedTuple):
    """放宽: a weaker clause that a named office may grant."""

    says: Text
    test: str
    granted_by: Seat


@dataclass(frozen=True)
class Clause:
    """One condition of eligibility, answered in words."""

    key: str
    says: Text
    test: str
    tracks: frozenset[str] | None = None  # None: all of them
    unless: Relaxation | None = None
    note: Note = UNSAID

    def concerns(self, track: str) -> bool:
        return self.tracks is None or track in self.tracks


@dataclass(frozen=True)
class Veto:
    """一票否决: out when the test holds."""

    key: str
    says: Text
    test: str
    note: Note = UNSAID


@dataclass(frozen=True)
class Benefit:
    key: str
    says: Text
    yuan_max: int
    note: Note = UNSAID


@dataclass(frozen=True)
class Material:
    """A paper to hand in; ``at`` is ``submit``, with the submission."""

    key: str
    title: Text
    at: str
    required: bool = True
    anonymous: bool = False  # shown to a blind panel, under a neutral name
    note: Note = UNSAID


@dataclass(frozen=True)
class Window:
    """Opens on one of the campaign's dates, lasts so long, and shuts by the hour; late is refused."""

    key: str
    starts: str
    lasts: Span
    shuts_at: time
    note: Note = UNSAID


@dataclass(frozen=True)
class Conflicts:
    """回避: which relations keep somebody from acting, on every path."""

    rules: tuple[str, ...]  # same_school, kin, mentor, recused
    years: int = 0  # same_school also counts schools left less than so many years ago
    note: Note = UNSAID

    def names(self, rule: str) -> bool:
        return rule in self.rules


@dataclass(frozen=True)
class Withdrawal:
    """撤回: freely until a stage has answered, then with an office's consent."""

    free_until: str
    consent: Seat
    note: Note = UNSAID


@dataclass(frozen=True)
class Source:
    key: str
    title: Text
    issuer: str = ""
    date: str = ""
    seen: str = ""


@dataclass(frozen=True)
class Policy:
    """One policy as published; ``text`` is the policy, everything else is read from it."""

    key: str
    title: Text
    process: str
    sources: Mapping[str, Source]
    tracks: Mapping[str, Track]
    stages: Mapping[str, Stage]  # in order
    outcomes: Mapping[str, Outcome]
    notes: tuple[Text, ...] = ()
    eligibility: Mapping[str, Clause] = field(default_factory=dict)
    vetoes: Mapping[str, Veto] = field(default_factory=dict)
    places: Places | None = None
    per_unit: PerUnit | None = None
    caps: Mapping[str, Cap] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    limits: Limits | None = None
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    gradings: Mapping[str, Grades] = field(default_factory=dict)
    materials: Mapping[str, Material] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    dates: Mapping[str, Text] = field(default_factory=dict)  # a campaign gives each its day
    windows: Mapping[str, Window] = field(default_factory=dict)
    conflicts: Conflicts | None = None
    withdrawal: Withdrawal | None = None
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    text: str = ""
    digest: str = ""  # sha256 of the text, hexadecimal
    lines: Mapping[str, int] = field(default_factory=dict)  # "stages.notice" → line of the text

    @property
    def first(self) -> Stage:
        return next(iter(self.stages.values()))

    @property
    def rankers(self) -> dict[str, Stage]:
        """The stages that rank, each by a rule it names."""
        return {key: stage for key, stage in self.stages.items() if stage.kind == "ranking"}

    @property
    def graders(self) -> dict[str, Stage]:
        """The stages that grade, each by a rule it names."""
        return {key: stage for key, stage in self.stages.items() if stage.kind == "grading"}

    def goes_back(self, stage: str, *, to: str) -> bool:
        """Tell whether a move takes back what was gained from ``to`` onward."""
        order = list(self.stages)
        return to in self.stages and order.index(to) <= order.index(stage)

    def clauses(self) -> Iterator[tuple[str, Clausal]]:
        """Give every clause that must say where it comes from, with its path in the text."""
        sections: dict[str, Mapping[str, Clausal]] = {
            "windows": self.windows,
            "eligibility": self.eligibility,
            "vetoes": self.vetoes,
            "stages": self.stages,
            "outcomes": self.outcomes,
            "scores": self.sheets,
            "ranking": self.rankings,
            "grades": self._grades(),
            "benefits": self.benefits,
            "materials": self.materials,
            "triggers": self.triggers,
            "quotas": self._quotas(),
            "": {key: said for key, said in self._alone().items() if said is not None},
        }
        for section, clauses in sections.items():
            for key, clause in clauses.items():
                yield f"{section}.{key}".lstrip("."), clause

    def assumptions(self) -> list[tuple[str, str]]:
        """List what no source says and a named person has to confirm: the path of the clause, and why it is so."""
        return [(path, clause.note.assumed) for path, clause in self.clauses() if clause.note.assumed]

    def _alone(self) -> dict[str, Clausal | None]:
        return {"limits": self.limits, "conflicts": self.conflicts, "withdrawal": self.withdrawal}

    def _grades(self) -> dict[str, Clausal]:
        rules = self.gradings.items()
        apart = {f"{key}.apart.{grade.key}": grade for key, rule in rules for grade in rule.apart}
        graded = {f"{key}.grades.{grade.key}": grade for key, rule in rules for grade in rule.grades}
        return {**apart, **graded}

    def _quotas(self) -> dict[str, Clausal]:
        quotas: dict[str, Clausal | None] = {"places": self.places, "per_unit": self.per_unit}
        quotas |= {f"caps.{key}": cap for key, cap in self.caps.items()}
        return {key: quota for key, quota in quotas.items() if quota is not None}
