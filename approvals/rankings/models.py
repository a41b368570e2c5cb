"""排名: a frozen, explained list with its quota line."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.rounds.models import Round
from core.models import Organisation


class Ranking(models.Model):
    """The list of one category of a campaign, frozen once by its secretary."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rankings")
    stage = models.CharField(max_length=40)
    track = models.CharField(max_length=40)
    places = models.PositiveSmallIntegerField(_("places"))
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text=_("Why the person who broke a tie at the line chose so."))
    digest = models.CharField(max_length=64)
    basis = models.JSONField(default=dict, help_text=_("What was ranked and by which rule, to rank it again."))

    def __str__(self) -> str:
        return f"{self.campaign} {self.track}"


class RankingEntry(models.Model):
    """One line of the list: where somebody stands and why."""

    class Standing(models.TextChoices):
        IN = "in", _("Within the places")
        WAITLIST = "waitlist", _("Waiting list")
        OUT = "out", _("Below the line")

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="entries")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="ranking_entry")
    position = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=12, decimal_places=4)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    words = models.TextField(blank=True)
    why = models.JSONField(default=dict, help_text=_("What kept somebody out, and what would have let them in."))
    called_up_at = models.DateTimeField(null=True)
    called_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    called_up_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ranking", "position"], name="ranking_position_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.round}"
