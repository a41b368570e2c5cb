"""离岗委托: while somebody is away, somebody else acts from their offices."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organisation


class CoverQuerySet(models.QuerySet["Cover"]):
    def in_force(self, day: dt.date) -> "CoverQuerySet":
        """Those whose first day has come, whose last day has not gone and that were not ended before."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at=None)


class Cover(models.Model):
    """From one day to another a substitute acts for a holder; both names stand on every act."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers_left")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers_held")
    process = models.CharField(_("process"), max_length=20, blank=True, help_text=_("Empty: all of them."))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="cover_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(holder=models.F("substitute")), name="cover_is_by_another"),
        ]
        indexes = [models.Index(fields=["substitute", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.holder} → {self.substitute}"
