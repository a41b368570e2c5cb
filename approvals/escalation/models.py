"""督办: which weeks the committee's board was told of."""

from django.db import models

from core.models import Organisation


class WeeklyDigest(models.Model):
    """A week whose digest a district has had, or needed none; written once, however often the sweep comes by."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    monday = models.DateField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "monday"], name="weekly_digest_once")]

    def __str__(self) -> str:
        return f"{self.district_id} {self.monday}"
