"""What was known at a moment, rebuilt from the record alone: pure functions over the bodies of events."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# An import tells many statements in one line; every other line tells one.
ESTABLISHED, CORRECTED, RETRACTED, IMPORTED = "fact.established", "fact.corrected", "fact.retracted", "files.imported"
VERBS = (ESTABLISHED, CORRECTED, RETRACTED, IMPORTED)


@dataclass(frozen=True)
class Statement:
    """A statement as the record tells it: its number, what it replaced, of whom it is, and what it rests on."""

    fact: int
    previous: int | None
    person: int | None
    organisation: int | None
    kind: str
    value: str
    detail: Mapping[str, Any]
    true_from: dt.date
    true_until: dt.date | None
    papers: tuple[str, ...]
    known_from: dt.datetime

    def is_true_on(self, day: dt.date) -> bool:
        """Tell whether it holds on a day; the last day counts."""
        return self.true_from <= day and (self.true_until is None or self.true_until >= day)


def replay(bodies: Iterable[str], *, until: dt.datetime) -> list[Statement]:
    """Return what was known at a moment, by number: put on file by then, and neither corrected nor taken back by then.

    ``bodies`` are those of events, in any order. Lines from before statements were numbered on the record are passed
    over: of those the table alone is the witness.
    """
    told = [json.loads(body) for body in bodies]
    known = [line for line in told if line["verb"] in VERBS and dt.datetime.fromisoformat(line["at"]) <= until]
    ended = {number for line in known for number in _ended(line)}
    stated = (statement for line in known for statement in _stated(line))
    return sorted((one for one in stated if one.fact not in ended), key=lambda one: one.fact)


def _ended(line: Mapping[str, Any]) -> Iterator[int]:
    details = line["details"]
    if line["verb"] == CORRECTED:
        yield details["replaces"]
    elif line["verb"] == RETRACTED:
        yield details["fact"]


def _stated(line: Mapping[str, Any]) -> Iterator[Statement]:
    if line["verb"] == RETRACTED:
        return
    at, details = dt.datetime.fromisoformat(line["at"]), line["details"]
    for one in details.get("facts", []) if line["verb"] == IMPORTED else [details]:
        if "fact" in one:
            yield _statement(one, at=at)


def _statement(told: Mapping[str, Any], *, at: dt.datetime) -> Statement:
    until = told["true_until"]
    return Statement(
        fact=told["fact"],
        previous=told.get("replaces"),
        person=told["person"],
        organisation=told["organisation"],
        kind=told["kind"],
        value=told["value"],
        detail=told["detail"],
        true_from=dt.date.fromisoformat(told["true_from"]),
        true_until=dt.date.fromisoformat(until) if until else None,
        papers=tuple(told["papers"]),
        known_from=at,
    )
