"""定档次: a frozen, explained list of grades, and the caps that were moved for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.rounds.models import Round
from core.models import Organisation


class Grading(models.Model):
    """The grades of one unit in a campaign, or of the whole campaign, closed once by the office of its stage."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="gradings")
    stage = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text=_("Why the person who broke a tie at a cap chose so."))
    digest = models.CharField(max_length=64)
    basis = models.JSONField(default=dict, help_text=_("What was graded and by which rule, to grade it again."))

    class Meta:
        indexes = [models.Index(fields=["campaign", "stage", "organisation"])]

    def __str__(self) -> str:
        return f"{self.campaign} {self.organisation or ''}"


class GradingEntry(models.Model):
    """The grade one case was given, and why in words; without a position it stands outside the grades."""

    grading = models.ForeignKey(Grading, on_delete=models.PROTECT, related_name="entries")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="grading_entry")
    position = models.PositiveSmallIntegerField(null=True)
    score = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    grade = models.CharField(max_length=40)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.round}: {self.grade}"


class CapGrant(models.Model):
    """A recorded approval that another cap holds for one unit, for a reason the policy lists."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="cap_grants")
    stage = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=40)
    variant = models.CharField(max_length=40)
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "stage", "organisation", "grade"], name="cap_grant_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.grade}: {self.variant}"
