"""机构与任职: one tree a district, and who holds which role where."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from core.organisations.roles import Role
from core.record.models import Chained


class Kind(models.TextChoices):
    DISTRICT = "district", _("District")
    BUREAU = "bureau", _("Bureau")
    SECTION = "section", _("Section")
    GROUP = "group", _("School group")
    SCHOOL = "school", _("School")
    OUTSIDE = "outside", _("Outside body")
    COMMITTEE = "committee", _("Committee")
    POOL = "pool", _("Expert pool")
    STUDIO = "studio", _("Studio")


class Organisation(Chained):
    """A body of the district's tree; the root is the district itself and is its own district."""

    district = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    phase = models.CharField(_("school phase"), max_length=20, blank=True)
    is_rural = models.BooleanField(_("rural"), default=False)

    class Meta:
        permissions = [(role.codename, role.label) for role in Role]
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="organisation_code_once")]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, day: dt.date) -> "AppointmentQuerySet":
        """Those whose first day has come and whose last day has not gone."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day), starts_on__lte=day)


class Appointment(models.Model):
    """A user holds a role at an organisation from one day to another (任职)."""

    district = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation", "starts_on"], name="appointment_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="appointment_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} @ {self.organisation}"


class OrganisationGrant(UserObjectPermissionBase):
    """guardian's row behind an appointment in force: found by a direct foreign key, never by a generic one."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE)
