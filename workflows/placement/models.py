"""一人一策: a post given to one person for a term, with a plan of their own; and the law of it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from approvals.models import Campaign, Case
from core.models import Organisation, Paper, Person


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("placement", "Draft")
    PROPOSED = "proposed", pgettext_lazy("placement", "Proposed")
    SENT_BACK = "sent_back", pgettext_lazy("placement", "Plan returned for correction")
    CONSENTED = "consented", pgettext_lazy("placement", "Consented to by the person and both schools")
    UNDER_REVIEW = "under_review", pgettext_lazy("placement", "Under review")
    CONSIDERED = "considered", pgettext_lazy("placement", "Considered by the body")
    ON_NOTICE = "on_notice", pgettext_lazy("placement", "Pre-appointment notice")
    PROBATION = "probation", pgettext_lazy("placement", "Appointed on probation")
    SERVING = "serving", pgettext_lazy("placement", "Serving")
    CONCLUDED = "concluded", pgettext_lazy("placement", "Term under final review")
    RETAINED = "retained", pgettext_lazy("placement", "Retained in the post")
    ABSORBED = "absorbed", pgettext_lazy("placement", "Absorbed into the management team")
    RETURNED = "returned", pgettext_lazy("placement", "Returned to the former post")
    ENDED = "ended", pgettext_lazy("placement", "Ended early")
    LAPSED = "lapsed", pgettext_lazy("placement", "Lapsed: the person has left")
    REFUSED = "refused", pgettext_lazy("placement", "Not appointed")
    WITHDRAWN = "withdrawn", pgettext_lazy("placement", "Withdrawn")


EDITABLE = (State.DRAFT, State.SENT_BACK)
IN_SERVICE = (State.PROBATION, State.SERVING)
BEFORE_SERVICE = (State.PROPOSED, State.CONSENTED, State.UNDER_REVIEW, State.CONSIDERED, State.ON_NOTICE)
ENDED_AFTER_SERVICE = (State.RETAINED, State.ABSORBED, State.RETURNED, State.ENDED, State.LAPSED)
ENDED = (*ENDED_AFTER_SERVICE, State.REFUSED, State.WITHDRAWN)
APPOINTED = (*IN_SERVICE, State.CONCLUDED, *ENDED_AFTER_SERVICE)
# Whose term a second placement of the same person may not touch.
HOLDING = (State.SENT_BACK, *BEFORE_SERVICE, *IN_SERVICE, State.CONCLUDED)

CONSENTS = ("consent", "host_consent", "home_consent")
ENDING = ("collective", "ending")  # a vote of a body, and one on how this service ends


class Placement(ConcurrentTransitionMixin, models.Model):
    """One person, one post at a host school, one term, and the plan for it.

    ``organisation`` is the school the person comes from; the rows of the plan hang on it by foreign keys.
    """

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="placements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements_away")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    track = models.CharField(_("kind of post"), max_length=40)
    post = models.CharField(_("post"), max_length=80, blank=True)
    host = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="placements_here")
    term_from = models.DateField(_("term from"), null=True)
    term_until = models.DateField(_("term until"), null=True)
    probation_until = models.DateField(_("probation until"), null=True)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mentored_placements"
    )
    aims = models.TextField(_("why this person, and what for"), blank=True)
    exception = models.TextField(_("why although a condition is not met"), blank=True)
    resources = models.TextField(_("resources"), blank=True)
    exit_rule = models.TextField(_("exit rule"), blank=True)
    state = FSMField(choices=State.choices, default=State.DRAFT, protected=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="placement")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"],
                condition=models.Q(state__in=[State.DRAFT, *HOLDING]),
                name="one_live_placement_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(term_until=None) | models.Q(term_until__gt=models.F("term_from")),
                name="placement_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state"]),
            models.Index(fields=["person", "term_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("placement", args=[self.pk])

    @property
    def track_title(self) -> str:
        return str(self.campaign.policy.tracks[self.track].title)

    @property
    def is_editable(self) -> bool:
        """Tell whether whoever put it forward may still write in the plan."""
        return self.state in EDITABLE

    @property
    def is_in_service(self) -> bool:
        return self.state in IN_SERVICE

    @property
    def is_appointed(self) -> bool:
        """Tell whether the post was given, whatever has become of it since."""
        return self.state in APPOINTED

    @property
    def midterm_on(self) -> dt.date | None:
        """The middle of the term, and never before the probation is over."""
        if not (self.term_from and self.term_until and self.probation_until):
            return None
        return max(self.term_from + (self.term_until - self.term_from) / 2, self.probation_until)

    @transition(state, source=[State.DRAFT, State.SENT_BACK], target=State.PROPOSED)
    def submit(self) -> None:
        """The plan is put forward, at first or after a correction."""

    @transition(state, source=State.PROPOSED, target=State.CONSENTED, custom={"needs": CONSENTS})
    def agree(self) -> None:
        """The person and both schools have consented."""

    @transition(state, source=[State.PROPOSED, State.CONSENTED, State.UNDER_REVIEW], target=State.UNDER_REVIEW)
    def take_up(self) -> None:
        """The section looks into it."""

    @transition(
        state,
        source=[State.CONSENTED, State.UNDER_REVIEW, State.CONSIDERED],
        target=State.CONSIDERED,
        custom={"needs": ("collective",)},
    )
    def consider(self) -> None:
        """The body has decided to propose the appointment."""

    @transition(
        state,
        source=[State.CONSENTED, State.UNDER_REVIEW, State.CONSIDERED, State.ON_NOTICE],
        target=State.ON_NOTICE,
        custom={"needs": ("collective",)},
    )
    def announce(self) -> None:
        """What the body has decided is made public before the appointment (任前公示)."""

    @transition(
        state,
        source=State.ON_NOTICE,
        target=State.PROBATION,
        custom={"needs": (*CONSENTS, "collective", "public_notice")},
    )
    def appoint(self) -> None:
        """The post is given on probation: never without consent, a collective decision and a public notice."""

    @transition(state, source=State.PROBATION, target=State.SERVING)
    def confirm(self) -> None:
        """The probation is passed."""

    @transition(state, source=[State.SERVING, State.CONCLUDED], target=State.CONCLUDED)
    def conclude(self) -> None:
        """The term is over and is reviewed."""

    @transition(state, source=State.CONCLUDED, target=State.RETAINED, custom={"needs": (*ENDING, "final_review")})
    def retain(self) -> None:
        """The person stays in the post (留任), by a collective decision on how the term ends."""

    @transition(state, source=State.CONCLUDED, target=State.ABSORBED, custom={"needs": (*ENDING, "final_review")})
    def absorb(self) -> None:
        """The person joins the management team (吸纳): by a review passed and a collective decision after it."""

    @transition(state, source=State.CONCLUDED, target=State.RETURNED, custom={"needs": (*ENDING, "heard")})
    def go_back(self) -> None:
        """The person goes back to the former post: heard before, and decided by the body."""

    @transition(
        state,
        source=[State.PROBATION, State.SERVING, State.CONCLUDED],
        target=State.ENDED,
        custom={"needs": (*ENDING, "heard")},
    )
    def end_early(self) -> None:
        """The service is broken off: the person is heard before, and the body decides."""

    @transition(
        state,
        source=[State.PROBATION, State.SERVING, State.CONCLUDED],
        target=State.LAPSED,
        custom={"needs": ("verified",)},
    )
    def lapse(self) -> None:
        """The person has left, retired or died (自行失效): somebody has made sure of it, and nothing is decided."""

    @transition(state, source=list(BEFORE_SERVICE), target=State.SENT_BACK)
    def send_back(self) -> None:
        """A reviewer, or somebody who was asked to consent, wants the plan changed."""

    @transition(state, source=[*BEFORE_SERVICE, State.SENT_BACK], target=State.REFUSED)
    def refuse(self) -> None:
        """The post is not given: somebody did not consent, or it was not agreed to."""

    @transition(state, source=[State.DRAFT, *BEFORE_SERVICE, State.SENT_BACK], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Whoever put it forward takes it back, before the appointment."""


class PlanTask(models.Model):
    """任务: what the person is to do, under a heading by which the service is judged in the end."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(_("kind"), max_length=40)
    words = models.TextField(_("task"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["placement", "kind"], name="plan_task_once")]

    def __str__(self) -> str:
        return self.words


class Indicator(models.Model):
    """指标: what is measured, from where, and what is to be reached."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="indicators")
    what = models.CharField(_("what is measured"), max_length=120)
    target = models.CharField(_("target"), max_length=120)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what}: {self.target}"


class Milestone(models.Model):
    """节点: something to be done by a day of the term."""

    class Standing(models.TextChoices):
        OPEN = "open", pgettext_lazy("milestone", "Open")
        REPORTED = "reported", pgettext_lazy("milestone", "Reported")
        MET = "met", pgettext_lazy("milestone", "Met")
        MISSED = "missed", pgettext_lazy("milestone", "Missed")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="milestones")
    what = models.CharField(_("milestone"), max_length=120)
    due_on = models.DateField(_("due on"))
    asks_paper = models.BooleanField(_("evidence is asked for"), default=False)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.OPEN)
    report = models.TextField(_("report"), blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("what was found"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["placement", "due_on"])]

    def __str__(self) -> str:
        return self.what

    @property
    def is_left(self) -> bool:
        """Tell whether nobody has yet found that it was met or missed."""
        return self.standing in (self.Standing.OPEN, self.Standing.REPORTED)


class PlacementPaper(models.Model):
    """A paper that goes with the plan, under the heading the policy gives it."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="papers")
    material = models.CharField(max_length=40)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["placement", "paper"], name="placement_paper_once")]

    def __str__(self) -> str:
        return str(self.paper)
