"""谁可看档案: whose talent file a user may read, from the offices they hold today."""

import rules
from django.conf import settings
from django.db.models import Q, QuerySet

from core import clock
from core.facts.kinds import sensitive_kinds
from core.organisations.models import Appointment, Kind, Organisation
from core.organisations.roles import SCHOOL_LEADERS, Role
from core.organisations.services import appointments_of
from core.people.models import Person, User


def keeping_offices() -> list[tuple[str, str]]:
    """Return the offices that keep the files: each a role and the code of its body, as the settings name them."""
    return [(role, code) for role, _at, code in (seat.strip().partition("@") for seat in settings.FILES_KEPT_BY)]


def file_keepers(district: Organisation | int) -> QuerySet[User]:
    """Return who keeps the files of a district today."""
    seats = Q(pk=None)
    for role, code in keeping_offices():
        seats |= Q(role=role, organisation__code=code)
    seated = Appointment.objects.in_force(clock.today()).filter(seats, district=district)
    return User.objects.filter(is_active=True, pk__in=seated.values("user")).order_by("pk")


def files_of(user: User) -> QuerySet[Person]:
    """Return the persons whose file a user may read: themselves, the staff they lead, or the whole district's."""
    found = Person.objects.filter(district=user.district_id)
    if reads_every_file(user):
        return found
    mine = Q(pk=user.person_id) if user.person_id else Q(pk=None)
    for office in _offices(user):
        if office.role in SCHOOL_LEADERS:
            mine |= Q(organisation=office.organisation_id)
        elif office.role == Role.OFFICER and office.organisation.kind == Kind.GROUP:
            mine |= Q(organisation__parent=office.organisation_id)
    return found.filter(mine)


def reads_others(user: User) -> bool:
    """Tell whether an office of the user's opens files of other people to them."""
    leads = any(
        office.role in SCHOOL_LEADERS or (office.role == Role.OFFICER and office.organisation.kind == Kind.GROUP)
        for office in _offices(user)
    )
    return leads or reads_every_file(user)


def hidden_kinds(user: User, person: Person) -> frozenset[str]:
    """Return the kinds of facts of a file that a user may not read."""
    return frozenset() if user.has_perm("core.view_sensitive_facts", person) else sensitive_kinds()


@rules.predicate
def keeps_files(user: User) -> bool:
    """True for who keeps the files of their district (the bureau's personnel section)."""
    return any((office.role, office.organisation.code) in keeping_offices() for office in _offices(user))


@rules.predicate
def watches_everybody(user: User) -> bool:
    """True for the bureau's leaders and the discipline inspectors."""
    return any(
        office.role == Role.INSPECTOR or (office.role == Role.LEADER and office.organisation.kind == Kind.BUREAU)
        for office in _offices(user)
    )


@rules.predicate
def is_the_person(user: User, person: Person | None) -> bool:
    return person is not None and user.person_id is not None and user.person_id == person.pk


@rules.predicate
def is_of_their_district(user: User, person: Person | None) -> bool:
    return person is not None and user.district_id == person.district_id


@rules.predicate
def reads_the_file(user: User, person: Person | None) -> bool:
    return person is not None and files_of(user).filter(pk=person.pk).exists()


def reads_every_file(user: User) -> bool:
    """Tell whether every file of the district is open to a user."""
    return keeps_files(user) or watches_everybody(user)


def _offices(user: User) -> list[Appointment]:
    return appointments_of(user, on=clock.today()) if user.is_active and user.district_id else []
