"""Which adjustments, proposals and posts somebody may look at."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from approvals.access import visible_cases
from approvals.models import Campaign, Round
from approvals.policies.document import Track
from core.clock import day_of
from core.models import Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.services import appointments_of
from workflows.adjustment.models import Adjustment
from workflows.adjustment.rules import answers_for, is_competition
from workflows.adjustment.triggers import PROCESS

RELATIVE = {"school": "pk", "group": "parent"}


@dataclass(frozen=True)
class Opening:
    """A category of an open campaign in which somebody may propose, or a post for which they may enter."""

    campaign: Campaign
    track: Track

    @property
    def key(self) -> str:
        return f"{self.campaign.pk}-{self.track.key}"


def campaigns_of(district: int | None, *, now: dt.datetime | None = None) -> list[Campaign]:
    """Return a district's campaigns of this process; with ``now``, those that are open."""
    found = Campaign.objects.filter(district=district).select_related("version").order_by("pk")
    if now:
        found = found.filter(opens_on__lte=day_of(now), closes_at__gte=now)
    return [campaign for campaign in found if campaign.policy.process == PROCESS]


def reach(user: User, track: Track, *, on: dt.date, of: str = "organisation__") -> Q:
    """Return which schools' people a user's offices propose on a track; ``of`` is a prefix of the lookup."""
    reached = Q(**{f"{of}pk__in": []})
    for office in appointments_of(user, on=on):
        body = office.organisation
        for seat in track.nominated_by:
            if answers_for(seat, role=office.role, body=body):
                near = RELATIVE.get(seat.place)
                reached |= Q(**{f"{of}{near}": body.pk}) if near else Q(**{f"{of}district": body.district_id})
    return reached


def openings(user: User, *, now: dt.datetime) -> list[Opening]:
    """Return the categories of open campaigns in which a user may propose."""
    on = day_of(now)
    schools = Organisation.objects.filter(district=user.district_id, kind=Kind.SCHOOL)
    return [
        Opening(campaign, track)
        for campaign in campaigns_of(user.district_id, now=now)
        for track in campaign.policy.tracks.values()
        if schools.filter(reach(user, track, on=on, of="")).exists()
    ]


def people(user: User, opening: Opening, *, on: dt.date) -> QuerySet[Person]:
    """Return whom a user may propose in a category: the staff of the schools they answer for, never themselves."""
    staff = Person.objects.filter(reach(user, opening.track, on=on)).select_related("organisation")
    return staff.exclude(pk=user.person_id or 0).order_by("pinyin", "pk")


def adjustments_for(user: User, *, on: dt.date) -> QuerySet[Adjustment]:
    """Return the adjustments a user may look at: those whose case they see, and what their office is about to propose.

    Nothing of it is public; the person sees their own from the day it is handed in.
    """
    mine = Q(case__in=visible_cases(user).values("pk"))
    for campaign in campaigns_of(user.district_id):
        for track in campaign.policy.tracks.values():
            office = Q(campaign=campaign, track=track.key) & reach(user, track, on=on)
            mine |= office & ~Q(person=user.person_id) if user.person_id else office
    open_round = Round.objects.filter(process=OuterRef("case"), closed_at=None)
    return (
        Adjustment.objects.filter(mine, district=user.district_id)
        .select_related("person", "organisation", "campaign__version", "case", "target", "proposed_by")
        .annotate(stage_now=Subquery(open_round.values("stage")[:1]), due_now=Subquery(open_round.values("due_at")[:1]))
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Post:
    """A post that is competed for, and whether its conditions are met by whoever looks."""

    opening: Opening
    entry: Adjustment | None


def posts(person: Person | None, *, now: dt.datetime) -> list[Post]:
    """Return the posts of the rounds that are open in somebody's district, with their own entry in each round."""
    if person is None:
        return []
    rounds = [campaign for campaign in campaigns_of(person.district_id, now=now) if is_competition(campaign.policy)]
    entries = {entry.campaign_id: entry for entry in Adjustment.objects.filter(person=person, campaign__in=rounds)}
    return [
        Post(Opening(campaign, track), entries.get(campaign.pk))
        for campaign in rounds
        for track in campaign.policy.tracks.values()
    ]
