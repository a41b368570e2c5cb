"""触发: what the facts bring up by themselves. A sweep writes proposals; people decide what becomes of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from approvals.models import Campaign
from approvals.policies.document import Seat
from approvals.policies.expressions import evaluate, names_in
from approvals.policies.triggers import Trigger
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.models import Fact, Organisation, Person
from core.organisations.roles import Role
from core.record.services import record
from workflows.adjustment.facts import File, files_of, told
from workflows.adjustment.models import Look, Proposal
from workflows.adjustment.rules import cause_of

PROCESS = "adjustment"
BATCH = 500


@dataclass(frozen=True)
class Find:
    """A trigger that holds of somebody, the facts that made it hold, and the statements they rest on."""

    file: File
    trigger: Trigger
    facts: dict[str, Any]
    rests_on: tuple[Fact, ...]

    @property
    def cause(self) -> str:
        return cause_of(self.trigger.key, rests_on=self.rests_on)


def finds(files: Iterable[File], *, triggers: Iterable[Trigger]) -> Iterator[Find]:
    """Give every trigger that holds of a file; what is not known brings up nobody. Pure."""
    listed = [(trigger, names_in(trigger.test)) for trigger in triggers]
    for file in files:
        facts, statements = told(file)
        if facts["gone"]:
            continue
        for trigger, names in listed:
            asked = {name: facts.get(name) for name in names}
            if evaluate(trigger.test, asked) is True:
                rests_on = {fact.pk: fact for name in names for fact in statements.get(name, ())}
                yield Find(file, trigger, asked, tuple(rests_on.values()))


def propose_due(now: dt.datetime) -> int:
    """Propose whom the triggers of the open campaigns bring up; a sweep, harmless to repeat.

    Everybody's file is read once a day, since days pass, and in between those to which something was added.
    """
    today = day_of(now)
    opened = Campaign.objects.filter(opens_on__lte=today, closes_at__gte=now).select_related("version", "look")
    campaigns = [campaign for campaign in opened if campaign.policy.process == PROCESS and campaign.policy.triggers]
    return sum(_look(campaign, now=now) for campaign in campaigns)


@transaction.atomic
def _look(campaign: Campaign, *, now: dt.datetime) -> int:
    """Read the files that a campaign has not read yet; two sweeps at once read one after the other."""
    Look.objects.get_or_create(campaign=campaign, defaults={"district_id": campaign.district_id})
    look = Look.objects.select_for_update().get(campaign=campaign)
    facts = Fact.objects.filter(district=campaign.district_id)
    newest = facts.aggregate(newest=Max("pk"))["newest"] or 0
    people = Person.objects.filter(district=campaign.district_id)
    if look.day == day_of(now):
        if newest <= look.statement:
            return 0
        people = people.filter(facts__pk__gt=look.statement).distinct()
    found = sum(_propose(batch, campaign=campaign, now=now) for batch in _batches(people))
    look.day, look.statement = day_of(now), newest
    look.save()
    return found


def _batches(people) -> Iterator[list[Person]]:
    last = 0
    while batch := list(people.filter(pk__gt=last).select_related("organisation__parent").order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _propose(people: list[Person], *, campaign: Campaign, now: dt.datetime) -> int:
    """Write the proposals of a batch; how many questions that takes does not depend on how many people it has."""
    files = files_of(people, on=day_of(now), now=now)
    found = list(finds(files, triggers=campaign.policy.triggers.values()))
    known = Proposal.objects.filter(person__in=[find.file.person for find in found])
    before = set(known.values_list("person", "trigger", "cause"))
    fresh = [find for find in found if (find.file.person.pk, find.trigger.key, find.cause) not in before]
    return _write(fresh, campaign=campaign, now=now) if fresh else 0


def _write(fresh: list[Find], *, campaign: Campaign, now: dt.datetime) -> int:
    bodies = {body.code: body for body in Organisation.objects.filter(district=campaign.district_id, kind__in=_KINDS)}
    calendar = load_calendar()
    rows = []
    for find in fresh:
        office = _office(find, campaign=campaign, bodies=bodies)
        if office is None:
            continue
        row = Proposal(
            district_id=campaign.district_id,
            campaign=campaign,
            person=find.file.person,
            trigger=find.trigger.key,
            cause=find.cause,
            facts=find.facts,
            role=office[0],
            office=office[1],
            found_at=now,
            due_at=end_of(find.trigger.within.end(day_of(now), calendar)),
        )
        rows.append((row, find))
    Proposal.objects.bulk_create([row for row, _find in rows])
    through = Proposal.rests_on.through
    through.objects.bulk_create(
        through(proposal_id=row.pk, fact_id=fact.pk) for row, find in rows for fact in find.rests_on
    )
    _record(rows, campaign=campaign, now=now)
    return len(rows)


_KINDS = ("district", "bureau", "section", "outside", "committee")


def _office(find: Find, *, campaign: Campaign, bodies: dict[str, Organisation]) -> tuple[Role, Organisation] | None:
    """Return the office that answers a proposal: the first that its track names, or any track of the policy."""
    tracks = campaign.policy.tracks
    track = tracks[find.trigger.proposes] if find.trigger.proposes else next(iter(tracks.values()))
    return next(filter(None, (_body(seat, find.file.person, bodies) for seat in track.nominated_by)), None)


def _body(seat: Seat, person: Person, bodies: dict[str, Organisation]) -> tuple[Role, Organisation] | None:
    near = {"school": person.organisation, "group": person.organisation.parent}
    body = near.get(seat.place) or bodies.get(seat.place)
    return (Role(seat.role), body) if seat.role and body else None


def _record(rows: list[tuple[Proposal, Find]], *, campaign: Campaign, now: dt.datetime) -> None:
    """Put what was found on the record, one line an office; the record is a chain, and each line costs a link."""
    by_office: dict[int, list[Proposal]] = {}
    for row, _find in rows:
        by_office.setdefault(row.office_id, []).append(row)
    for listed in by_office.values():
        told_of = [{"person": row.person_id, "trigger": row.trigger, "facts": row.facts} for row in listed]
        record("adjustment.found", on=listed[0].office, by=None, now=now, campaign=campaign.pk, found=told_of)
