"""The demo's entry in the menu."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.web.menu import Entry


def entries(request: HttpRequest) -> Iterable[Entry]:
    """Offer the caught messages to whoever is signed in to a demo."""
    if settings.DEMO and request.user.is_authenticated:
        yield Entry(url=reverse("caught"), label=_("Caught messages"), order=90, aside=True)
