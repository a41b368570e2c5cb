"""What core puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.web.menu import Entry


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the working calendar to administrators."""
    if request.user.has_perm("core.change_calendar"):
        yield Entry(reverse("calendar"), _("Working calendar"), order=90)
