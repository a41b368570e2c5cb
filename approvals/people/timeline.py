"""人才档案时间线: facts of all kinds and cases of all processes in one line, the newest first."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.access import visible_cases
from approvals.cases.models import Case
from approvals.cases.progress import outcome_words
from approvals.people.sources import Source, cases_behind, sources_of
from approvals.processes import process
from core.clock import day_of
from core.corrections.models import Rectification
from core.facts.history import Statement, statements
from core.facts.kinds import HONOUR, is_of_a_day, kind_words, sensitive_kinds
from core.models import Fact, Person, User
from core.people.readers import hidden_kinds

CASE = "case"
SOON = dt.timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """One line of a file: what is said, for which time, how it stands, what it rests on, and what it was before."""

    on: dt.date
    kind: str
    title: str
    label: str
    fact: Fact | None = None
    statement: Statement | None = None
    word: str = ""
    tone: str = "plain"
    source: Source | None = None
    earlier: tuple[tuple[Fact, Source | None], ...] = ()
    asked: Rectification | None = None

    @property
    def is_of_a_day(self) -> bool:
        """Whether it is said of one day and not of a time; a review that names its year is said of the year."""
        return self.fact is None or (is_of_a_day(self.kind) and self.fact.true_until is None)

    @property
    def is_decided(self) -> bool:
        """Whether a decision changed it last, and not whoever keeps the files."""
        return self.fact is not None and bool(self.earlier) and bool(cases_behind([self.fact]))


@dataclass(frozen=True)
class File:
    """A person's file as a reader may see it: what stood on it at a moment, and the cases they may open."""

    person: Person
    entries: tuple[Entry, ...]
    as_of: dt.date

    @property
    def honours(self) -> list[Entry]:
        """The honours with their validity, those in force first."""
        found = [entry for entry in self.entries if entry.kind == HONOUR and not _is_taken_back(entry)]
        return sorted(found, key=lambda entry: entry.tone == "plain")

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Which kinds of entries there are: the key, the word and how many."""
        labels = {entry.kind: entry.label for entry in self.entries}
        counted = [entry.kind for entry in self.entries]
        return [(key, label, counted.count(key)) for key, label in sorted(labels.items(), key=_order)]

    def standing(self, kind: str) -> list[Fact]:
        """Return the facts of a kind that are true on the day of the file, the newest first."""
        said = [entry for entry in self.entries if entry.kind == kind and not _is_taken_back(entry)]
        facts = [entry.fact for entry in said if entry.fact]
        return [fact for fact in facts if _holds(fact, self.as_of)]


def _is_taken_back(entry: Entry) -> bool:
    return entry.statement is not None and entry.statement.is_taken_back


def _order(item: tuple[str, str]) -> tuple[bool, str]:
    return item[0] != CASE, item[0]


def file_of(person: Person, *, reader: User, now: dt.datetime, known_at: dt.datetime | None = None) -> File:
    """Return a person's file as a reader may see it, as it stood at a moment; a fixed number of queries.

    Cases that the reader may not open are not listed; a fact that rests on one says so without a link.
    """
    at = known_at or now
    said = statements(person, known_at=at, without=hidden_kinds(reader, person))
    told = [fact for statement in said for fact in (statement.fact, *statement.earlier)]
    behind = cases_behind(told)
    open_to_reader = _cases(visible_cases(reader).filter(Q(person=person) | Q(pk__in=behind), created__lte=at))
    sources = sources_of(told, visible=open_to_reader, reader=reader)
    asked = _asked(person, reader=reader)
    entries = [
        *_facts(said, on=day_of(at), sources=sources, asked=asked),
        *(_case(case, at=at) for case in open_to_reader if case.person_id == person.pk),
    ]
    entries.sort(key=lambda entry: (entry.on, entry.fact.pk if entry.fact else 0), reverse=True)
    return File(person, tuple(entries), day_of(at))


def _facts(
    said: list[Statement], *, on: dt.date, sources: dict[int, Source], asked: dict[int, Rectification]
) -> Iterator[Entry]:
    for statement in said:
        fact = statement.fact
        word, tone = (pgettext("fact", "Taken back"), "late") if statement.is_taken_back else validity(fact, on=on)
        yield Entry(
            on=fact.true_from,
            kind=fact.kind,
            title=fact.value,
            label=kind_words(fact.kind),
            fact=fact,
            statement=statement,
            word=word,
            tone=tone,
            source=sources.get(fact.pk),
            earlier=tuple((before, sources.get(before.pk)) for before in statement.earlier),
            asked=asked.get(fact.pk),
        )


def validity(fact: Fact, *, on: dt.date) -> tuple[str, str]:
    """Return in a word, with its tone, whether a fact is in force on a day; none for what never ends or is of a day."""
    if is_of_a_day(fact.kind):
        return "", "plain"
    if fact.true_from > on:
        return _("Not in force yet"), "plain"
    if fact.true_until and fact.true_until < on:
        return _("Ended"), "plain"
    if fact.true_until and fact.true_until - on <= SOON:
        return _("Ends soon"), "soon"
    if fact.kind in sensitive_kinds():
        return _("In force"), "soon"
    return (_("In force"), "good") if fact.true_until or fact.kind == HONOUR else ("", "plain")


def _holds(fact: Fact, on: dt.date) -> bool:
    return fact.true_from <= on and (fact.true_until is None or fact.true_until >= on)


def _cases(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.select_related("campaign", "version", "organisation", "person"))


def _case(case: Case, *, at: dt.datetime) -> Entry:
    """Return a case as it stood at a moment: over with an outcome, or under way."""
    policy = case.policy
    is_over = case.finished is not None and case.finished <= at
    outcome = policy.outcomes.get(case.outcome)
    return Entry(
        on=day_of(case.created),
        kind=CASE,
        title=f"{case.campaign} · {policy.tracks[case.track].title}",
        label=_("Case"),
        word=outcome_words(case) if is_over else _("Under way"),
        tone=("good" if outcome and outcome.good else "plain") if is_over else "info",
        source=Source(f"{process(policy.process).title} · {case.number}", case=case.pk),
    )


def _asked(person: Person, *, reader: User) -> dict[int, Rectification]:
    """Return the open requests for correction by fact, for who may know of them."""
    if not (reader.person_id == person.pk or reader.has_perm("core.correct_file", person)):
        return {}
    return {asked.fact_id: asked for asked in Rectification.objects.waiting().filter(person=person)}


def of_kind(entries: Iterable[Entry], kind: str) -> list[Entry]:
    """Return the entries of one kind; all of them where no kind is asked for."""
    return [entry for entry in entries if not kind or entry.kind == kind]
