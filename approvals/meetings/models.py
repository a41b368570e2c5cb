"""会议: the party group's or the joint meeting's sitting, its agenda and who was there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.rounds.models import Round
from core.models import Organisation


class Meeting(models.Model):
    """One sitting over the cases that waited for it; its electorate is frozen when it is called."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="meetings")
    stage = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="meetings")
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "stage"], condition=models.Q(closed_at=None), name="one_open_meeting_a_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.called_at:%Y-%m-%d}"


class Attendance(models.Model):
    """A member of the frozen electorate, and whether the clerk recorded them as present."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(_("present"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="attendance_once")]

    def __str__(self) -> str:
        return str(self.user)


class AgendaItem(models.Model):
    """One matter (议题): a case's round at this meeting, with the count once it is closed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="agenda_item")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}. {self.round}"
