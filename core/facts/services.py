"""事实: what is said about a person or an organisation, from when it is true and since when it is known."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.facts.models import Fact, FactQuerySet
from core.organisations.models import Organisation
from core.papers.models import Paper
from core.people.models import Person, User
from core.record.models import Event
from core.record.services import record

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
    """Put a dated statement on file; without an ``event`` that it rests on, one is recorded at the unit."""
    _check_days(true_from, until=true_until)
    fact = Fact(kind=kind, value=value, detail=detail or {}, true_from=true_from, true_until=true_until, known_from=now)
    fact.district_id, fact.event = about.district_id, event  # type: ignore[assignment]
    fact.person, fact.organisation = (about, None) if isinstance(about, Person) else (None, about)
    fact.event = event or _recorded("fact.established", fact, by=by, now=now)
    fact.save()
    fact.papers.set(papers)
    return fact


@transaction.atomic
def correct(fact: Fact, *, by: User | None, now: dt.datetime, reason: str, **changes: Any) -> Fact:
    """Replace a statement by a corrected one; what was known before stays readable.

    ``changes`` are any of value, true_from, true_until, detail. Conflict where it was corrected already.
    """
    if unknown := changes.keys() - CORRECTABLE:
        raise TypeError(f"A correction cannot change {', '.join(sorted(unknown))}.")
    if not reason.strip():
        raise Refused(_("Say why the statement is corrected."))
    old = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if old.known_until:
        raise Conflict(_("This statement was corrected already. Look at the newer one."))
    kept = {name: getattr(old, name) for name in CORRECTABLE | {"district_id", "person", "organisation", "kind"}}
    new = Fact(**kept | changes, known_from=now)
    _check_days(new.true_from, until=new.true_until)
    new.event = _recorded("fact.corrected", new, by=by, now=now, replaces=old.pk, reason=reason)
    new.save()
    new.papers.set(old.papers.all())
    fact.known_until = now
    fact.save(update_fields=["known_until"])
    return new


def facts_about(thing: Person | Organisation, *, known_at: dt.datetime) -> FactQuerySet:
    """Return what was known about a person or an organisation at a moment; narrow to a day with ``.on(day)``."""
    return Fact.objects.about(thing).known(known_at)


def _check_days(true_from: dt.date, *, until: dt.date | None) -> None:
    if until and until < true_from:
        days = {"until": until, "day": true_from}
        raise Refused(_("A statement cannot end (%(until)s) before it begins (%(day)s).") % days)


def _recorded(verb: str, fact: Fact, *, by: User | None, now: dt.datetime, **more: Any) -> Event:
    days = {"true_from": str(fact.true_from), "true_until": str(fact.true_until) if fact.true_until else None}
    unit = fact.organisation or fact.person.organisation  # type: ignore[union-attr]
    told = {"kind": fact.kind, "value": fact.value, "detail": fact.detail, "person": fact.person_id}
    return record(verb, on=unit, by=by, now=now, **told, **days, **more)
