import pytest

from core.calendar.models import CalendarYear
from core.organisations.roles import Role
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def administrator(make_user, bureau):
    return make_user("周敏", Role.ADMINISTRATOR, bureau)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_administrator_enters_next_year_and_publishes_it(page, administrator, size):
    page.set_viewport_size(size)
    sign_in(page, administrator, to="/calendar/2027/")
    assert_accessible(page)
    assert_no_overflow(page)

    page.fill("[name=date]", "2027-01-01")
    page.fill("[name=name]", "元旦")
    page.click("form[action='/calendar/2027/'] button")
    page.wait_for_selector(".alert-success")
    page.fill("[name=source]", "国办发明电〔2026〕1号")
    page.click("form[action='/calendar/2027/publish/'] button")
    page.wait_for_selector("text=国办发明电〔2026〕1号")

    look(page, f"calendar-{size['width']}")
    assert_accessible(page)
    assert_no_overflow(page)
    assert CalendarYear.objects.filter(year=2027).exists()
