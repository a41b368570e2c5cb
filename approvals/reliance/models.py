"""依据与复查: which statements and papers a case rested on, and what is looked at again because one was wrong."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.cases.models import Case
from approvals.rounds.models import Round
from core.models import Event, Fact, Organisation, Paper


class Reliance(models.Model):
    """A case used a statement under a name that clauses ask for, or held a paper, when its facts were gathered."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rests_on")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="reliances")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="reliances")
    name = models.CharField(max_length=40, blank=True, help_text=_("What clauses call it; nothing for a paper."))

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "reliances"
        constraints = [
            models.CheckConstraint(condition=Q(fact=None) ^ Q(paper=None), name="reliance_on_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.name or self.paper}"


class Reconsideration(models.Model):
    """复查: a decision is looked at again because a statement it rested on was wrong, or a paper false.

    ``then`` and ``now`` are the facts that rested on it, as the decision had them and as they are without the error.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at again")
        UNCHANGED = "unchanged", _("Used it, answers unchanged")
        UPHELD = "upheld", _("The decision stands")
        CHANGED = "changed", _("The decision is to be changed")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reconsiderations")
    before = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="reopened")
    after = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="looked_at_in_its_light")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="reopened")
    then = models.JSONField(default=dict)
    now = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_on = models.DateField(_("by"), null=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(before=None) ^ Q(paper=None), name="reconsidered_for_one_cause"),
            models.UniqueConstraint(fields=["case", "before"], name="reconsidered_once_a_statement"),
            models.UniqueConstraint(fields=["case", "paper"], name="reconsidered_once_a_paper"),
        ]
        indexes = [models.Index(fields=["district", "due_on"], condition=Q(state="open"), name="reconsideration_open")]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reconsideration", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def tone(self) -> str:
        return {"open": "soon", "changed": "late", "upheld": "good"}.get(self.state, "plain")
