"""会议: the party group's or the joint meeting's sitting, its agenda and who was there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.rounds.models import Round
from core.models import Organisation, Paper


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
    held_on = models.DateField(_("day of the meeting"), null=True)
    venue = models.CharField(_("place"), max_length=100, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text=_("Of the minutes and the ballots they rest on."))
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "stage", "organisation"],
                condition=models.Q(closed_at=None),
                name="one_open_meeting_a_body",
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
    papers = models.ManyToManyField(Paper, blank=True, related_name="agenda_items")
    ballot_no = models.PositiveSmallIntegerField(default=1)
    counts = models.JSONField(default=list, help_text=_("What each ballot counted, the first one first."))

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order}. {self.round}"


class Comment(models.Model):
    """What a member wrote on a matter before the meeting."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="comments")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.user}"


class Duty(models.Model):
    """督办事项: what the minutes ask somebody to do by a day, until it is done (销号)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="duties")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what is to be done"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    due_on = models.DateField(_("by"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    report = models.TextField(_("what was done"), blank=True)
    reported_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["owner", "due_on"], condition=models.Q(closed_at=None), name="duty_open")]

    def __str__(self) -> str:
        return self.text[:40]
