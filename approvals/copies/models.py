"""抄送: a case shown to somebody who has nothing to decide in it."""

from django.conf import settings
from django.db import models

from approvals.cases.models import Case
from core.models import Organisation


class Copy(models.Model):
    """One case copied to one user, by whom, why, and when it was first read."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="copies")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_copied_once")]

    def __str__(self) -> str:
        return f"{self.case} → {self.user}"
