"""证明材料: an uploaded file, stored once and referred to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Organisation


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

    def __str__(self) -> str:
        return self.name
