"""工作日历: which days the State Council's yearly notice makes working days or holidays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose holiday notice (放假安排) is loaded; any other year is provisional."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a weekend worked in exchange (调休)."""

    date = models.DateField(unique=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
