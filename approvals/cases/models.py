"""办件: the run of a policy version for one subject."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess

from approvals.campaigns.models import Campaign
from approvals.policies.models import PolicyVersion
from core.models import Organisation, Person
from core.record.models import Chained


class CaseQuerySet(models.QuerySet["Case"]):
    def locked(self) -> "CaseQuerySet":
        """Lock the cases' own rows, and bring what every verb reads of them.

        Not their keys: rows that refer to a case may be written meanwhile.
        """
        return self.select_for_update(of=("self",), no_key=True).select_related(
            "version", "campaign", "organisation", "person", "district"
        )


class Case(Chained, AbstractProcess):
    """One case: what inbox and trail need stands on the row; the subject itself belongs to its process."""

    was_looked_at = False  # for who stays out of it, since its row was locked; see approvals.conflicts

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(_("number"), max_length=30)
    track = models.CharField(_("category"), max_length=40)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opened_cases")
    nominator_role = models.CharField(max_length=20)
    nominator_at = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict, help_text=_("The facts as they stood when the case began."))
    outcome = models.CharField(max_length=40, blank=True)
    withdrawal_asked_at = models.DateTimeField(null=True)
    withdrawal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_reason = models.TextField(blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="case_number_once")]
        indexes = [
            models.Index(fields=["district", "finished"]),
            models.Index(fields=["opened_by", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def policy(self):
        return self.version.document

    @property
    def title(self) -> str:
        """Whom the case is about."""
        return str(self.person or self.organisation)

    @property
    def is_live(self) -> bool:
        return self.finished is None
