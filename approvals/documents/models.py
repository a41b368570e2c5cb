"""文书: what was issued under which number, a district's templates, and how far each series of numbers has come."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.documents.codes import shown
from approvals.documents.kinds import DocumentKind, find
from approvals.meetings.models import Meeting
from approvals.notices.models import PublicNotice
from core.models import Event, Organisation, Paper

STANDS = Q(ended_at=None)
SUBJECT_FIELDS = ("case", "meeting", "notice", "campaign")


class DocumentTemplate(models.Model):
    """A Word template that a district uses instead of the shipped one, from one moment to another."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "kind"], condition=STANDS, name="one_template_in_use_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.paper}"


class NumberPrefix(models.Model):
    """发文代字: the words before the year in the numbers of a kind; kinds with the same words count together."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    prefix = models.CharField(_("words before the number"), max_length=20)

    class Meta:
        verbose_name_plural = "number prefixes"
        constraints = [models.UniqueConstraint(fields=["district", "kind"], name="one_prefix_a_kind")]

    def __str__(self) -> str:
        return self.prefix


class NumberSeries(models.Model):
    """The numbers of a year under one prefix, locked while the next is given: none is doubled, none left out."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [models.UniqueConstraint(fields=["district", "prefix", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.year}: {self.last}"


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def standing(self) -> Self:
        """Those that were neither replaced nor withdrawn."""
        return self.filter(STANDS)


class IssuedDocument(models.Model):
    """A paper as it was issued: nothing of it changes, it only ends, replaced by another or withdrawn."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(PublicNotice, null=True, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+")
    cases = models.ManyToManyField(Case, related_name="documents", help_text=_("The cases it speaks of."))
    number = models.CharField(_("number"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=300)
    code = models.CharField(_("check code"), max_length=16, unique=True)
    words = models.JSONField()
    digest = models.CharField(max_length=64)
    template = models.ForeignKey(DocumentTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.TextField(_("why it is withdrawn"), blank=True)

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["district", "-id"])]
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], condition=~Q(number=""), name="number_once"),
            models.CheckConstraint(
                condition=Q.create(
                    [Q(**{f"{one}__isnull": one != named for one in SUBJECT_FIELDS}) for named in SUBJECT_FIELDS],
                    connector=Q.OR,
                ),
                name="document_of_one_thing",
            ),
            *(
                models.UniqueConstraint(fields=["kind", named], condition=STANDS, name=f"one_document_a_{named}")
                for named in SUBJECT_FIELDS
                if named != "campaign"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def rule(self) -> DocumentKind | None:
        """The kind as its process registered it; none where the process is no longer installed."""
        return find(self.kind)

    @property
    def kind_title(self) -> str:
        return str(self.rule.title) if self.rule else self.kind

    @property
    def code_shown(self) -> str:
        return shown(self.code)

    @property
    def of(self) -> str:
        """Which kind of thing it is of."""
        return next(one for one in SUBJECT_FIELDS if getattr(self, f"{one}_id") is not None)

    @property
    def subject(self) -> Case | Meeting | PublicNotice | Campaign:
        """The one thing it is of."""
        return getattr(self, self.of)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_by_id is not None
