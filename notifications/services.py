"""The post office: what is to be said is written first, and sent by whoever sweeps next."""

import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.celery import app
from core.errors import Conflict
from core.organisations.roles import Role
from core.organisations.services import holds
from core.people.models import User
from core.record.services import record
from notifications.channels import email, sms
from notifications.channels.outcomes import Answer, Undelivered, storable
from notifications.models import Channel, Message, State
from notifications.texts import render

SENDERS = {Channel.EMAIL: email.send, Channel.SMS: sms.send}
RETRY_AFTER = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
BATCH = 20
LONGEST_ANSWER, LONGEST_REFERENCE = 1000, 200
SWEEP_SECONDS = 30

logger = logging.getLogger(__name__)


def notify(
    key: str,
    *,
    to: Iterable[User],
    template: str,
    context: Mapping[str, Any],
    now: dt.datetime,
    channels: Iterable[Channel] = (Channel.INAPP, Channel.EMAIL, Channel.SMS),
) -> int:
    """Write what each person is to be told, in the caller's transaction; return how many messages stand for the key.

    Saying the same ``key`` again to the same person over the same channel changes nothing. The texts are the same for
    everybody who reads a language. A missing address is no error: the message shows in the outbox as undeliverable.
    """
    people = {user.pk: user for user in to}.values()
    texts = {
        language: render(template, context=context, language=language)
        for language in sorted({user.language for user in people})
    }
    rows = [
        _message(key, to=user, over=Channel(channel), said=texts[user.language].over(channel), now=now)
        for user in people
        for channel in channels
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        ring()
    return len(rows)


def ring() -> None:
    """Wake a worker once the caller's transaction is committed; without a broker the next sweep finds the rows."""
    if settings.CELERY_BROKER_URL:
        # robust: the act is committed, and a silent bell must not turn it into an error page.
        transaction.on_commit(lambda: app.send_task("core.sweep", retry=False), robust=True)


def deliver_due(now: dt.datetime) -> int:
    """Send what is due, for half a minute at most; return how many messages were tried.

    Any number of workers may do this at once. A worker that dies in a call leaves a lease that runs out; the message
    then goes out again under the same number. A message goes to the address on file when it is sent, and keeps it.
    """
    tried = 0
    for message in _claimed(now):
        state, answer = _outcome(message)
        _settle(message, state=state, answer=answer, now=now)
        tried += 1
    return tried


@transaction.atomic
def resend(message: Message, *, by: User, now: dt.datetime) -> None:
    """Put a message that did not arrive back in line, to the address on file now; Conflict where it needs none."""
    message = Message.objects.select_for_update(of=("self",)).select_related("district", "recipient").get(pk=message.pk)
    if message.district is None or not holds(by, Role.ADMINISTRATOR, message.district):
        raise PermissionDenied
    if not message.may_be_sent_again:
        raise Conflict(_("This message is sent or waiting to be sent. Look at the outbox again."))
    record(
        "message.resent", on=message.district, by=by, now=now, message=message.pk, key=message.key, was=message.state
    )
    message.state, message.attempts, message.answer = State.WAITING, 0, ""
    message.address, message.send_after = _address(message.recipient, Channel(message.channel)), now
    message.save(update_fields=["state", "attempts", "answer", "address", "send_after"])
    ring()


def _message(key: str, *, to: User, over: Channel, said: tuple[str, str], now: dt.datetime) -> Message:
    subject, text = said
    row = Message(
        district_id=to.district_id,
        key=key,
        recipient=to,
        channel=over,
        address=_address(to, over),
        subject=subject,
        text=text,
        language=to.language,
        send_after=now,
        created_at=now,
    )
    if over == Channel.INAPP:  # the row itself is the message
        row.state, row.sent_at = State.SENT, now
    return row


def _address(user: User, channel: Channel) -> str:
    return {Channel.INAPP: "", Channel.EMAIL: user.email, Channel.SMS: user.phone}[channel]


def _claimed(now: dt.datetime) -> Iterator[Message]:
    """Yield due messages, each leased to this worker, until none is left or the sweep has had its time."""
    until = time.monotonic() + SWEEP_SECONDS
    while batch := Message.objects.claim(most=BATCH, now=now):
        while batch and time.monotonic() < until:
            yield batch.pop(0)
        if batch:
            Message.objects.filter(pk__in=[message.pk for message in batch]).update(claimed_until=None)
            return


def _outcome(message: Message) -> tuple[State, Answer]:
    message.address = _address(message.recipient, Channel(message.channel))  # who moved since is written to at home
    try:
        return State.SENT, SENDERS[Channel(message.channel)](message)
    except Undelivered as undelivered:
        return undelivered.state, Answer(str(undelivered))
    except Exception as surprise:
        # One bad row must not hold up the others; whether it went out, nobody can say.
        logger.exception("Message %s could not be sent.", message.pk)
        return State.UNKNOWN, Answer(repr(surprise))


def _settle(message: Message, *, state: State, answer: Answer, now: dt.datetime) -> None:
    """Write down what became of a message, unless its lease has passed to another worker meanwhile."""
    attempts, send_after = message.attempts + 1, message.send_after
    if state == State.WAITING and attempts > len(RETRY_AFTER):
        state = State.FAILED
    elif state == State.WAITING:
        send_after = now + RETRY_AFTER[attempts - 1]
    kept = Message.objects.filter(pk=message.pk, claimed_until=message.claimed_until)
    written = kept.update(
        state=state,
        address=message.address,
        attempts=attempts,
        send_after=send_after,
        claimed_until=None,
        answer=storable(answer.words, most=LONGEST_ANSWER),
        provider_ref=storable(answer.reference, most=LONGEST_REFERENCE),
        sent_at=now if state == State.SENT else None,
    )
    if not written:
        logger.warning("Message %s took longer than its lease; its state (%s) is not stored.", message.pk, state)
