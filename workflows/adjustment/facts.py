"""What triggers and clauses of an adjustment may ask of a person, and the statements each answer rests on."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.processes import Fact, Gathered
from core.facts.kinds import FactKind, register
from core.facts.services import facts_about
from core.models import Fact as Statement
from core.models import Person

FACTS = {
    "reviews": Fact("list<string>", _("Annual reviews")),
    "grades": Fact("list<string>", _("Grades of assessments")),
    "in_system": Fact("bool", _("Employed in the district's schools")),
    "gone": Fact("bool", _("Died or retired")),
    "honours": Fact("list<string>", _("Honours held")),
    "honour_over": Fact("bool", _("An honour whose term is over")),
    "studios": Fact("list<string>", _("Studios led")),
    "post": Fact("string", _("Post")),
    "post_since": Fact("date", _("In post since")),
    "sanctioned": Fact("bool", _("Under a sanction"), is_sensitive=True),
    "ethics_failed": Fact("bool", _("Breach of teacher ethics on file"), is_sensitive=True),
    "fraud": Fact("bool", _("Fraud found"), is_sensitive=True),
    "redundant": Fact("bool", _("Post to be given up")),
    "unplaced": Fact("list<string>", _("Rounds that placed nobody in a post")),
    "training": Fact("list<string>", _("Results of training")),
    "measured_on": Fact("date", _("Measured on")),
    "track": Fact("string", _("Category")),
}
# What makes an adjustment one of conduct, and what makes it end by itself: the law treats these differently.
CONDUCT = frozenset({"sanctioned", "ethics_failed", "fraud"})
LEFT = frozenset({"in_system", "gone"})
TERM = frozenset({"honour_over"})
GONE = ("died", "retired")


@dataclass(frozen=True)
class File:
    """What is known of one person, as it concerns one day."""

    person: Person
    known: tuple[Statement, ...]
    on: dt.date

    def all(self, *kinds: str) -> list[Statement]:
        """Return the statements of some kinds that had come true by the day, whether they still are or not."""
        return [fact for fact in self.known if fact.kind in kinds and fact.true_from <= self.on]

    def standing(self, *kinds: str) -> list[Statement]:
        """Return those that are true on the day; the last day counts."""
        return [fact for fact in self.all(*kinds) if fact.true_until is None or fact.true_until >= self.on]

    def over(self, kind: str) -> list[Statement]:
        """Return those whose last day has passed and that nobody has ended yet."""
        past = [fact for fact in self.all(kind) if fact.true_until and fact.true_until < self.on]
        return [fact for fact in past if "ended" not in fact.detail]


Read = tuple[Any, list[Statement]]


def _values(file: File, *kinds: str) -> Read:
    found = file.all(*kinds)
    return [fact.value for fact in found], found


def _values_standing(file: File, *kinds: str) -> Read:
    found = file.standing(*kinds)
    return [fact.value for fact in found], found


def _any(file: File, *kinds: str) -> Read:
    return bool(found := file.all(*kinds)), found


def _any_standing(file: File, *kinds: str) -> Read:
    return bool(found := file.standing(*kinds)), found


def _any_over(file: File, kind: str) -> Read:
    return bool(found := file.over(kind)), found


def _in_system(file: File, kind: str) -> Read:
    """Nobody of whom no employment was ever on file has left: what is not known ends nothing."""
    found = file.all(kind)
    return (bool(file.standing(kind)) if found else None), found


def _last(file: File, kind: str) -> Read:
    found = file.standing(kind)[-1:]
    return (found[0].value if found else None), found


def _last_since(file: File, kind: str) -> Read:
    found = file.standing(kind)[-1:]
    return (str(found[0].true_from) if found else None), found


def _policies(file: File, kind: str) -> Read:
    found = file.all(kind)
    return [str(fact.detail.get("policy", "")) for fact in found], found


# How each fact is read, and from which kinds of statement.
READ: dict[str, tuple[Callable[..., Read], tuple[str, ...]]] = {
    "reviews": (_values, ("review",)),
    "grades": (_values, ("grade",)),
    "in_system": (_in_system, ("employment",)),
    "gone": (_any, GONE),
    "honours": (_values_standing, ("honour",)),
    "honour_over": (_any_over, ("honour",)),
    "studios": (_values_standing, ("studio",)),
    "post": (_last, ("post",)),
    "post_since": (_last_since, ("post",)),
    "sanctioned": (_any_standing, ("sanction",)),
    "ethics_failed": (_any_standing, ("ethics_breach",)),
    "fraud": (_any, ("fraud",)),
    "redundant": (_any_standing, ("redundant",)),
    "unplaced": (_policies, ("unplaced",)),
    "training": (_values, ("training_result",)),
}
# Where many files are read, no other kind of statement is fetched.
KINDS = frozenset(kind for _reading, kinds in READ.values() for kind in kinds)


def read_from(kinds: Iterable[str]) -> set[str]:
    """Return the names of the facts that are read from some kinds of statement."""
    return {name for name, (_reading, asked) in READ.items() if not set(asked).isdisjoint(kinds)}


def told(file: File) -> tuple[dict[str, Any], dict[str, list[Statement]]]:
    """Return the facts of a file by name, and the statements that each of them rests on."""
    read = {name: reading(file, *kinds) for name, (reading, kinds) in READ.items()}
    facts = {name: value for name, (value, _found) in read.items()}
    return {**facts, "measured_on": str(file.on)}, {name: found for name, (_value, found) in read.items()}


def file_of(person: Person, *, on: dt.date, now: dt.datetime) -> File:
    """Return one person's file as known now."""
    return File(person, tuple(facts_about(person, known_at=now)), on)


def files_of(people: Iterable[Person], *, on: dt.date, now: dt.datetime) -> list[File]:
    """Return many people's files in one question to the database."""
    found: dict[int, list[Statement]] = {}
    everybody = list(people)
    for fact in Statement.objects.filter(person__in=everybody, kind__in=KINDS).known(now).order_by("true_from", "pk"):
        found.setdefault(fact.person_id, []).append(fact)  # type: ignore[arg-type]  # filtered by person
    return [File(person, tuple(found.get(person.pk, ())), on) for person in everybody]


def gather(person: Person, *, track: str, on: dt.date, now: dt.datetime, grounds: Iterable[str] = ()) -> Gathered:
    """Return a person's facts as known now and true on a day; dates as ``YYYY-MM-DD``."""
    facts, statements = told(file_of(person, on=on, now=now))
    rests_on = {name: [fact.pk for fact in found] for name, found in statements.items()}
    return Gathered({**facts, "track": track}, rests_on=rests_on, grounds=grounds)


def register_kinds() -> None:
    """Make the kinds of statement known that only adjustment asks for or puts on file; what went badly is read by few.

    Who was placed nowhere or trains meanwhile has done nothing wrong, and is not to be shown around for it.
    """
    register(
        FactKind("grade", _("Grade of an assessment"), is_of_a_day=True),
        FactKind("allowance", _("Allowance")),
        FactKind("studio", _("Studio led")),
        FactKind("redundant", _("Post to be given up")),
        FactKind("fraud", _("Fraud found"), is_sensitive=True),
        FactKind("unplaced", _("Placed nowhere by a round"), is_sensitive=True, is_of_a_day=True),
        FactKind("training", _("Training while waiting for a post"), is_sensitive=True),
        FactKind("training_result", _("Result of training"), is_sensitive=True, is_of_a_day=True),
    )
