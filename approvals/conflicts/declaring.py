"""申报: a relation between a user and a person is declared, and binds in every case about that person at once."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.conflicts.models import Relation
from approvals.conflicts.services import recheck
from approvals.conflicts.stepping import bind
from core.errors import Conflict, Refused
from core.models import Person, User
from core.organisations.roles import Role
from core.organisations.services import holds_somewhere
from core.record.services import record

SHOWN = 20


@transaction.atomic
def declare(user: User, *, person: Person, kind: str, words: str = "", by: User, now: dt.datetime) -> Relation:
    """Put a relation between a user and a person on file; the user leaves every live case about that person.

    Raises PermissionDenied where ``by`` may not declare for ``user``, Conflict where it is on file already,
    Refused for oneself, for somebody of another district, or another interest without words.
    """
    if by.pk != user.pk and not may_declare_for_others(by):
        raise PermissionDenied
    if by.district_id != user.district_id or person.district_id != user.district_id:
        raise Refused(_("A relation is declared between people of one district."))
    if user.person_id == person.pk:
        raise Refused(_("That is the same person; nobody acts in their own case anyway."))
    if kind not in Relation.Kind.values or (kind == Relation.Kind.OTHER and not words.strip()):
        raise Refused(_("Choose the relation; another interest needs a few words."))
    cases = list(Case.objects.locked().filter(person=person, finished=None).order_by("pk"))
    for case in cases if by.pk != user.pk else ():
        recheck(by, case, now=now)
    relation = _written(user, person=person, kind=kind, words=words, by=by, now=now)
    for case in cases:
        bind(case, user, now=now)
    return relation


def _written(user: User, *, person: Person, kind: str, words: str, by: User, now: dt.datetime) -> Relation:
    """Write a relation down; who confirms what others said of them makes it their own word."""
    said = {"words": words, "declared_by": by, "declared_at": now}
    relation, is_new = Relation.objects.get_or_create(
        user=user, person=person, kind=kind, defaults={"district_id": person.district_id, **said}
    )
    if not is_new:
        if by.pk != user.pk or relation.declared_by_id == user.pk:
            raise Conflict(_("This relation is on file already."))
        Relation.objects.filter(pk=relation.pk).update(**said)
    told = {"user": user.pk, "name": user.name, "person": person.pk, "kind": kind, "words": words}
    record("relation.declared", on=person.district, by=by, now=now, **told)
    return relation


def may_declare_for_others(user: User) -> bool:
    """Tell whether a user may put on file what somebody else has not declared: an administrator, an inspector."""
    return any(holds_somewhere(user, role) for role in (Role.ADMINISTRATOR, Role.INSPECTOR))


def people_named(user: User, *, name: str, unit: str = "") -> QuerySet[Person]:
    """Return the people of a user's district who are called so, by name or its sound, at a unit."""
    if not name.strip():
        return Person.objects.none()
    said = Q(name__icontains=name.strip()) | Q(pinyin__icontains=name.strip().lower())
    found = Person.objects.filter(said, district=user.district_id, organisation__name__icontains=unit.strip())
    return found.exclude(pk=user.person_id or 0).select_related("organisation").order_by("name", "pk")[:SHOWN]
