"""What selection puts in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.web.menu import Entry, Kind
from workflows.selection.queries import may_put_forward


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the nominations to whoever holds an office that puts people forward."""
    if request.user.is_authenticated and may_put_forward(request.user, on=clock.today()):
        yield Entry(reverse("nominations"), _("Nominations"), order=20, kind=Kind.PROCESS)
