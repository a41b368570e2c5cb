"""留痕: one append-only line for every act, chained so that a change shows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Chained(models.Model):
    """Whatever keeps the head of an event chain: a case, or an organisation for events of no case."""

    chain_head = models.CharField(max_length=64, default="", editable=False)
    chain_length = models.PositiveIntegerField(default=0, editable=False)

    district_id: int

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        return f"{self._meta.model_name}:{self.pk}"


class Event(models.Model):
    """One act on the record: who did what, when, and in which words it was stored."""

    district = models.ForeignKey("core.Organisation", on_delete=models.PROTECT, related_name="+")
    chain = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(help_text=_("Canonical JSON, hashed as it stands."))
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_once_in_chain")]
        indexes = [models.Index(fields=["district", "at"])]

    def __str__(self) -> str:
        return f"{self.chain}#{self.number} {self.verb}"
