"""What only a real browser shows of a nomination's pages: they fit, they are accessible, they lose nothing."""

import pytest
from django.contrib.sessions.models import Session

from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in
from workflows.selection.models import Nomination

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_nomination_is_accessible_and_fits(page, live_server, season, language, size):
    returned = season.nominate("李敏", school=2)
    season.walk_to("review")
    season.approve(season.round(returned.case), verdict="return", opinion="2025年度考核表缺少盖章页，请补齐。")
    sent, draft = season.nominate("陈静", school=1, track="class_teacher"), season.draft("王秀英")
    season.teacher("欧阳明慧", without="title")
    Nomination.objects.filter(pk=returned.pk).update(organisation=draft.organisation)
    season.principal1.language = language
    season.principal1.save()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)
    sign_in(page, season.principal1, to="/nominations/")
    for name, address in [
        ("home", ""),
        ("new", "new/"),
        ("draft", f"{draft.pk}/"),
        ("returned", f"{returned.pk}/"),
        ("preview", f"{draft.pk}/submit/"),
        ("sent", f"{sent.pk}/"),
    ]:
        page.goto(f"/nominations/{address}")
        look(page, f"selection-{name}-{language}-{size['width']}")
        assert_accessible(page)
        assert_no_overflow(page)


def test_the_draft_saves_itself_while_one_writes(page, season):
    draft = season.draft()
    sign_in(page, season.principal1, to=f"/nominations/{draft.pk}/")

    page.fill("#id_statement", "主持市级课题两项。")
    page.locator("#id_statement").blur()
    page.wait_for_selector(f"#saved:has-text('{season.now:%H:%M}')")

    assert Nomination.objects.get(pk=draft.pk).statement == "主持市级课题两项。"


def test_what_was_written_survives_an_expired_session(page, season):
    draft = season.draft()
    sign_in(page, season.principal1, to=f"/nominations/{draft.pk}/")
    page.evaluate("htmx.config.historyEnabled = false")
    Session.objects.all().delete()

    page.fill("#id_statement", "主持市级课题两项。")
    page.click("#statement button.btn-outline-primary")
    page.wait_for_url("**/sign-in/**")
    sign_in(page, season.principal1, to=f"/nominations/{draft.pk}/")

    assert page.input_value("#id_statement") == "主持市级课题两项。"
    assert page.is_visible(".kept")


def test_the_list_of_people_follows_what_is_typed(page, season):
    season.teacher("王秀英")
    season.teacher("李敏")
    sign_in(page, season.principal1, to="/nominations/new/")
    assert page.locator("#found input[type=radio]").count() == 2

    page.locator("#id_q").press_sequentially("limin")
    page.wait_for_function("document.querySelectorAll('#found input[type=radio]').length === 1")

    assert page.is_visible("text=李敏")
