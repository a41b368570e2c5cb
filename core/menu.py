"""What core puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.rules import is_administrator
from core.web.menu import Entry, Kind


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer posts and the working calendar to administrators."""
    if is_administrator(request.user):
        yield Entry(reverse("appointments"), _("Appointments"), order=80, kind=Kind.SYSTEM)
        yield Entry(reverse("calendar"), _("Working calendar"), order=90, kind=Kind.SYSTEM)
