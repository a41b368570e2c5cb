"""人才档案 and the login: many persons never log in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Organisation


class Person(models.Model):
    """One talent file: who somebody is; what is said about them stands in dated facts."""

    class Gender(models.TextChoices):
        FEMALE = "F", _("Female")
        MALE = "M", _("Male")

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    staff_no = models.CharField(_("staff number"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(max_length=120, blank=True, editable=False)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices)
    born_on = models.DateField(_("date of birth"))
    subject = models.CharField(_("subject taught"), max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "staff_no"], name="person_staff_no_once")]
        indexes = [models.Index(fields=["organisation", "name"])]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """The login of a person; the username is unique across districts because one sign-in page serves them all."""

    district = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)

    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
