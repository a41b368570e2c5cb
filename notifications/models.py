"""发件箱: one row an event, recipient and channel, written in the transaction that has something to say."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.people.models import User

# Longer than a sweep sends for and one call may last together, so that only a dead worker's lease runs out.
LEASE = dt.timedelta(minutes=5)


class Channel(models.TextChoices):
    INAPP = "inapp", _("In the application")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Arrived")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Not known whether it arrived")
    UNDELIVERABLE = "undeliverable", _("No address")


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox(self, user: User) -> Self:
        """Return what a user reads in the application, newest first."""
        return self.filter(recipient=user, channel=Channel.INAPP).order_by("-created_at", "-pk")

    def due(self, now: dt.datetime) -> Self:
        """Return what may be sent and nobody is sending, in the order in which it became due."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(free, state=State.WAITING, send_after__lte=now).order_by("send_after", "pk")

    @transaction.atomic
    def claim(self, *, most: int, now: dt.datetime) -> list["Message"]:
        """Take up to ``most`` due messages for this worker until the lease ends.

        PostgreSQL skips the rows that another worker is taking; SQLite has no row locks, and its
        immediate transactions let one worker at a time in here.
        """
        free = self.due(now).select_related("recipient", "district").select_for_update(of=("self",), skip_locked=True)
        taken: list[Message] = list(free[:most])
        for message in taken:
            message.claimed_until = now + LEASE
        self.filter(pk__in=[message.pk for message in taken]).update(claimed_until=now + LEASE)
        return taken


class Message(models.Model):
    """What one person is told over one channel, and what became of it."""

    district = models.ForeignKey(
        "core.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True)
    subject = models.TextField()
    text = models.TextField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=13, choices=State.choices, default=State.WAITING)
    send_after = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    provider_ref = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "recipient", "channel"], name="message_once")]
        indexes = [
            models.Index(fields=["send_after"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(F("recipient"), F("created_at").desc(), name="message_inbox", condition=Q(channel="inapp")),
            models.Index(fields=["provider_ref"], name="message_receipt", condition=Q(channel="sms")),
            models.Index(fields=["district", "state", "-created_at"], name="message_outbox"),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.recipient} ({self.channel})"

    @property
    def reason(self) -> str:
        """The answer, translated where the words are our own."""
        return gettext(self.answer)

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in {State.FAILED, State.UNKNOWN, State.UNDELIVERABLE}
