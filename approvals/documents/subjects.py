"""What a paper is of: a case, a meeting, a notice or a campaign; who may look at it, and whose cases it speaks of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from approvals.access import sees_everything
from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.conflicts.services import kept_out
from approvals.conflicts.words import why_not
from approvals.meetings.models import Meeting
from approvals.notices.models import PublicNotice
from core import clock
from core.models import User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import appointments_of
from core.record.models import Chained

OFFICE_ROLES = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER, Role.CLERK})
OFFICE_PLACES = frozenset({Kind.BUREAU, Kind.SECTION, Kind.COMMITTEE})


@dataclass(frozen=True)
class Subject:
    """What the room knows of a kind of thing; ``open_for`` raises Http404 or PermissionDenied for who may not look."""

    open_for: Callable[[User, int], Any]
    cases: Callable[[Any], QuerySet[Case]]
    chain: Callable[[Any], Chained]
    address: Callable[[Any], str]
    process: Callable[[Any], str]


def keeps_papers(user: User) -> bool:
    """Tell whether a user keeps the register: who works in the bureau's offices, and who watches over the district."""
    if not user.is_authenticated or user.district_id is None:
        return False
    return has_post(user, OFFICE_ROLES) or sees_everything(user)


def has_post(user: User, roles: frozenset[Role]) -> bool:
    """Tell whether a user holds one of these roles at the bureau, in a section or at a committee."""
    held = appointments_of(user, on=clock.today())
    return any(office.role in roles and office.organisation.kind in OFFICE_PLACES for office in held)


def stays_out(user: User, cases: QuerySet[Case]) -> Case | None:
    """Return one of these cases from which a user stays out, or that is about themselves."""
    own = Q(person=user.person_id) if user.person_id else Q(pk=None)
    return cases.filter(own | kept_out(user, case="pk")).first()


def check_stays_clear(user: User, cases: QuerySet[Case]) -> None:
    """Raise PermissionDenied, in words, for who stays out of one of these cases."""
    if barred := stays_out(user, cases):
        raise PermissionDenied(why_not(user, barred))


def _case(user: User, pk: int) -> Case:
    from approvals.cases.views import case_for  # the page of a case lists its papers

    return case_for(user, pk)


def _meeting(user: User, pk: int) -> Meeting:
    from approvals.meetings.views import meeting_for

    found = meeting_for(user, pk)
    if not found.minutes:
        raise Http404
    return found


def _notice(user: User, pk: int) -> PublicNotice:
    from approvals.notices.views import is_inside

    notices = PublicNotice.objects.select_related("campaign__version", "district", "organisation")
    found = get_object_or_404(notices, pk=pk, district=user.district_id)
    if not is_inside(user, found):
        raise Http404
    check_stays_clear(user, cases_on(found))
    return found


def _campaign(user: User, pk: int) -> Campaign:
    campaigns = Campaign.objects.select_related("version", "district")
    found = get_object_or_404(campaigns, pk=pk, district=user.district_id)
    if not keeps_papers(user):
        raise Http404
    check_stays_clear(user, found.cases.all())
    return found


def cases_on(notice: PublicNotice) -> QuerySet[Case]:
    """Return the cases a notice names."""
    return Case.objects.filter(rounds__notice_entry__notice=notice)


def cases_before(meeting: Meeting) -> QuerySet[Case]:
    """Return the cases on a meeting's agenda."""
    return Case.objects.filter(rounds__agenda_item__meeting=meeting)


SUBJECTS: dict[str, Subject] = {
    "case": Subject(
        open_for=_case,
        cases=lambda case: Case.objects.filter(pk=case.pk),
        chain=lambda case: case,
        address=lambda case: reverse("case", args=[case.pk]),
        process=lambda case: case.policy.process,
    ),
    "meeting": Subject(
        open_for=_meeting,
        cases=cases_before,
        chain=lambda meeting: meeting.organisation,
        address=lambda meeting: reverse("minutes", args=[meeting.pk]),
        process=lambda meeting: meeting.campaign.policy.process,
    ),
    "notice": Subject(
        open_for=_notice,
        cases=cases_on,
        chain=lambda notice: notice.organisation or notice.district,
        address=lambda notice: reverse("notice", args=[notice.pk]),
        process=lambda notice: notice.campaign.policy.process,
    ),
    "campaign": Subject(
        open_for=_campaign,
        cases=lambda campaign: campaign.cases.all(),
        chain=lambda campaign: campaign.district,
        address=lambda campaign: reverse("documents"),
        process=lambda campaign: campaign.policy.process,
    ),
}
