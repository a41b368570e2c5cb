"""一轮: one visit to a stage, the seats in it, and the reminders it promised."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.fields import TaskReferenceField, TokenField
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from core.models import Organisation
from core.organisations.roles import Role


class Round(models.Model):
    """The task row of viewflow: which stage, from when, by when, how it was closed, by whom and why.

    A plain model with viewflow's reference and token: the generic keys and the link table of its
    ``AbstractTask`` cannot be dropped and cost every write.
    """

    process = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rounds")
    flow_task = TaskReferenceField()
    flow_task_type = models.CharField(max_length=50, default="STAGE")
    status = models.CharField(max_length=20, default=STATUS.NEW)
    token = TokenField(default=Token("start"))

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    visit = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    result = models.JSONField(default=dict, help_text=_("What was counted or computed, as text."))
    score = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    is_void = models.BooleanField(default=False, help_text=_("Taken back by a return to an earlier stage."))
    sent_up_at = models.DateTimeField(null=True)
    sent_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_up_reason = models.TextField(blank=True)
    escalated_at = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)
    target = models.CharField(max_length=40, blank=True, help_text=_("The stage that whoever returned it chose."))
    parts = models.JSONField(default=dict, help_text=_("Digests of the dossier's parts as they stood at the verdict."))
    seen_at = models.DateTimeField(null=True, help_text=_("When somebody who must act first opened it."))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["process"], condition=models.Q(closed_at=None), name="one_open_round_a_case"
            ),
            models.UniqueConstraint(fields=["process", "stage", "visit"], name="round_visit_once"),
        ]
        indexes = [
            models.Index(fields=["campaign", "stage"], condition=models.Q(closed_at=None), name="round_waiting"),
            models.Index(fields=["district", "due_at"], condition=models.Q(closed_at=None), name="round_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id}/{self.stage}#{self.visit}"

    @property
    def case(self) -> Case:
        return self.process

    @property
    def rule(self):
        """The stage as the case's policy version words it."""
        return self.process.policy.stages[self.stage]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class BallotQuerySet(models.QuerySet["Ballot"]):
    def standing(self) -> "BallotQuerySet":
        """Those that count: the round's electorate as it is now, whether they have answered or not."""
        return self.filter(state__in=[Ballot.State.OPEN, Ballot.State.CAST], counts=True)

    def awaited(self) -> "BallotQuerySet":
        """Those whose turn it is: open, and behind nobody who has still to answer."""
        return self.filter(state=Ballot.State.OPEN).exclude(waits_for__state=Ballot.State.OPEN)


class Ballot(models.Model):
    """One seat of a round and what was said from it: a vote, a score, an opinion.

    A seat belongs to a person (a frozen electorate) or to an office, whose holder of the day fills it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Awaited")
        CAST = "cast", _("Given")
        VOID = "void", _("Not needed any more")
        NOTED = "noted", _("Kept as an opinion that does not count")
        DROPPED = "dropped", _("Taken off the round")
        HANDED = "handed", _("Handed over")
        RECUSED = "recused", _("Stepped aside")

    class Way(models.TextChoices):
        BEFORE = "before", _("Added before")
        AFTER = "after", _("Added after")
        BESIDE = "beside", _("Added beside")
        LENT = "lent", _("Asked for an opinion")
        HANDED = "handed", _("Handed over")
        DRAWN = "drawn", _("Drawn as a replacement")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="ballots")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    verdict = models.CharField(max_length=20, blank=True)
    scores = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    opinion = models.TextField(_("opinion"), blank=True)
    cast_at = models.DateTimeField(null=True)
    counts = models.BooleanField(default=True, help_text=_("False: heard, not counted."))
    waits_for = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    instead_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    for_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_why = models.TextField(blank=True)
    vote_no = models.PositiveSmallIntegerField(default=1, help_text=_("2 in a second ballot."))
    sealed = models.TextField(blank=True, help_text=_("What was given, unreadable until the round is opened."))
    declared_at = models.DateTimeField(null=True, help_text=_("When a judge said that no relation bears on the case."))

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user", "vote_no"],
                condition=models.Q(state__in=["open", "cast"]),
                name="one_standing_ballot_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["user"], condition=models.Q(state="open"), name="ballot_awaited_of_user"),
            models.Index(
                fields=["organisation", "role"], condition=models.Q(state="open"), name="ballot_awaited_of_office"
            ),
            models.Index(fields=["user", "-cast_at"], name="ballot_given"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.user or self.organisation}"

    @property
    def office(self) -> tuple[Role, Organisation] | None:
        """The office the seat belongs to; None for a person's own seat."""
        return (Role(self.role), self.organisation) if self.role and self.organisation else None


class Promise(models.Model):
    """A reminder promised when a round opened; whom it reaches is asked when it is due."""

    class Step(models.TextChoices):
        REMIND = "remind", _("Reminder")
        ESCALATE = "escalate", _("Escalation")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="promises")
    step = models.CharField(max_length=10, choices=Step.choices)
    offset = models.SmallIntegerField(help_text=_("Working days from the deadline; negative is before it."))
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "step", "offset"],
                condition=models.Q(kept_at=None, void_at=None),  # a new last day promises its ladder anew
                name="promise_once",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(kept_at=None, void_at=None), name="promise_pending")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.step} {self.offset:+d}"


class Pause(models.Model):
    """中止计时: a stretch in which a round's clock stood still."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    left = models.PositiveSmallIntegerField(help_text=_("Days of the budget that were left."))
    until = models.DateTimeField(null=True)
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=models.Q(until=None), name="one_open_pause_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.since:%Y-%m-%d}"
