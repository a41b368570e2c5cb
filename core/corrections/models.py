"""更正申请: a person says that a statement on their file is wrong, and whoever keeps the files answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.facts.models import Fact
from core.organisations.models import Organisation
from core.papers.models import Paper
from core.people.models import Person
from core.record.models import Event


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def waiting(self) -> "RectificationQuerySet":
        """Those that nobody has answered."""
        return self.filter(state=Rectification.State.ASKED)

    def told(self) -> "RectificationQuerySet":
        """With all that a line or a page tells of them."""
        return self.select_related("person__organisation", "fact", "fact_after", "asked_by", "answered_by")


class Rectification(models.Model):
    """A request to correct one fact (个人信息保护法 第四十六条): what it should say, why, and what became of it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        ACCEPTED = "accepted", _("Corrected")
        REFUSED = "refused", _("Not corrected")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rectifications")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="rectifications")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    says = models.TextField(_("what is wrong, and how that shows"))
    proposed = models.JSONField(help_text=_("Value and days as they should stand."))
    papers = models.ManyToManyField(Paper, related_name="rectifications")
    due_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    fact_after = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fact"], condition=models.Q(state="asked"), name="rectification_open_once"),
        ]
        indexes = [models.Index(fields=["district", "due_at"], condition=models.Q(state="asked"), name="rect_open")]

    def __str__(self) -> str:
        return f"{self.person}: {self.fact.kind}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED
