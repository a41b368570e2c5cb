import datetime as dt

import pytest
from django.urls import reverse

from core.calendar.models import CalendarDay, CalendarYear
from core.calendar.services import load_calendar, publish_year, remove_day, set_day
from core.errors import Conflict, Refused
from core.organisations.roles import Role
from core.record.models import Event

NEW_YEAR = dt.date(2027, 1, 1)


@pytest.fixture
def administrator(make_user, bureau):
    return make_user("周敏", Role.ADMINISTRATOR, bureau)


@pytest.fixture
def officer(make_user, bureau):
    return make_user("李芳", Role.OFFICER, bureau)


def test_the_calendar_is_loaded_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = load_calendar()

    assert calendar.known_years == frozenset(range(2004, 2027))
    assert not calendar.is_working(dt.date(2026, 10, 1))
    assert calendar.is_working(dt.date(2026, 10, 10))


def test_an_entered_holiday_is_off_and_on_the_record_of_the_district(administrator, district, now):
    set_day(NEW_YEAR, is_working=False, name="元旦", by=administrator, now=now)

    assert not load_calendar().is_working(NEW_YEAR)
    event = Event.objects.get(verb="calendar.day_set")
    assert (event.chain, event.actor) == (district.chain, administrator)


def test_a_day_that_follows_its_weekday_anyway_is_refused(administrator, now):
    with pytest.raises(Refused):
        set_day(dt.date(2027, 1, 2), is_working=False, name="元旦", by=administrator, now=now)


def test_a_day_is_entered_once(administrator, now):
    set_day(NEW_YEAR, is_working=False, name="元旦", by=administrator, now=now)

    with pytest.raises(Refused):
        set_day(NEW_YEAR, is_working=False, name="元旦", by=administrator, now=now)


def test_a_removed_day_follows_its_weekday(administrator, now):
    set_day(NEW_YEAR, is_working=False, name="元旦", by=administrator, now=now)

    remove_day(NEW_YEAR, by=administrator, now=now)

    assert load_calendar().is_working(NEW_YEAR)
    with pytest.raises(Conflict):
        remove_day(NEW_YEAR, by=administrator, now=now)


def test_a_published_year_is_no_longer_provisional(administrator, now):
    assert load_calendar().is_provisional(NEW_YEAR)

    publish_year(2027, source="国办发明电〔2026〕1号", by=administrator, now=now)

    assert not load_calendar().is_provisional(NEW_YEAR)
    with pytest.raises(Conflict):
        publish_year(2027, source="国办发明电〔2026〕1号", by=administrator, now=now)


def test_the_calendar_opens_at_a_year(client, administrator):
    client.force_login(administrator)

    answer = client.get(reverse("calendar"))

    assert answer.status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_year_shows_its_exceptions(client, administrator, language):
    client.force_login(administrator)
    client.cookies["django_language"] = language

    page = client.get(reverse("calendar-year", args=[2026])).content.decode()

    assert page.count("<tr>") == 1 + 25
    assert "国庆节" in page


def test_an_administrator_enters_a_day(client, administrator):
    client.force_login(administrator)

    answer = client.post(
        reverse("calendar-year", args=[2026]), {"date": "2027-01-01", "is_working": "0", "name": "元旦"}
    )

    assert answer["Location"] == reverse("calendar-year", args=[2027])
    entry = CalendarDay.objects.get(date=NEW_YEAR)
    assert (entry.is_working, entry.name) == (False, "元旦")


def test_a_refused_day_stays_in_the_form_with_its_reason(client, administrator):
    client.force_login(administrator)

    answer = client.post(
        reverse("calendar-year", args=[2027]), {"date": "2027-01-02", "is_working": "0", "name": "元旦补休"}
    )

    assert answer.status_code == 422
    assert "元旦补休" in answer.content.decode()
    assert "2027-01-02" in answer.context["form"].non_field_errors()[0]


def test_an_administrator_removes_a_day_once(client, administrator):
    client.force_login(administrator)
    entry = CalendarDay.objects.get(date=dt.date(2026, 10, 10))
    address = reverse("calendar-remove", args=[2026, entry.pk])

    for _click in range(2):
        assert client.post(address).status_code == 302

    assert not CalendarDay.objects.filter(pk=entry.pk).exists()
    assert Event.objects.filter(verb="calendar.day_removed").count() == 1


def test_an_administrator_publishes_a_year(client, administrator):
    client.force_login(administrator)
    address = reverse("calendar-publish", args=[2027])

    assert client.post(address, {"source": ""}).status_code == 422
    assert client.post(address, {"source": "国办发明电〔2026〕1号"}).status_code == 302
    assert CalendarYear.objects.get(year=2027).source == "国办发明电〔2026〕1号"


def test_only_an_administrator_may_change_the_calendar(client, officer):
    client.force_login(officer)

    assert client.get(reverse("calendar-year", args=[2026])).status_code == 403
    assert client.post(reverse("calendar-publish", args=[2027]), {"source": "x"}).status_code == 403
    assert client.post(reverse("calendar-remove", args=[2026, 1])).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert reverse("sign-in") in client.get(reverse("calendar"))["Location"]


@pytest.mark.parametrize("year", [0, 2003, 2101, 99999])
def test_a_year_without_a_calendar_is_not_found(client, administrator, year):
    client.force_login(administrator)

    assert client.get(reverse("calendar-year", args=[year])).status_code == 404
    assert client.post(reverse("calendar-publish", args=[year]), {"source": "x"}).status_code == 404
