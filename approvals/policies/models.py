"""办法: the document a district publishes, and its versions that never change."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.policies.document import Policy as Document
from approvals.policies.read import read_cached
from core.models import Organisation
from core.reading import asked_once


class Policy(models.Model):
    """A policy of one district, known by its key."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="policy_key_once")]

    def __str__(self) -> str:
        return self.key


class PolicyVersion(models.Model):
    """The text of a policy as published; its digest is its identity."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
            models.UniqueConstraint(fields=["policy", "digest"], name="policy_version_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"

    @cached_property
    def document(self) -> Document:
        """The text, read."""
        return read_cached(self.text)


@asked_once
def versions_in(district: int | None, *, process: str) -> list[PolicyVersion]:
    """Return what a district has published for a process, every version."""
    return [version for version in _versions(district) if version.document.process == process]


@asked_once
def _versions(district: int | None) -> list[PolicyVersion]:
    return list(PolicyVersion.objects.filter(district=district).order_by("pk"))
