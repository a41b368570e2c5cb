"""考核: the assessment of a person or a studio for one year, and its law."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from approvals.models import Campaign, Case
from core.models import Fact, Organisation, Paper, Person

COMMENDED = "优秀"  # 事业单位工作人员考核规定 第十七条: this grade, and no other, is published before it holds


class State(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    UNDER_REVIEW = "under_review", _("Under review")
    PROPOSED = "proposed", _("Grade proposed")
    IN_EFFECT = "in_effect", _("In effect")
    CLOSED = "closed", _("Closed")
    ENDED = "ended", _("Ended without a grade")


class Assessment(ConcurrentTransitionMixin, models.Model):
    """One subject is assessed in one campaign, by the unit where most of the year was spent."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="assessments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    other_unit = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="assessments")
    track = models.CharField(_("category"), max_length=40)
    state = FSMField(choices=State.choices, default=State.ANNOUNCED, protected=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="assessment")
    statement = models.TextField(_("report on the year"), blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    has_refused = models.BooleanField(default=False, help_text=_("Refused to take part, though reminded of it."))
    is_sampled = models.BooleanField(default=False, help_text=_("Drawn by lot for a spot check."))
    proposed = models.CharField(_("proposed grade"), max_length=60, blank=True)
    grade = models.CharField(_("grade"), max_length=60, blank=True)
    better = models.CharField(max_length=60, blank=True, help_text=_("The grade a review asks for instead."))
    fact = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=models.Q(person__isnull=False), name="one_assessment_a_person"
            ),
            models.UniqueConstraint(
                fields=["campaign", "organisation"], condition=models.Q(person=None), name="one_assessment_a_body"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "organisation", "state"])]

    def __str__(self) -> str:
        return str(self.person or self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])

    @property
    def subject(self) -> Person | Organisation:
        return self.person or self.organisation

    def is_ordinary(self) -> bool:
        """Tell whether the proposed grade may hold without a public notice."""
        return bool(self.proposed) and self.proposed != COMMENDED

    def is_commended(self) -> bool:
        """Tell whether the proposed grade is the one that is published first."""
        return self.proposed == COMMENDED

    def is_to_be_better(self) -> bool:
        """Tell whether a review has said which grade holds instead."""
        return bool(self.better)

    @transition(state, source=[State.ANNOUNCED, State.UNDER_REVIEW], target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The report is in, or its time has run out."""

    @transition(state, source=[State.UNDER_REVIEW, State.PROPOSED], target=State.PROPOSED)
    def propose(self) -> None:
        """The unit's list is closed: a grade is proposed."""

    @transition(
        state,
        source=State.PROPOSED,
        target=State.IN_EFFECT,
        conditions=[is_ordinary],  # type: ignore[list-item]
        custom={"needs": ("collective",)},
    )
    def conclude(self) -> None:
        """The grade holds: never without a collective decision (考核规定 第十七条)."""
        self.grade = self.proposed

    @transition(
        state,
        source=State.PROPOSED,
        target=State.IN_EFFECT,
        conditions=[is_commended],  # type: ignore[list-item]
        custom={"needs": ("collective", "public_notice")},
    )
    def commend(self) -> None:
        """The best grade holds: decided by all, and published for five working days (考核规定 第十七条)."""
        self.grade = self.proposed

    @transition(
        state,
        source=State.IN_EFFECT,
        target=State.CLOSED,
        conditions=[is_to_be_better],  # type: ignore[list-item]
        custom={"needs": ("collective",)},
    )
    def restore(self) -> None:
        """A review found for the person: a better grade holds; no transition makes one worse (申诉规定 第五条)."""
        self.grade = self.better

    @transition(state, source=State.IN_EFFECT, target=State.CLOSED)
    def close(self) -> None:
        """Nothing more can be asked of it, or nothing was."""

    @transition(state, source=[State.ANNOUNCED, State.UNDER_REVIEW, State.PROPOSED], target=State.ENDED)
    def withdraw(self) -> None:
        """It ends without a grade: the person retired, died or left the system."""


class Evidence(models.Model):
    """A paper behind a report, under the heading the policy gives it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="papers")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=40)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["assessment", "paper"], name="evidence_once")]

    def __str__(self) -> str:
        return str(self.paper)


class Listed(models.Model):
    """One line of a campaign's list: who is due or not and why, and whether their assessment is open yet."""

    class Standing(models.TextChoices):
        WAITS = "waits", _("To be opened")
        OPEN = "open", _("Opened")
        NOT_DUE = "not_due", _("Not due")
        HELD = "held", _("Held up")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="listed")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    other_unit = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=40)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITS)
    words = models.TextField(blank=True, help_text=_("Why somebody is not due, or what holds the opening up."))
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "listed"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"], condition=models.Q(person__isnull=False), name="listed_person_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "organisation"], condition=models.Q(person=None), name="listed_body_once"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "standing"])]

    def __str__(self) -> str:
        return str(self.person or self.organisation)
