"""Which assessments a user looks at: their own, those of the units they lead, the campaigns they announce."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from approvals.models import Campaign, Round
from core.models import Organisation, User
from core.organisations.roles import SCHOOL_LEADERS
from core.organisations.services import appointments_of
from workflows.assessment.models import Assessment, State
from workflows.assessment.opening import opener
from workflows.assessment.rules import watches


def own(user: User) -> QuerySet[Assessment]:
    """Return a user's own assessments, and those of the studios they host, newest first."""
    mine = Q(person=user.person_id) if user.person_id else Q(pk=None)
    if user.person_id:
        mine |= Q(person=None, organisation__facts__kind="host", organisation__facts__detail__person=user.person_id)
    return shown(Assessment.objects.filter(mine, district=user.district_id).distinct()).order_by("-pk")


def shown(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Return assessments with what a list shows of them: the stage each stands at, and by when."""
    now = Round.objects.filter(process=OuterRef("case"), closed_at=None)
    return assessments.select_related("person", "organisation", "campaign__version", "case").annotate(
        stage_now=Subquery(now.values("stage")[:1]), due_now=Subquery(now.values("due_at")[:1])
    )


def units_led(user: User, *, on: dt.date) -> list[Organisation]:
    """Return the units whose assessments a user leads."""
    held = appointments_of(user, on=on)
    return list(
        {office.organisation_id: office.organisation for office in held if office.role in SCHOOL_LEADERS}.values()
    )


def campaigns(user: User) -> list[Campaign]:
    """Return the assessment campaigns of a user's district, newest first."""
    found = Campaign.objects.filter(district=user.district_id).select_related("version", "district").order_by("-pk")
    return [campaign for campaign in found if campaign.policy.process == "assessment"]


def announced_by(user: User) -> list[Campaign]:
    """Return the campaigns that a user may announce and open for everybody."""
    return [campaign for campaign in campaigns(user) if opener(user, campaign)]


@dataclass(frozen=True)
class UnitLine:
    """How far one unit has come in a campaign."""

    campaign: Campaign
    unit: Organisation
    all: int
    reported: int
    graded: int
    settled: int


def unit_lines(user: User, *, on: dt.date) -> list[UnitLine]:
    """Return a line a campaign and unit that a user may look at, from two questions."""
    rows = Assessment.objects.filter(district=user.district_id)
    if not watches(user, on=on):
        rows = rows.filter(organisation__in=units_led(user, on=on))
    settled = Q(state__in=[State.IN_EFFECT, State.CLOSED])
    counted = (
        rows.order_by()
        .values("campaign", "organisation", name=F("organisation__name"))
        .annotate(
            all=Count("pk"),
            reported=Count("pk", filter=Q(reported_at__isnull=False)),
            graded=Count("pk", filter=settled | Q(state=State.PROPOSED)),
            settled=Count("pk", filter=settled),
        )
    )
    lines = list(counted.order_by("-campaign", "name"))
    found = Campaign.objects.select_related("version").in_bulk({line["campaign"] for line in lines})
    units = Organisation.objects.in_bulk({line["organisation"] for line in lines})
    numbers = ("all", "reported", "graded", "settled")
    return [
        UnitLine(found[line["campaign"]], units[line["organisation"]], *(line[name] for name in numbers))
        for line in lines
    ]
