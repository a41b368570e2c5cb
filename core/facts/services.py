"""事实: what is said about a person or an organisation, from when it is true and since when it is known."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.facts import replay
from core.facts.models import Fact, FactQuerySet
from core.organisations.models import Organisation
from core.papers.models import Paper
from core.people.models import Person, User
from core.record.models import Event
from core.record.services import owner_of, record

CORRECTABLE = frozenset({"value", "true_from", "true_until", "detail"})


@transaction.atomic
def establish(
    kind: str,
    *,
    about: Person | Organisation,
    value: str,
    true_from: dt.date,
    true_until: dt.date | None = None,
    by: User | None,
    now: dt.datetime,
    event: Event | None = None,
    detail: dict[str, Any] | None = None,
    papers: Iterable[Paper] = (),
) -> Fact:
    """Put a dated statement on file, with a line that tells it whole.

    That line stands at the unit, or beside the ``event`` that the statement rests on: whoever gives one holds the lock
    of its chain.
    """
    _check_days(true_from, until=true_until)
    fact = Fact(kind=kind, value=value, detail=detail or {}, true_from=true_from, true_until=true_until, known_from=now)
    fact.district_id = about.district_id  # type: ignore[assignment]
    fact.person, fact.organisation = (about, None) if isinstance(about, Person) else (None, about)
    fact.save()
    papers = list(papers)
    fact.papers.add(*papers)
    chain = owner_of(event) if event else fact.unit
    told = told_of(fact, papers=[paper.digest for paper in papers])
    line = record(replay.ESTABLISHED, on=chain, by=by, now=now, **told)
    fact.event = event or line
    fact.save(update_fields=["event"])
    return fact


@transaction.atomic
def import_files(facts: Sequence[Fact], *, at: Organisation, by: User | None, now: dt.datetime) -> Event:
    """Put many statements on file at once, without papers, and tell them all in one line at their unit."""
    for fact in facts:
        _check_days(fact.true_from, until=fact.true_until)
        fact.known_from = now
    Fact.objects.bulk_create(facts)
    told = [told_of(fact, papers=()) for fact in facts]
    people = len({fact.person_id for fact in facts})
    event = record(replay.IMPORTED, on=at, by=by, now=now, people=people, facts=told)
    Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(event=event)
    return event


@transaction.atomic
def correct(
    fact: Fact,
    *,
    by: User | None,
    now: dt.datetime,
    reason: str,
    event: Event | None = None,
    papers: Iterable[Paper] = (),
    **changes: Any,
) -> Fact:
    """Replace a statement by a corrected one; what was known before stays readable.

    ``changes`` are any of value, true_from, true_until, detail; ``papers`` prove the correction. The line that tells it
    stands at the unit, or beside the ``event`` that brought it about. Conflict where it was corrected or taken back
    already.
    """
    if unknown := changes.keys() - CORRECTABLE:
        raise TypeError(f"A correction cannot change {', '.join(sorted(unknown))}.")
    if not reason.strip():
        raise Refused(_("Say why the statement is corrected."))
    old = _standing(fact)
    kept = {name: getattr(old, name) for name in CORRECTABLE | {"district_id", "person", "organisation", "kind"}}
    new = Fact(**kept | changes, known_from=now, previous=old)
    _check_days(new.true_from, until=new.true_until)
    new.save()
    new.papers.set([*old.papers.all(), *papers])
    told = {**told_of(new), "replaces": old.pk, "reason": reason}
    new.event = record(replay.CORRECTED, on=owner_of(event) if event else new.unit, by=by, now=now, **told)
    new.save(update_fields=["event"])
    _end(fact, by_line=new.event, now=now)
    return new


@transaction.atomic
def retract(fact: Fact, *, by: User | None, now: dt.datetime, reason: str) -> Fact:
    """Take back a statement that never was true; what was known before stays readable, and nothing replaces it."""
    if not reason.strip():
        raise Refused(_("Say why the statement is taken back."))
    old = _standing(fact)
    line = record(replay.RETRACTED, on=old.unit, by=by, now=now, **told_of(old), reason=reason)
    return _end(fact, by_line=line, now=now)


def facts_about(thing: Person | Organisation, *, known_at: dt.datetime) -> FactQuerySet:
    """Return what was known about a person or an organisation at a moment; narrow to a day with ``.on(day)``."""
    return Fact.objects.about(thing).known(known_at)


def lineage(fact: Fact) -> list[Fact]:
    """Return a statement with all that it replaced and all that replaced it, the first one first."""
    rows = Fact.objects.select_related("event__actor", "ended_by__actor")
    line = [fact]
    while line[0].previous_id:
        line.insert(0, rows.get(pk=line[0].previous_id))
    while later := rows.filter(previous=line[-1]).first():
        line.append(later)
    return line


def told_of(fact: Fact, *, papers: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a statement as the record tells it: enough to write its row again."""
    digests = fact.papers.values_list("digest", flat=True) if papers is None else papers
    return {
        "fact": fact.pk,
        "kind": fact.kind,
        "value": fact.value,
        "detail": fact.detail,
        "person": fact.person_id,
        "organisation": fact.organisation_id,
        "true_from": str(fact.true_from),
        "true_until": str(fact.true_until) if fact.true_until else None,
        "papers": sorted(digests),
    }


def _standing(fact: Fact) -> Fact:
    """Return a statement locked; Conflict where somebody ended it before."""
    old = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if old.known_until:
        raise Conflict(_("This statement was corrected or taken back already. Look at it again."))
    return old


def _end(fact: Fact, *, by_line: Event, now: dt.datetime) -> Fact:
    fact.known_until, fact.ended_by = now, by_line
    fact.save(update_fields=["known_until", "ended_by"])
    return fact


def _check_days(true_from: dt.date, *, until: dt.date | None) -> None:
    if until and until < true_from:
        days = {"until": until, "day": true_from}
        raise Refused(_("A statement cannot end (%(until)s) before it begins (%(day)s).") % days)
