"""机构与任职: founding bodies of a district's tree, and putting people into office and out of it."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm, get_perms_for_model, remove_perm

from core import clock
from core.errors import Conflict, Refused
from core.organisations.models import Appointment, Kind, Organisation, OrganisationGrant
from core.organisations.roles import Role
from core.people.models import User
from core.reading import asked_once
from core.record.services import record

# Words a policy uses for a person or for a place that depends on the case; no body may be called so.
RESERVED_CODES = frozenset({"school", "group", "self", "nominator"})


@transaction.atomic
def found_district(*, code: str, name: str) -> Organisation:
    """Plant the root of a new district's tree."""
    _check_code(code)
    district = Organisation.objects.create(code=code, name=name, kind=Kind.DISTRICT)
    district.district = district
    district.save(update_fields=["district"])
    return district


@transaction.atomic
def found(kind: Kind, *, under: Organisation, code: str, name: str, **fields: Any) -> Organisation:
    """Add a body below another; Refused where its code is taken or is a word of the policy format."""
    _check_code(code)
    Organisation.objects.select_for_update(no_key=True).get(pk=under.district_id)  # type: ignore[misc]  # one code at a time
    if Organisation.objects.filter(district_id=under.district_id, code=code).exists():
        raise Refused(_("The code “%(code)s” is taken in this district. Choose another.") % {"code": code})
    return Organisation.objects.create(
        kind=kind, parent=under, district_id=under.district_id, code=code, name=name, **fields
    )


@transaction.atomic
def appoint(
    user: User,
    *,
    role: Role,
    at: Organisation,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    by: User | None,
    now: dt.datetime,
) -> Appointment:
    """Put a user into office from a day on; ``ends_on`` is the last day in office."""
    Organisation.objects.select_for_update(no_key=True).get(pk=at.pk)  # a second click finds the first one's row
    _check_appointment(user, role=role, at=at, starts_on=starts_on, ends_on=ends_on)
    appointment = Appointment.objects.create(
        district_id=at.district_id,  # type: ignore[misc]  # null only until the district itself is saved
        user=user,
        role=role,
        organisation=at,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _write_grant(appointment, on=clock.day_of(now))
    record(
        "appointment.made",
        on=at,
        by=by,
        now=now,
        user=user.pk,
        name=user.name,
        role=str(role),
        starts_on=str(starts_on),
        ends_on=str(ends_on) if ends_on else None,
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Set the last day in office; Refused before the first day, Conflict where it ended already."""
    current = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if current.ends_on and current.ends_on < clock.day_of(now):
        raise Conflict(_("This appointment ended on %(day)s already.") % {"day": current.ends_on})
    if on < current.starts_on:
        raise Refused(_("An appointment cannot end before it begins (%(day)s).") % {"day": current.starts_on})
    appointment.ends_on = on
    appointment.save(update_fields=["ends_on"])
    _write_grant(appointment, on=clock.day_of(now))
    organisation = appointment.organisation
    record("appointment.ended", on=organisation, by=by, now=now, appointment=appointment.pk, last_day=str(on))


@transaction.atomic
def sync_grants(now: dt.datetime) -> int:
    """Make the grants equal the appointments in force today; return how many rows changed."""
    missing, surplus = _astray(now)
    removed, _rows = surplus.delete()
    OrganisationGrant.objects.bulk_create(
        (OrganisationGrant(user_id=u, content_object_id=o, permission_id=p) for u, o, p in sorted(missing)),
        ignore_conflicts=True,  # an appointment made meanwhile has written its own
    )
    return removed + len(missing)


def grants_astray(now: dt.datetime) -> tuple[int, int]:
    """Return how many grants are missing, and how many rest on no appointment in force."""
    missing, surplus = _astray(now)
    return len(missing), surplus.count()


def _astray(now: dt.datetime) -> tuple[set[tuple[int, int, int]], QuerySet[OrganisationGrant]]:
    in_force = Appointment.objects.in_force(clock.day_of(now))
    codename = Concat(Value(Role.prefix()), "role")
    given = OrganisationGrant.objects.filter(
        user=OuterRef("user"), content_object=OuterRef("organisation"), permission__codename=OuterRef("codename")
    )
    wanted = in_force.annotate(codename=codename).filter(~Exists(given))
    ids = dict(get_perms_for_model(Organisation).values_list("codename", "pk"))
    missing = {(a.user_id, a.organisation_id, ids[Role(a.role).codename]) for a in wanted}
    owed = in_force.annotate(codename=codename).filter(
        user=OuterRef("user"), organisation=OuterRef("content_object"), codename=OuterRef("permission__codename")
    )
    return missing, OrganisationGrant.objects.filter(~Exists(owed))


@asked_once
def appointments_of(user: User, *, on: dt.date) -> list[Appointment]:
    """Return the appointments of a user that are in force on a day, each with its body."""
    return list(Appointment.objects.in_force(on).filter(user=user).select_related("organisation").order_by("pk"))


def holders(role: Role, organisation: Organisation, *, on: dt.date) -> QuerySet[User]:
    """Return who sits as ``role`` at a body on a day."""
    seats = Appointment.objects.in_force(on).filter(role=role, organisation=organisation)
    return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")


@asked_once
def holds(user: User, role: Role, organisation: Organisation) -> bool:
    """True when the user sits as ``role`` at this very body today; a superuser holds nothing by that."""
    return user.is_active and role.codename in ObjectPermissionChecker(user).get_user_perms(organisation)


@asked_once
def holds_somewhere(user: User, role: Role) -> bool:
    """True when the user sits as ``role`` at any body of their own district today."""
    return OrganisationGrant.objects.filter(
        user=user.pk,
        user__is_active=True,
        content_object__district=user.district_id,
        permission__codename=role.codename,
    ).exists()


def place(word: str, *, district: Organisation, school: Organisation | None) -> Organisation | None:
    """Return the body a policy's place word means for a case; None where there is none."""
    if word == "school":
        return school
    if word == "group":
        parent = school.parent if school else None
        return parent if parent and parent.kind == Kind.GROUP else None
    return Organisation.objects.filter(district=district, code=word).first()


def _check_code(code: str) -> None:
    if code in RESERVED_CODES:
        raise Refused(_("The code “%(code)s” is a word of the policy format. Choose another.") % {"code": code})
    try:
        validate_slug(code)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


def _check_appointment(
    user: User, *, role: Role, at: Organisation, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    if user.district_id and user.district_id != at.district_id:
        raise Refused(_("%(name)s belongs to another district and cannot be appointed here.") % {"name": user})
    if ends_on and ends_on < starts_on:
        raise Refused(_("An appointment cannot end before it begins (%(day)s).") % {"day": starts_on})
    overlapping = Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), starts_on__lte=ends_on or dt.date.max
    )
    if overlapping.filter(user=user, role=role, organisation=at).exists():
        raise Refused(
            _("%(name)s is %(role)s at %(place)s in that time already.")
            % {"name": user, "role": role.label, "place": at}
        )


def _write_grant(appointment: Appointment, *, on: dt.date) -> None:
    user, role, at = appointment.user, Role(appointment.role), appointment.organisation
    sits = Appointment.objects.in_force(on).filter(user=user, role=role, organisation=at).exists()
    (assign_perm if sits else remove_perm)(role.codename, user, at)
