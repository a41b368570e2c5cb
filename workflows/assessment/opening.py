"""开展考核: everybody on a campaign's list, and their assessments opened one after the other.

Listing writes who is due and who is not, with the reason; opening takes the list up line by line, each in its own
transaction, so that a server that stops goes on where it was, and doing it twice opens nothing twice.
"""

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.campaigns.models import Campaign
from approvals.cases.services import start
from approvals.policies.document import Track
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Appointment, Fact, Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.roles import SCHOOL_LEADERS, Role
from core.organisations.services import holds, place
from core.record.services import record
from workflows.assessment.due import Due, Reason, due
from workflows.assessment.facts import gather, since, stays_of
from workflows.assessment.models import Assessment, Listed

logger = logging.getLogger(__name__)

BATCH = 50
ASKED = ("employment", "retired", "died", "post")
WORDS = {
    Reason.NEVER_THERE: gettext_lazy("Did not work in the district's units in the year."),
    Reason.LEFT: gettext_lazy("Left the district's units before the notice; not assessed."),
    Reason.RETIRED: gettext_lazy("Retired before the notice; not assessed."),
    Reason.DIED: gettext_lazy("Died; not assessed."),
    Reason.LEADER: gettext_lazy("Heads a unit; assessed as a leader by those who manage leaders."),
}


@dataclass(frozen=True)
class Progress:
    """How far the opening of a campaign has come."""

    waits: int
    opened: int
    held: int
    not_due: int

    @property
    def due(self) -> int:
        return self.waits + self.opened + self.held

    @property
    def percent(self) -> int:
        return 100 if not self.due else 100 * self.opened // self.due


def progress(campaign: Campaign) -> Progress:
    """Return how many are still to be opened, opened, held up and not due."""
    rows = Listed.objects.filter(campaign=campaign).order_by().values_list("standing").annotate(n=Count("pk"))
    counts = defaultdict(int, dict(rows))
    return Progress(counts["waits"], counts["open"], counts["held"], counts["not_due"])


def opener(user: User, campaign: Campaign) -> tuple[Track, Role, Organisation] | None:
    """Return the category a user may open for everybody, and the office they do it from; None without one.

    It is an office of the district and not of a school: somebody answers for the whole list.
    """
    for track in campaign.policy.tracks.values():
        for seat in track.nominated_by:
            body = place(seat.place, district=campaign.district, school=None)
            if seat.role and body and holds(user, Role(seat.role), body):
                return track, Role(seat.role), body
    return None


@transaction.atomic
def announce(
    campaign: Campaign, *, by: User, now: dt.datetime, bodies: bool = False, unit: Organisation | None = None
) -> Progress:
    """List everybody of the district, each due or not with the reason; whoever is listed already stays as they are.

    ``bodies`` lists the studios instead of the staff; ``unit`` only those who are at one unit.
    PermissionDenied without the office that opens for all.
    """
    office = opener(by, campaign)
    if office is None:
        raise PermissionDenied
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    lines = _bodies(campaign) if bodies else _people(campaign, unit=unit, now=now)
    common = {"district_id": campaign.district_id, "campaign": campaign, "track": office[0].key, "listed_by": by}
    fresh = [Listed(**common, **line) for line in lines]
    Listed.objects.bulk_create(fresh, batch_size=500)
    found = progress(campaign)
    if fresh:
        told = {"campaign": campaign.pk, "listed": len(fresh), "due": found.due, "not_due": found.not_due}
        record("assessment.announced", on=campaign.district, by=by, now=now, **told)
    return found


def _bodies(campaign: Campaign) -> list[dict]:
    listed = Listed.objects.filter(campaign=campaign, person=None).values("organisation")
    studios = Organisation.objects.filter(district=campaign.district_id, kind=Kind.STUDIO).exclude(pk__in=listed)
    return [{"organisation": studio} for studio in studios.order_by("pk")]


def _people(campaign: Campaign, *, unit: Organisation | None, now: dt.datetime) -> list[dict]:
    """Return a line for everybody who is not listed yet, from four questions however many they are."""
    listed = Listed.objects.filter(campaign=campaign).exclude(person=None).values("person")
    people = Person.objects.filter(district=campaign.district_id).exclude(pk__in=listed).select_related("organisation")
    people = people.filter(organisation=unit) if unit else people
    leaders = _leaders(campaign, now=now)
    facts = defaultdict[int | None, list[Fact]](list)
    for fact in Fact.objects.known(now).filter(district=campaign.district_id, kind__in=ASKED):
        facts[fact.person_id].append(fact)
    units = {unit.name: unit for unit in Organisation.objects.filter(district=campaign.district_id)}
    return [
        _line(person, facts[person.pk], campaign, units, is_leader=person.pk in leaders)
        for person in people.order_by("organisation", "pk")
    ]


def _leaders(campaign: Campaign, *, now: dt.datetime) -> set[int]:
    """Return who heads a unit today, or is its secretary."""
    posts = Appointment.objects.in_force(day_of(now)).filter(district=campaign.district_id, role__in=SCHOOL_LEADERS)
    return set(posts.exclude(user__person=None).values_list("user__person", flat=True))


def _line(
    person: Person, facts: list[Fact], campaign: Campaign, units: dict[str, Organisation], *, is_leader: bool
) -> dict:
    answer = due(
        [stay for stay in stays_of(facts) if stay.unit in units],
        first=campaign.term_from,
        last=campaign.term_until,
        announced=campaign.opens_on,
        retired=since(facts, "retired"),
        died=since(facts, "died"),
        is_leader=is_leader or _leads(facts, on=campaign.term_until),
    )
    if not isinstance(answer, Due):
        words = str(WORDS[answer])
        return {
            "person": person,
            "organisation": person.organisation,
            "standing": Listed.Standing.NOT_DUE,
            "words": words,
        }
    return {
        "person": person,
        "organisation": units[answer.unit],
        "other_unit": units[answer.other] if answer.other else None,
    }


def _leads(facts: list[Fact], *, on: dt.date) -> bool:
    posts = [fact for fact in facts if fact.kind == "post" and fact.true_from <= on]
    return any(fact.detail.get("head") for fact in posts if fact.true_until is None or fact.true_until >= on)


def open_batch(campaign: Campaign, *, now: dt.datetime, limit: int = BATCH) -> int:
    """Open the next assessments of a campaign's list, each by itself; return how many were opened."""
    waiting = Listed.objects.filter(campaign=campaign, standing=Listed.Standing.WAITS)
    return sum(_open(pk, now=now) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:limit]))


def open_waiting(now: dt.datetime) -> int:
    """Go on opening every campaign whose list waits, a batch each; a sweep, harmless to repeat."""
    waiting = Campaign.objects.filter(listed__standing=Listed.Standing.WAITS).distinct()
    return sum(open_batch(campaign, now=now) for campaign in waiting.select_related("version", "district"))


@transaction.atomic
def try_again(campaign: Campaign, *, by: User, now: dt.datetime) -> int:
    """Take up again what was held up, once its cause is mended."""
    if opener(by, campaign) is None:
        raise PermissionDenied
    held = Listed.objects.filter(campaign=campaign, standing=Listed.Standing.HELD)
    return held.update(standing=Listed.Standing.WAITS, words="")


def _open(pk: int, *, now: dt.datetime) -> int:
    """Open one line; what hinders it is written beside it and holds up no other."""
    try:
        with transaction.atomic():
            return _opened(pk, now=now)
    except (Refused, Conflict, PermissionDenied) as refusal:
        words = getattr(refusal, "message", "") or _("Whoever announced it no longer holds the office for it.")
        Listed.objects.filter(pk=pk, standing=Listed.Standing.WAITS).update(standing=Listed.Standing.HELD, words=words)
        logger.warning("The assessment of line %s cannot open: %s", pk, refusal)
        return 0


def _opened(pk: int, *, now: dt.datetime) -> int:
    rows = Listed.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign__version", "campaign__district", "organisation", "other_unit", "person__user", "listed_by"
    )
    line = rows.get(pk=pk)
    if line.standing != Listed.Standing.WAITS:
        return 0
    office = opener(line.listed_by, line.campaign)
    if office is None:
        raise PermissionDenied
    begin(line, nominator=office[1:], by=line.listed_by, now=now)
    line.standing = Listed.Standing.OPEN
    line.save(update_fields=["standing"])
    return 1


def begin(line: Listed, *, nominator: tuple[Role, Organisation], by: User, now: dt.datetime) -> Assessment:
    """Begin the assessment of one line and put it on its road."""
    assessment = Assessment.objects.create(
        district_id=line.district_id,
        campaign=line.campaign,
        organisation=line.organisation,
        other_unit=line.other_unit,
        person=line.person,
        track=line.track,
        opened_at=now,
    )

    def _tie(case) -> None:
        assessment.case = case
        assessment.save(update_fields=["case"])

    start(
        line.campaign,
        track=line.track,
        organisation=line.organisation,
        person=line.person,
        nominator=nominator,
        facts=gather(assessment, now=now),
        bind=_tie,
        by=by,
        now=now,
    )
    return assessment
