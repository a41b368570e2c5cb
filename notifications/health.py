"""What the doctor looks for in the outbox."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from notifications.models import Message, State

PATIENCE = dt.timedelta(hours=24)


def messages_leave(now: dt.datetime) -> Iterator[str]:
    """Complain of messages that should have left a day ago and were never tried to an end."""
    for message in Message.objects.filter(state=State.WAITING, send_after__lt=now - PATIENCE).iterator():
        since = f"{message.send_after.astimezone():%Y-%m-%d %H:%M}"
        yield _("The message %(message)s waits to be sent since %(since)s.") % {"message": message, "since": since}
