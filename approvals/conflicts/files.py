"""What the files say of everybody in the district and the person of one case, in a fixed number of questions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from approvals.conflicts.models import Recusal, Relation
from approvals.conflicts.rules import RECUSED, SAME_SCHOOL, Found, Said, Stay, found_between
from core.clock import day_of
from core.models import Appointment, Fact, Person, User
from core.organisations.models import Kind

EMPLOYMENT = "employment"


def found_in_files(
    case, *, rules: Collection[str], years: int, now: dt.datetime, user: User | None = None
) -> dict[int, list[Found]]:
    """Return which rules hold for whom; of one user only, where ``user`` is given."""
    on = day_of(now)
    theirs = _stays_of(case, now=now) if SAME_SCHOOL in rules else []
    mine = _stays_at({stay.school for stay in theirs}, district=case.district_id, user=user, now=now)
    said = _said_of(case, user=user)
    found = {
        pk: found_between(mine[pk], theirs, said[pk], rules=rules, years=years, on=on) for pk in sorted({*mine, *said})
    }
    login = _login_of(case)
    return {pk: findings for pk, findings in found.items() if findings and not (login and pk == login.pk)}


def _stays_of(case, *, now: dt.datetime) -> list[Stay]:
    """Return the schools of the person of a case: that put them forward, where they are and were, by file or office."""
    stays = [Stay(case.organisation.name)]
    if case.person:
        stays.append(Stay(case.person.organisation.name))
        facts = _employments(now).filter(person=case.person)
        stays += [Stay(school, until) for school, until in facts.values_list("value", "true_until")]
    if login := _login_of(case):
        offices = _offices(now).filter(user=login)
        stays += [Stay(school, until) for school, until in offices.values_list("organisation__name", "ends_on")]
    return stays


def _login_of(case) -> User | None:
    return getattr(case.person, "user", None)


def _stays_at(schools: Collection[str], *, district: int, user: User | None, now: dt.datetime) -> dict[int, list[Stay]]:
    """Return who is or was at these schools: by their file, by what is on it, or by an office they hold there."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    if not schools:
        return stays
    here = {"district": district, "organisation__name__in": schools}
    files = Person.objects.filter(_only(user, "user"), **here, user__isnull=False)
    for pk, school in files.values_list("user", "organisation__name"):
        stays[pk].append(Stay(school))
    facts = _employments(now).filter(
        _only(user, "person__user"), district=district, value__in=schools, person__user__isnull=False
    )
    offices = _offices(now).filter(_only(user, "user"), **here)
    for rows in (
        facts.values_list("person__user", "value", "true_until"),
        offices.values_list("user", "organisation__name", "ends_on"),
    ):
        for pk, school, until in rows:
            stays[pk].append(Stay(school, until))
    return stays


def _employments(now: dt.datetime):
    return Fact.objects.known(now).filter(kind=EMPLOYMENT, true_from__lte=day_of(now))


def _offices(now: dt.datetime):
    return Appointment.objects.filter(organisation__kind=Kind.SCHOOL, starts_on__lte=day_of(now))


def _said_of(case, *, user: User | None) -> dict[int, list[Said]]:
    """Return what was declared of anybody and the person of a case, and who stepped aside for them before."""
    said: dict[int, list[Said]] = defaultdict(list)
    if case.person is None:
        return said
    relations = Relation.objects.filter(_only(user, "user"), person=case.person)
    for pk, kind, words, by in relations.order_by("pk").values_list("user", "kind", "words", "declared_by"):
        said[pk].append(Said(kind, words, is_own=by == pk))
    before = Recusal.objects.binding().filter(_only(user, "user"), case__person=case.person, rule=Recusal.Rule.DECLARED)
    for pk, words in before.exclude(case=case).values_list("user", "words"):
        said[pk].append(Said(RECUSED, words))
    return said


def _only(user: User | None, path: str) -> Q:
    return Q(**{path: user}) if user else Q()
