"""The post office's entries in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.organisations.roles import Role
from core.organisations.services import holds
from core.web.menu import Entry, Kind
from notifications.models import Message


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the messages to everybody, with the number not read yet, and the outbox to an administrator."""
    user = request.user
    if not user.is_authenticated:
        return
    unread = Message.objects.inbox(user).filter(read_at=None).count()
    yield Entry(reverse("messages"), _("Messages"), badge=unread, order=90, icon="bell", aside=True)
    if user.district and holds(user, Role.ADMINISTRATOR, user.district):
        yield Entry(reverse("outbox"), _("Outbox"), order=80, kind=Kind.SYSTEM)
