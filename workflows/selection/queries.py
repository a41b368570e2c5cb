"""What somebody who puts people forward looks at: open categories, the quotas, their schools' nominations."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from approvals.campaigns.services import balance
from approvals.models import Campaign, Case, Round
from approvals.policies.document import Track
from approvals.policies.models import versions_in
from core.clock import day_of
from core.models import Organisation, Person, User
from core.organisations.models import Kind
from workflows.selection.models import Nomination
from workflows.selection.rules import is_seat, offices_of, reach

PROCESS = "selection"


@dataclass(frozen=True)
class Opening:
    """A category of an open campaign, and the schools whose people a user may put forward in it."""

    campaign: Campaign
    track: Track
    schools: tuple[Organisation, ...]

    @property
    def key(self) -> str:
        return f"{self.campaign.pk}-{self.track.key}"

    def people(self, *, user: User) -> QuerySet[Person]:
        """Return whom the user may put forward: the staff of those schools, never themselves."""
        staff = Person.objects.filter(organisation__in=self.schools).select_related("organisation")
        own = [user.person_id] if user.person_id else []
        return staff.exclude(pk__in=own).order_by("pinyin", "pk")


@dataclass(frozen=True)
class Quota:
    """How much of a category one school has used, and what is left of it in the district; None where nothing limits."""

    opening: Opening
    school: Organisation
    used: int
    most: int | None
    places: int | None
    left: int | None

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.used >= self.most


def openings(user: User, *, now: dt.datetime) -> list[Opening]:
    """Return the categories in which a user may put people forward now."""
    today, district = day_of(now), user.district_id
    offices = offices_of(user, on=today)
    campaigns = Campaign.objects.filter(district=district, opens_on__lte=today, closes_at__gte=now)
    found = [
        Opening(campaign, track, tuple(_schools(offices, track=track, district=district)))
        for campaign in campaigns.select_related("version").order_by("closes_at", "pk")
        if campaign.policy.process == PROCESS
        for track in campaign.policy.tracks.values()
    ]
    return [opening for opening in found if opening.schools]


def _schools(offices: list[tuple[str, Organisation]], *, track: Track, district: int | None) -> QuerySet[Organisation]:
    schools = Organisation.objects.filter(district=district, kind=Kind.SCHOOL)
    return schools.filter(reach(offices, seats=track.nominated_by)).order_by("pk")


def quotas(opened: list[Opening]) -> list[Quota]:
    """Return a line a category and school, with what the school has used."""
    used = _used([opening.campaign for opening in opened])
    lines = []
    for opening in opened:
        policy, track = opening.campaign.policy, opening.track.key
        places = policy.places.by_track.get(track) if policy.places else None
        left = max(balance(opening.campaign, track=track), 0) if places is not None else None
        most = policy.per_unit.max if policy.per_unit else None
        for school in opening.schools:
            count = used.get((opening.campaign.pk, school.pk, track), 0)
            lines.append(Quota(opening, school, count, most, places, left))
    return lines


def _used(campaigns: list[Campaign]) -> dict[tuple[int, int, str], int]:
    cases = Case.objects.filter(campaign__in=campaigns).exclude(outcome="withdrawn").order_by()
    rows = cases.values_list("campaign", "organisation", "track").annotate(count=Count("pk"))
    return {(campaign, school, track): count for campaign, school, track, count in rows}


def nominations_of(user: User, *, on: dt.date) -> QuerySet[Nomination]:
    """Return the nominations that a user's offices answer for, with the stage each stands at; never their own."""
    offices, mine = offices_of(user, on=on), Q(pk__in=[])
    for version in versions_in(user.district_id, process=PROCESS):
        for track in version.document.tracks.values():
            where = reach(offices, seats=track.nominated_by, of="organisation__")
            mine |= Q(campaign__version=version, track=track.key) & where
    if user.person_id:
        mine &= ~Q(person=user.person_id)
    open_round = Round.objects.filter(process=OuterRef("case"), closed_at=None)
    return (
        Nomination.objects.filter(mine, district=user.district_id)
        .select_related("person", "organisation", "campaign__version", "case", "drafted_by")
        .annotate(stage_now=Subquery(open_round.values("stage")[:1]), due_now=Subquery(open_round.values("due_at")[:1]))
        .order_by("-pk")
    )


def may_put_forward(user: User, *, on: dt.date) -> bool:
    """Tell whether a policy of the district names an office that a user holds."""
    offices = offices_of(user, on=on)
    return bool(offices) and any(
        is_seat(seat, role=role, body=body)
        for version in versions_in(user.district_id, process=PROCESS)
        for track in version.document.tracks.values()
        for seat in track.nominated_by
        for role, body in offices
    )
