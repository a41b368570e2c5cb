"""能上能下: an adjustment and its law; and what the facts propose by themselves."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from approvals.models import Campaign, Case
from core.models import Fact, Organisation, Paper, Person
from core.organisations.roles import Role

# What the law asks before anybody is adjusted (人事管理条例第十六条、申诉规定第五条): no policy can do without it.
FAIR = ("verified", "heard", "collective")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    UNDER_WAY = "under_way", _("Under way")
    REVOKED = "revoked", _("Revoked")
    LOWERED = "lowered", _("Lowered")
    DISMISSED = "dismissed", _("Contract ended")
    LAPSED = "lapsed", _("Lapsed")
    RESTORED = "restored", _("Restored")
    NOT_ADJUSTED = "not_adjusted", _("Not adjusted")
    OVERTAKEN = "overtaken", _("Closed without adjustment")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COMPETING = "competing", _("Competing for a post")
    PLACED = "placed", _("Placed")
    UNPLACED = "unplaced", _("Not placed")


class Ground(models.TextChoices):
    """Why somebody is adjusted, as far as the law treats it differently."""

    RESULT = "result", _("Results of assessments")
    DECISION = "resolution", _("Decision of the Party group")
    CONDUCT = "conduct", _("Conduct")
    LEFT = "left", _("Left the system")
    TERM = "term", _("The term is over")
    COMPETITION = "competition", _("Competition for posts")


IN_EFFECT = (State.REVOKED, State.LOWERED, State.DISMISSED, State.LAPSED)
LIVE = (State.PROPOSED, State.UNDER_WAY)
TAKEN_BACK = (State.WITHDRAWN, State.OVERTAKEN)  # the same cause may be brought up again


class Adjustment(ConcurrentTransitionMixin, models.Model):
    """What somebody holds is to end or to be lowered; or somebody competes for a post."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="adjustments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adjustments")
    track = models.CharField(_("category"), max_length=40)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    cause = models.CharField(max_length=64, editable=False)
    target = models.ForeignKey(Fact, null=True, on_delete=models.PROTECT, related_name="+")
    rests_on = models.ManyToManyField(Fact, blank=True, related_name="+")
    reasons = models.TextField(_("reasons"), blank=True)
    new_post = models.CharField(_("post afterwards"), max_length=200, blank=True)
    state = FSMField(choices=State.choices, default=State.PROPOSED, protected=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="adjustment")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cause"],
                condition=~models.Q(state__in=[State.WITHDRAWN, State.OVERTAKEN]),
                name="one_adjustment_a_cause",
            )
        ]
        indexes = [models.Index(fields=["campaign", "state"])]

    def __str__(self) -> str:
        return f"{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("adjustment", args=[self.pk])

    @property
    def track_title(self) -> str:
        return str(self.campaign.policy.tracks[self.track].title)

    def is_competition(self) -> bool:
        """Tell whether somebody competes for a post, which takes nothing from them."""
        return self.ground == Ground.COMPETITION

    def adjusts(self) -> bool:
        """Tell whether something is to be taken from somebody, with the reasons written down."""
        return not self.is_competition() and bool(self.reasons.strip())

    def is_about_conduct(self) -> bool:
        """Tell whether discipline must have looked at it."""
        return self.ground == Ground.CONDUCT

    def is_not_about_conduct(self) -> bool:
        """Tell whether it rests on results or on a decision, and on no conduct."""
        return self.ground in (Ground.RESULT, Ground.DECISION)

    def ends_by_itself(self) -> bool:
        """Tell whether it ends without anybody's decision: the holder has left, or the term is over."""
        return self.ground in (Ground.LEFT, Ground.TERM)

    @transition(state, source=State.PROPOSED, target=State.UNDER_WAY, conditions=[adjusts])  # type: ignore[list-item]
    def hand_in(self) -> None:
        """The section puts the proposal on its road."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.REVOKED,
        conditions=[is_not_about_conduct],  # type: ignore[list-item]
        custom={"needs": FAIR},
    )
    def revoke(self) -> None:
        """What was conferred is taken back by a decision (取消)."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.REVOKED,
        conditions=[is_about_conduct],  # type: ignore[list-item]
        custom={"needs": (*FAIR, "discipline")},
    )
    def revoke_for_conduct(self) -> None:
        """What was conferred is taken back for conduct that discipline has looked at."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.LOWERED,
        conditions=[is_not_about_conduct],  # type: ignore[list-item]
        custom={"needs": FAIR},
    )
    def step_down(self) -> None:
        """A lower post follows the one held (降低岗位等级)."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.LOWERED,
        conditions=[is_about_conduct],  # type: ignore[list-item]
        custom={"needs": (*FAIR, "discipline")},
    )
    def step_down_for_conduct(self) -> None:
        """A lower post follows, for conduct that discipline has looked at."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.DISMISSED,
        conditions=[is_not_about_conduct],  # type: ignore[list-item]
        custom={"needs": FAIR},
    )
    def end_contract(self) -> None:
        """The contract ends thirty days after written notice (人事管理条例第十六条)."""

    @transition(
        state,
        source=State.UNDER_WAY,
        target=State.LAPSED,
        conditions=[ends_by_itself],  # type: ignore[list-item]
        custom={"needs": ("verified",)},
    )
    def lapse(self) -> None:
        """It has ended by itself (自行失效): that is established, and decided by nobody."""

    @transition(state, source=[State.UNDER_WAY], target=State.NOT_ADJUSTED)
    def reject(self) -> None:
        """Everything stays as it was."""

    @transition(state, source=[State.PROPOSED, State.UNDER_WAY, State.COMPETING], target=State.OVERTAKEN)
    def overtake(self) -> None:
        """The person has died or retired meanwhile: closed without adjustment."""

    @transition(state, source=[State.PROPOSED, State.UNDER_WAY, State.COMPETING], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Whoever put it forward takes it back."""

    @transition(state, source=[State.REVOKED, State.LOWERED, State.DISMISSED, State.LAPSED], target=None)
    def uphold(self) -> None:
        """Nobody appealed, or the appeal found nothing: it stays as decided, and no worse."""

    @transition(state, source=[State.REVOKED, State.LOWERED, State.DISMISSED, State.LAPSED], target=State.RESTORED)
    def restore(self) -> None:
        """Reconsidered or appealed with success: what was taken is given back."""

    @transition(state, source=State.PROPOSED, target=State.COMPETING, conditions=[is_competition])  # type: ignore[list-item]
    def compete(self) -> None:
        """Somebody enters the competition for a post (竞聘)."""

    @transition(state, source=State.COMPETING, target=State.PLACED, custom={"needs": ("willing", "collective")})
    def place(self) -> None:
        """The post is theirs: they asked for it or agreed to it, and a body decided."""

    @transition(state, source=State.COMPETING, target=State.UNPLACED)
    def leave_unplaced(self) -> None:
        """They keep what they hold, and the next round is open to them."""

    @transition(state, source=State.COMPETING, target=State.UNPLACED)
    def send_to_training(self) -> None:
        """No round has placed them: training while waiting for a post (待岗培训)."""


class AdjustmentPaper(models.Model):
    """A paper of an adjustment: under a heading of the policy, or handed in at a stage that asks for one."""

    adjustment = models.ForeignKey(Adjustment, on_delete=models.CASCADE, related_name="papers")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=40)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["adjustment", "paper"], name="adjustment_paper_once")]

    def __str__(self) -> str:
        return str(self.paper)


class Proposal(models.Model):
    """What a trigger of a policy has found in somebody's file; an office takes it up or dismisses it."""

    class State(models.TextChoices):
        OPEN = "open", _("To be answered")
        TAKEN_UP = "taken_up", _("Taken up")
        DISMISSED = "dismissed", _("Dismissed")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="proposals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(max_length=40)
    cause = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    rests_on = models.ManyToManyField(Fact, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    adjustment = models.OneToOneField(Adjustment, null=True, on_delete=models.PROTECT, related_name="proposal")

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "trigger", "cause"], name="proposed_once_a_cause"),
        ]
        indexes = [models.Index(fields=["state", "office", "role"]), models.Index(fields=["district", "state"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.trigger}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @property
    def rule(self):
        """The trigger as its policy says it."""
        return self.campaign.policy.triggers[self.trigger]


class Look(models.Model):
    """How far the files of a district were read for the triggers of a campaign."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="look")
    day = models.DateField(null=True)
    statement = models.BigIntegerField(default=0)  # the newest that was read

    def __str__(self) -> str:
        return f"{self.campaign}: {self.day}"
