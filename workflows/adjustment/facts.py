"""What triggers and clauses of an adjustment may ask of a person, and the statements each answer rests on."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.processes import Fact
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
    "sanctioned": Fact("bool", _("Under a sanction")),
    "ethics_failed": Fact("bool", _("Breach of teacher ethics on file")),
    "fraud": Fact("bool", _("Fraud found")),
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
# Every kind of statement that is asked about below: where many files are read, no other is fetched.
KINDS = (
    *("review", "grade", "employment", "honour", "studio", "post", "sanction", "ethics_breach", "fraud"),
    *("redundant", "unplaced", "training_result", *GONE),
)


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


def _values(*kinds: str, only_standing: bool = False) -> Callable[[File], Read]:
    def read(file: File) -> Read:
        found = file.standing(*kinds) if only_standing else file.all(*kinds)
        return [fact.value for fact in found], found

    return read


def _any(*kinds: str, only_standing: bool = True) -> Callable[[File], Read]:
    def read(file: File) -> Read:
        found = file.standing(*kinds) if only_standing else file.all(*kinds)
        return bool(found), found

    return read


def _in_system(file: File) -> Read:
    """Nobody of whom no employment was ever on file has left: what is not known ends nothing."""
    found = file.all("employment")
    return (bool(file.standing("employment")) if found else None), found


def _post(file: File) -> Read:
    found = file.standing("post")[-1:]
    return (found[0].value if found else None), found


def _post_since(file: File) -> Read:
    found = file.standing("post")[-1:]
    return (str(found[0].true_from) if found else None), found


def _unplaced(file: File) -> Read:
    found = file.all("unplaced")
    return [str(fact.detail.get("policy", "")) for fact in found], found


READ: dict[str, Callable[[File], Read]] = {
    "reviews": _values("review"),
    "grades": _values("grade"),
    "in_system": _in_system,
    "gone": _any(*GONE, only_standing=False),
    "honours": _values("honour", only_standing=True),
    "honour_over": lambda file: (bool(file.over("honour")), file.over("honour")),
    "studios": _values("studio", only_standing=True),
    "post": _post,
    "post_since": _post_since,
    "sanctioned": _any("sanction"),
    "ethics_failed": _any("ethics_breach"),
    "fraud": _any("fraud", only_standing=False),
    "redundant": _any("redundant"),
    "unplaced": _unplaced,
    "training": _values("training_result"),
}


def told(file: File) -> tuple[dict[str, Any], dict[str, list[Statement]]]:
    """Return the facts of a file by name, and the statements that each of them rests on."""
    read = {name: reading(file) for name, reading in READ.items()}
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


def gather(person: Person, *, track: str, on: dt.date, now: dt.datetime) -> dict[str, Any]:
    """Return a person's facts as known now and true on a day; dates as ``YYYY-MM-DD``."""
    facts, _statements = told(file_of(person, on=on, now=now))
    return {**facts, "track": track}
