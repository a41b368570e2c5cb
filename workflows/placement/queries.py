"""Which plans somebody may open, and for whom they may draw one up."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from approvals.access import SCHOOL_LEADERS, visible_cases
from approvals.conflicts.services import kept_out
from approvals.models import Campaign, PolicyVersion, Round
from approvals.policies.document import Track
from core.clock import day_of
from core.models import Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.services import appointments_of
from workflows.placement.models import HOLDING, Placement
from workflows.placement.rules import reach

PROCESS = "placement"


@dataclass(frozen=True)
class Opening:
    """A kind of post in an open campaign, and the schools for whose people a user may plan."""

    campaign: Campaign
    track: Track
    schools: tuple[Organisation, ...]

    @property
    def key(self) -> str:
        return f"{self.campaign.pk}-{self.track.key}"

    def people(self, *, user: User) -> QuerySet[Person]:
        """Return for whom the user may plan: the staff of those schools, never themselves."""
        staff = Person.objects.filter(organisation__in=self.schools).select_related("organisation")
        own = [user.person_id] if user.person_id else []
        return staff.exclude(pk__in=own).order_by("pinyin", "pk")


def openings(user: User, *, now: dt.datetime) -> list[Opening]:
    """Return the kinds of post for which a user may draw up plans now."""
    today = day_of(now)
    campaigns = Campaign.objects.filter(district=user.district_id, opens_on__lte=today, closes_at__gte=now)
    found = [
        Opening(campaign, track, tuple(_schools(user, track=track, on=today)))
        for campaign in campaigns.select_related("version").order_by("closes_at", "pk")
        if campaign.policy.process == PROCESS
        for track in campaign.policy.tracks.values()
    ]
    return [opening for opening in found if opening.schools]


def _schools(user: User, *, track: Track, on: dt.date) -> QuerySet[Organisation]:
    schools = Organisation.objects.filter(district=user.district_id, kind=Kind.SCHOOL)
    return schools.filter(reach(user, seats=track.nominated_by, on=on)).order_by("pk")


def plans_of(user: User, *, on: dt.date) -> QuerySet[Placement]:
    """Return the plans a user may open, with the stage each stands at.

    Their own once it is put forward, what they or their office drew up, what they have a part in, and while it lasts
    what they are the mentor of and what their school is the host of.
    """
    led = [held.organisation_id for held in appointments_of(user, on=on) if held.role in SCHOOL_LEADERS]
    lasting = Q(state__in=HOLDING) & (Q(mentor=user.pk) | Q(host__in=led)) & ~kept_out(user, case="case")
    about_me = Q(person=user.person_id) if user.person_id else Q(pk=None)
    seen = Q(case__in=visible_cases(user)) | lasting | (_drafts(user, on=on) & ~about_me)
    open_round = Round.objects.filter(process=OuterRef("case"), closed_at=None)
    return (
        Placement.objects.filter(seen, district=user.district_id)
        .select_related("person", "organisation", "host", "mentor", "campaign__version", "case", "drafted_by")
        .annotate(stage_now=Subquery(open_round.values("stage")[:1]), due_now=Subquery(open_round.values("due_at")[:1]))
        .order_by("-pk")
    )


def _drafts(user: User, *, on: dt.date) -> Q:
    """Return the drafts that a user's offices answer for."""
    mine = Q(pk__in=[])
    for version in PolicyVersion.objects.filter(district=user.district_id):
        for track in version.document.tracks.values() if version.document.process == PROCESS else ():
            where = reach(user, seats=track.nominated_by, on=on, of="organisation__")
            mine |= Q(campaign__version=version, track=track.key) & where
    return mine & Q(case=None)


def mentors(district: int) -> QuerySet[User]:
    """Return who may be asked to be a mentor: whoever in the district can sign in."""
    return User.objects.filter(district=district, is_active=True).order_by("pk")
