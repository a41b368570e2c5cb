"""公示与异议: names in public for counted days, and what was objected."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.rounds.models import Round
from core.models import Organisation


class PublicNotice(models.Model):
    """A published list: inside one school, or for everybody."""

    class Audience(models.TextChoices):
        SCHOOL = "school", _("Inside the school")
        PUBLIC = "public", _("Public")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="notices")
    stage = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day; the notice ends at its midnight."))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["district", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.campaign} {self.stage} {self.starts_on}"

    @property
    def rule(self):
        """The stage as the policy words it."""
        return self.campaign.policy.stages[self.stage]


class NoticeEntry(models.Model):
    """One case on the list; an objection holds only this one."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="entries")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="notice_entry")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.round)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def unanswered(self, case: Any) -> Self:
        """Return what nobody has answered yet of a case; it holds every notice of the person until somebody does."""
        return self.filter(entry__round__process=case, answered_at=None)


class Objection(models.Model):
    """An objection with a receipt and the finding that answers it; unsigned, it is a lead without an answer."""

    class Finding(models.TextChoices):
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Not upheld")

    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(_("receipt number"), max_length=20, unique=True)
    name = models.CharField(_("your name"), max_length=60)
    contact = models.CharField(_("phone or e-mail"), max_length=100)
    text = models.TextField(_("facts and grounds"))
    received_at = models.DateTimeField()
    taken_up = models.BooleanField(null=True, help_text=_("Empty until somebody has read it; false: not taken up."))
    taken_up_at = models.DateTimeField(null=True)
    taken_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    inquiry = models.TextField(_("what was found"), blank=True)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ObjectionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.receipt

    @property
    def is_signed(self) -> bool:
        return bool(self.name and self.contact)

    @property
    def is_declined(self) -> bool:
        return self.taken_up is False

    @property
    def state(self) -> str:
        """How far it has come, in words."""
        if self.is_declined:
            return gettext("Not taken up")
        if self.answered_at:
            return str(self.Finding(self.finding).label)
        return gettext("Being looked into") if self.taken_up else gettext("Received, not read yet")
