"""What assessment puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.web.menu import Entry, Kind
from workflows.assessment.queries import units_led
from workflows.assessment.rules import watches


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the assessments to whoever is assessed, leads a unit, or looks at all of them."""
    user = request.user
    if not user.is_authenticated:
        return
    today = clock.today()
    if user.person_id or units_led(user, on=today) or watches(user, on=today):
        yield Entry(reverse("assessments"), _("Assessments"), order=25, kind=Kind.PROCESS)
