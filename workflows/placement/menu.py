"""What placement puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.organisations.roles import Role
from core.organisations.services import appointments_of
from core.web.menu import Entry, Kind

PLANNERS = (Role.PRINCIPAL, Role.SECRETARY, Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR)


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the plans to whoever leads a school or works in a section, and to whoever has a file of their own."""
    user = request.user
    if not user.is_authenticated or not user.district_id:
        return
    if user.person_id or any(held.role in PLANNERS for held in appointments_of(user, on=clock.today())):
        yield Entry(reverse("placements"), _("Personal plans"), order=25, kind=Kind.PROCESS)
