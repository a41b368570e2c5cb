import datetime as dt
import json

import pytest

from core import clock
from core.errors import Conflict, Refused
from core.organisations.models import Appointment, Kind, OrganisationGrant
from core.organisations.roles import Role
from core.organisations.services import (
    appoint,
    end_appointment,
    found,
    found_district,
    holders,
    holds,
    holds_somewhere,
    place,
    sync_grants,
)
from core.people.models import User
from core.record.models import Event

MONDAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


@pytest.fixture
def li(make_user):
    return make_user("李芳")


def test_the_root_of_a_district_belongs_to_itself(district):
    assert district.district == district
    assert district.parent is None


def test_a_body_belongs_to_the_district_it_is_founded_in(bureau, school, district):
    assert school.parent == bureau
    assert school.district == district


def test_a_code_is_used_once_in_a_district(bureau):
    with pytest.raises(Refused):
        found(Kind.SECTION, under=bureau, code="bureau", name="人事科")


def test_two_districts_may_use_the_same_code(bureau):
    other = found_district(code="other", name="云台区")

    assert found(Kind.BUREAU, under=other, code="bureau", name="云台区教育局").code == bureau.code


@pytest.mark.parametrize("code", ["school", "group", "self", "nominator", "two words", "人事科", ""])
def test_a_code_that_a_policy_could_not_name_is_refused(bureau, code):
    with pytest.raises(Refused):
        found(Kind.SECTION, under=bureau, code=code, name="人事科")


def test_an_appointment_is_written_through_to_a_grant(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=None, now=now)

    assert holds(li, Role.PRINCIPAL, school)
    assert not holds(li, Role.SECRETARY, school)
    assert list(holders(Role.PRINCIPAL, school, on=MONDAY)) == [li]


def test_an_appointment_is_on_the_record_of_its_organisation(li, school, now):
    boss = User.objects.create_user("boss", name="王局长")
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=boss, now=now)

    event = Event.objects.get(verb="appointment.made")
    assert (event.chain, event.actor) == (school.chain, boss)
    assert json.loads(event.body)["details"]["role"] == "principal"


def test_an_appointment_gives_nothing_before_its_day(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY + DAY, by=None, now=now)
    assert not holds(li, Role.PRINCIPAL, school)

    assert sync_grants(now + DAY) == 1
    assert holds(li, Role.PRINCIPAL, school)


def test_an_appointment_holds_on_its_last_day_and_not_after(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, ends_on=MONDAY + DAY, by=None, now=now)

    assert sync_grants(now + DAY) == 0
    assert holds(li, Role.PRINCIPAL, school)
    assert sync_grants(now + 2 * DAY) == 1
    assert not holds(li, Role.PRINCIPAL, school)


def test_a_second_sweep_of_the_same_day_changes_nothing(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY + DAY, by=None, now=now)
    sync_grants(now + DAY)

    assert sync_grants(now + DAY) == 0


def test_a_grant_without_an_appointment_is_taken_away(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=None, now=now)
    Appointment.objects.all().delete()

    assert sync_grants(now) == 1
    assert OrganisationGrant.objects.count() == 0


def test_the_sweep_costs_the_same_for_many_appointments(make_user, school, now, django_assert_num_queries):
    for number in range(20):
        user = make_user(f"教师{number}")
        appoint(user, role=Role.EXPERT, at=school, starts_on=MONDAY + DAY, by=None, now=now)

    with django_assert_num_queries(6):
        assert sync_grants(now + DAY) == 20


def test_ending_an_appointment_takes_the_office_away_after_its_last_day(li, school, now):
    appointment = appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=None, now=now)

    end_appointment(appointment, on=MONDAY + DAY, by=None, now=now + 5 * DAY)

    assert not holds(li, Role.PRINCIPAL, school)
    assert Event.objects.filter(verb="appointment.ended", chain=school.chain).count() == 1


def test_an_office_held_by_two_appointments_survives_the_end_of_one(li, school, now):
    first = appoint(li, role=Role.EXPERT, at=school, starts_on=MONDAY, ends_on=MONDAY + DAY, by=None, now=now)
    appoint(li, role=Role.EXPERT, at=school, starts_on=MONDAY + 2 * DAY, by=None, now=now)

    end_appointment(first, on=MONDAY, by=None, now=now + DAY)
    sync_grants(now + 2 * DAY)

    assert holds(li, Role.EXPERT, school)


def test_an_appointment_cannot_end_twice_or_before_it_began(li, school, now):
    appointment = appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=None, now=now)
    with pytest.raises(Refused):
        end_appointment(appointment, on=MONDAY - DAY, by=None, now=now)

    end_appointment(appointment, on=MONDAY, by=None, now=now + DAY)

    with pytest.raises(Conflict):
        end_appointment(appointment, on=MONDAY + DAY, by=None, now=now + 2 * DAY)


def test_nobody_is_appointed_twice_to_one_office_at_a_time(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, by=None, now=now)

    with pytest.raises(Refused):
        appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY + DAY, by=None, now=now)


def test_an_appointment_that_ends_before_it_begins_is_refused(li, school, now):
    with pytest.raises(Refused):
        appoint(li, role=Role.PRINCIPAL, at=school, starts_on=MONDAY, ends_on=MONDAY - DAY, by=None, now=now)


def test_nobody_is_appointed_in_another_district(li, now):
    other = found_district(code="other", name="云台区")

    with pytest.raises(Refused):
        appoint(li, role=Role.LEADER, at=other, starts_on=MONDAY, by=None, now=now)


def test_a_superuser_holds_no_office_by_that(school, district):
    root = User.objects.create_superuser("root", name="管理员", district=district)

    assert not holds(root, Role.PRINCIPAL, school)
    assert not holds_somewhere(root, Role.ADMINISTRATOR)


def test_an_account_that_is_closed_holds_nothing(li, school, now):
    appoint(li, role=Role.PRINCIPAL, at=school, starts_on=clock.day_of(now), by=None, now=now)
    li.is_active = False
    li.save()

    assert not holds(li, Role.PRINCIPAL, school)
    assert list(holders(Role.PRINCIPAL, school, on=MONDAY)) == []


def test_a_place_word_is_a_body_of_the_district_or_depends_on_the_school(district, bureau, school):
    group = found(Kind.GROUP, under=bureau, code="east", name="东片区")
    campus = found(Kind.SCHOOL, under=group, code="dongyuan", name="东园小学")

    assert place("bureau", district=district, school=school) == bureau
    assert place("school", district=district, school=school) == school
    assert place("group", district=district, school=campus) == group
    assert place("group", district=district, school=school) is None
    assert place("group", district=district, school=None) is None
    assert place("party", district=district, school=school) is None


def test_a_place_word_never_leaves_the_district(bureau, school):
    other = found_district(code="other", name="云台区")

    assert place("bureau", district=other, school=None) is None
