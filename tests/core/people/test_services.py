import datetime as dt

import pytest

from core.errors import Refused
from core.organisations.models import Kind
from core.organisations.services import found, found_district
from core.people.models import Person
from core.people.services import move
from core.record.models import Event
from core.record.services import verify

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def other_school(bureau):
    return found(Kind.SCHOOL, under=bureau, code="other-school", name="海州第二小学")


def test_a_new_file_carries_its_district_and_its_spelling(make_person, school):
    person = make_person("单雄信", school)

    assert person.district == school.district
    assert list(Person.objects.filter(pinyin__contains="sxx")) == [person]
    assert Event.objects.get(verb="person.added").chain == school.chain


def test_a_staff_number_is_given_once(make_person, school):
    make_person("李芳", school, staff_no="T1")

    with pytest.raises(Refused, match="T1"):
        make_person("王强", school, staff_no="T1")


def test_nobody_is_born_tomorrow(make_person, school):
    with pytest.raises(Refused):
        make_person("李芳", school, born_on=MONDAY + dt.timedelta(days=1))


def test_a_move_changes_the_unit_and_is_on_the_record_of_both(make_person, school, other_school, now):
    person = make_person("李芳", school)

    move(person, to=other_school, on=MONDAY, by=None, now=now)

    assert Person.objects.get().organisation == other_school
    moves = Event.objects.filter(verb="person.moved").values_list("chain", flat=True)
    assert set(moves) == {school.chain, other_school.chain}
    assert verify() == []


def test_a_move_to_the_same_unit_is_refused(make_person, school, now):
    with pytest.raises(Refused):
        move(make_person("李芳", school), to=school, on=MONDAY, by=None, now=now)


def test_a_move_ahead_of_its_day_is_refused(make_person, school, other_school, now):
    with pytest.raises(Refused):
        move(make_person("李芳", school), to=other_school, on=MONDAY + dt.timedelta(days=1), by=None, now=now)


def test_a_move_to_another_district_is_refused(make_person, school, now):
    with pytest.raises(Refused):
        move(make_person("李芳", school), to=found_district(code="x", name="云台区"), on=MONDAY, by=None, now=now)
