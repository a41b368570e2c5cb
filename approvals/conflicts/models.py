"""回避: relations that were declared, and who must stay out of a case because of which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.cases.models import Case
from core.models import Organisation, Person


class Relation(models.Model):
    """A declared relation between a user and a person, whichever case it may touch one day."""

    class Kind(models.TextChoices):
        KIN = "kin", _("Kin")
        MENTOR = "mentor", _("Mentor or apprentice")
        OTHER = "other", _("Another interest")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("relation"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("in words"), max_length=200, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "person", "kind"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.person}: {self.get_kind_display()}"


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def binding(self) -> "RecusalQuerySet":
        """Those that two people have not dismissed together."""
        return self.filter(dismissed_at=None)


class Recusal(models.Model):
    """Why a user stays out of one case; a false alarm is dismissed by two people with a reason."""

    class Rule(models.TextChoices):
        SAME_SCHOOL = "same_school", _("At the same school")
        KIN = "kin", _("Kin")
        MENTOR = "mentor", _("Mentor or apprentice")
        RECUSED = "recused", _("Stepped aside before")
        DECLARED = "declared", _("Declared by themselves")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    rule = models.CharField(max_length=12, choices=Rule.choices)
    words = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    doubted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    doubt = models.TextField(blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(null=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "user", "rule"], name="recusal_once")]
        indexes = [models.Index(fields=["user", "case"], condition=models.Q(dismissed_at=None), name="recusal_binding")]

    def __str__(self) -> str:
        return f"{self.user} / {self.case}: {self.get_rule_display()}"
