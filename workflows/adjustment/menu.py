"""What adjustment puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.policies.models import versions_in
from core import clock
from core.models import User
from core.organisations.services import appointments_of
from core.web.menu import Entry, Kind
from workflows.adjustment.models import Adjustment
from workflows.adjustment.rules import answers_for, is_competition
from workflows.adjustment.triggers import PROCESS


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the adjustments to whoever may propose or is concerned, and the posts where any were competed for."""
    if not request.user.is_authenticated:
        return
    if _proposes(request.user) or _is_concerned(request.user):
        yield Entry(reverse("adjustments"), _("Adjustments"), order=23, kind=Kind.PROCESS)
    if request.user.person_id and any(
        is_competition(version.document) for version in versions_in(request.user.district_id, process=PROCESS)
    ):
        yield Entry(reverse("posts"), _("Posts competed for"), order=24, kind=Kind.PROCESS)


def _proposes(user: User) -> bool:
    offices = [(office.role, office.organisation) for office in appointments_of(user, on=clock.today())]
    return bool(offices) and any(
        answers_for(seat, role=role, body=body)
        for version in versions_in(user.district_id, process=PROCESS)
        for track in version.document.tracks.values()
        for seat in track.nominated_by
        for role, body in offices
    )


def _is_concerned(user: User) -> bool:
    return user.person_id is not None and Adjustment.objects.filter(person=user.person_id).exclude(case=None).exists()
