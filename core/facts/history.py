"""更正前后: a statement as it stands beside what it replaced, as somebody could know it at a moment."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.facts.models import Fact
from core.organisations.models import Organisation
from core.people.models import Person

CORRECTED = "fact.corrected"


@dataclass(frozen=True)
class Statement:
    """A fact on file at a moment, why it was corrected last, and its earlier versions, the newest first.

    What was taken off the file by then and replaced by nothing is a statement still, and says so.
    """

    fact: Fact
    reason: str
    earlier: tuple[Fact, ...]
    is_taken_back: bool = False


def statements(thing: Person | Organisation, *, known_at: dt.datetime, without: Iterable[str] = ()) -> list[Statement]:
    """Return what was said by a moment, each statement with what it had replaced by then; one query.

    ``without`` are kinds that the reader may not read.
    """
    rows = Fact.objects.about(thing).filter(known_from__lte=known_at).exclude(kind__in=list(without))
    facts = {fact.pk: fact for fact in rows.select_related("event__actor", "person")}
    replaced = {_correction(fact).get("replaces") for fact in facts.values()}
    return [
        _statement(fact, facts, is_taken_back=_is_over(fact, known_at))
        for fact in facts.values()
        if fact.pk not in replaced
    ]


def _statement(fact: Fact, facts: dict[int, Fact], *, is_taken_back: bool) -> Statement:
    return Statement(fact, _correction(fact).get("reason", ""), tuple(_before(fact, facts)), is_taken_back)


def _is_over(fact: Fact, known_at: dt.datetime) -> bool:
    return fact.known_until is not None and fact.known_until <= known_at


def _before(fact: Fact, facts: dict[int, Fact]) -> Iterable[Fact]:
    """Go back from a fact to what it replaced, and from there on."""
    earlier = facts.get(_correction(fact).get("replaces", 0))
    while earlier:
        yield earlier
        earlier = facts.get(_correction(earlier).get("replaces", 0))


def _correction(fact: Fact) -> dict[str, Any]:
    """Return what the record says of the correction that brought a fact; nothing where none did."""
    event = fact.event
    if event is None or event.verb != CORRECTED:
        return {}
    return json.loads(event.body)["details"]
