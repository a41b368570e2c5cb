import datetime as dt

import pytest

from core import clock
from core.models import Appointment
from core.organisations.roles import Role
from core.organisations.services import holds


@pytest.fixture
def administrator(client, district, make_user):
    user = make_user("管理员", Role.ADMINISTRATOR, at=district)
    client.force_login(user)
    return user


def test_an_administrator_fills_a_vacant_post(client, administrator, school, make_user):
    newcomer = make_user("李校长")
    said = {"login": newcomer.username, "role": "principal", "organisation": school.pk, "starts_on": "2026-03-02"}

    answer = client.post("/appointments/", said)

    assert answer.status_code == 302
    assert holds(newcomer, Role.PRINCIPAL, school)


def test_a_wrong_name_is_said_and_nothing_typed_is_lost(client, administrator, school):
    said = {"login": "nobody", "role": "principal", "organisation": school.pk, "starts_on": "2026-03-02"}

    answer = client.post("/appointments/", said)

    assert answer.status_code == 422
    assert 'value="nobody"' in answer.content.decode()
    assert not Appointment.objects.filter(role=Role.PRINCIPAL).exists()


def test_an_appointment_is_ended_on_its_last_day(client, administrator, school, make_user):
    principal = make_user("王校长", Role.PRINCIPAL, at=school)
    appointment = Appointment.objects.get(user=principal)
    yesterday = clock.today() - dt.timedelta(days=1)

    client.post(f"/appointments/{appointment.pk}/end/", {"ends_on": str(yesterday)})

    assert not holds(principal, Role.PRINCIPAL, school)


def test_who_is_no_administrator_is_turned_away(client, school, make_user):
    client.force_login(make_user("王校长", Role.PRINCIPAL, at=school))

    assert client.get("/appointments/").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_many_queries_for_one_as_for_thirty(
    client, administrator, school, make_user, count, django_assert_max_num_queries
):
    for number in range(count):
        make_user(f"老师{number}", Role.EXPERT, at=school)

    with django_assert_max_num_queries(21):
        client.get("/appointments/")
