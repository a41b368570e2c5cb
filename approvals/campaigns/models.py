"""批次: one opening of a policy, with its window and the places left."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.policies.models import PolicyVersion
from core.models import Organisation


class Campaign(models.Model):
    """A policy opened for a year; several campaigns of one term draw on the same places."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(_("title"), max_length=100)
    opens_on = models.DateField(_("opens on"))
    closes_at = models.DateTimeField(_("closes at"))
    measured_on = models.DateField(_("measured on"))
    term_from = models.DateField(_("term from"))
    term_until = models.DateField(_("term until"))
    case_count = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return self.title

    @property
    def policy(self):
        return self.version.document


class PlaceGrant(models.Model):
    """A recorded approval to move the line where the policy says 左右 (about)."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="place_grants")
    track = models.CharField(max_length=40)
    places = models.SmallIntegerField(_("places"))
    reason = models.TextField(_("reason"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "track"], name="place_grant_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.track} {self.places:+d}"
