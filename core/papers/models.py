"""证明材料: an uploaded file, stored once and referred to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Organisation
from core.record.models import Event


class Paper(models.Model):
    """A file handed in as evidence, known by its digest."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="%Y/%m")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    is_false = models.BooleanField(default=False, editable=False)  # so that a list of papers marks it without asking

    def __str__(self) -> str:
        return self.name


class FalsePaper(models.Model):
    """A paper that was found false: by whom, when and why. The file itself is kept."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="found_false")
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(_("reason"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.paper}: {self.reason[:40]}"
