"""三名: a nomination and its law."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from approvals.models import Campaign, Case
from core.models import Organisation, Paper, Person


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for correction")
    HONOURED = "honoured", _("Honoured")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED = (State.REFUSED, State.WITHDRAWN)
EDITABLE = (State.DRAFT, State.RETURNED)


class Nomination(ConcurrentTransitionMixin, models.Model):
    """A school puts one colleague forward for one honour."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    track = models.CharField(_("category"), max_length=40)
    statement = models.TextField(_("grounds for the nomination"), blank=True)
    state = FSMField(choices=State.choices, default=State.DRAFT, protected=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="nomination")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person"],
                condition=~models.Q(state__in=[State.REFUSED, State.WITHDRAWN]),
                name="one_live_nomination_a_person",
            )
        ]
        indexes = [models.Index(fields=["organisation", "campaign"])]

    def __str__(self) -> str:
        return f"{self.person}"

    def get_absolute_url(self) -> str:
        return reverse("nomination", args=[self.pk])

    @property
    def track_title(self) -> str:
        return str(self.campaign.policy.tracks[self.track].title)

    @property
    def is_editable(self) -> bool:
        """Tell whether the school may still write in it: a draft, or what was returned for correction."""
        return self.state in EDITABLE

    def is_complete(self) -> bool:
        """Tell whether the grounds are written; papers are checked by the policy's list."""
        return bool(self.statement.strip())

    @transition(state, source=[State.DRAFT, State.RETURNED], target=State.UNDER_REVIEW, conditions=[is_complete])  # type: ignore[list-item]
    def submit(self) -> None:
        """The school puts the dossier forward, at first or after a correction."""

    @transition(state, source=State.UNDER_REVIEW, target=State.RETURNED)
    def send_back(self) -> None:
        """A reviewer asks for corrections."""

    @transition(
        state,
        source=State.UNDER_REVIEW,
        target=State.HONOURED,
        custom={"needs": ("collective", "public_notice")},
    )
    def honour(self) -> None:
        """The honour is conferred: never without a collective decision and a public notice."""

    @transition(state, source=[State.UNDER_REVIEW, State.RETURNED], target=State.REFUSED)
    def refuse(self) -> None:
        """The honour is not conferred; or a correction was not handed in in time."""

    @transition(state, source=[State.DRAFT, State.UNDER_REVIEW, State.RETURNED], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """The school takes the nomination back."""


class NominationPaper(models.Model):
    """A paper of the dossier, under the heading the policy gives it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="papers")
    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    material = models.CharField(max_length=40)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["nomination", "paper"], name="nomination_paper_once")]

    def __str__(self) -> str:
        return str(self.paper)
