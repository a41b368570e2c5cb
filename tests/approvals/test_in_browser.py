"""What only a real browser shows of inbox, case, decision and score sheet."""

import pytest

from approvals.models import Ballot
from tests.approvals.addresses import page_of
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_decision_is_accessible_and_fits(page, live_server, season, language, size):
    case = season.nominate("王秀英", school=1).case
    season.nominate("欧阳明慧", school=2)
    season.walk_to("review")
    season.pass_days(30)
    visit(page, live_server, season.officer, language, size)
    for name, address in [
        ("inbox", "/inbox/"),
        ("inbox-nothing-found", "/inbox/?q=zzz"),
        ("inbox-done", "/inbox/?tab=done"),
        ("round", page_of(season.round(case))),
        ("case", f"/cases/{case.pk}/"),
    ]:
        page.goto(address)
        inspect(page, f"{name}-{language}-{size['width']}")
    page.goto(page_of(season.round(case)))
    page.click(".more summary")
    inspect(page, f"round-more-{language}-{size['width']}")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_panel_is_accessible_and_fits(page, live_server, season, language, size):
    cases = [season.nominate(f"王秀英{school}", school=school).case for school in range(1, 5)]
    season.walk_to("panel")
    round = season.round(cases[0])
    judge = round.ballots.first().user
    visit(page, live_server, judge, language, size)
    page.goto(page_of(round))
    inspect(page, f"declaration-{language}-{size['width']}")
    declare(page)
    inspect(page, f"sheet-{language}-{size['width']}")
    fill(page)
    page.click("#score-sheet button.btn-primary")
    page.wait_for_selector(".alert-success")
    page.goto(page_of(round))
    inspect(page, f"sheet-given-{language}-{size['width']}")


def visit(page, live_server, user, language, size):
    user.language = language
    user.save(update_fields=["language"])
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)
    sign_in(page, user, to="/inbox/")


def inspect(page, name):
    look(page, f"approvals-{name}")
    assert_accessible(page)
    assert_no_overflow(page)


def declare(page):
    page.click("main button.btn-primary")
    page.wait_for_selector("#score-sheet")


def fill(page):
    for name, figure in [("ethics", "18.5"), ("teaching", "35"), ("research", "16"), ("influence", "17")]:
        page.fill(f"[name=score-{name}]", figure)


def test_the_total_follows_the_figures(page, season):
    case = season.nominate().case
    season.walk_to("panel")
    round = season.round(case)
    sign_in(page, round.ballots.first().user, to=page_of(round))

    declare(page)
    fill(page)

    assert page.inner_text(".total output") == "86.5"


def test_a_phrase_goes_into_the_opinion_and_two_clicks_decide_once(page, season):
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)
    sign_in(page, season.officer, to=page_of(round))

    page.click(".phrases button >> nth=0")
    opinion = page.input_value("[name=opinion]")
    page.dblclick("button[value=approve]")
    page.wait_for_selector(".alert-success")

    assert list(Ballot.objects.filter(round=round).values_list("verdict", "opinion")) == [("approve", opinion)]
    assert opinion


def test_a_refused_decision_keeps_the_words(page, season):
    case = season.nominate().case
    season.walk_to("review")
    season.head.appointments.all().delete()
    sign_in(page, season.officer, to=page_of(season.round(case)))

    page.fill("[name=opinion]", "材料齐全，同意。")
    page.click("button[value=approve]")
    page.wait_for_selector(".alert-danger")

    assert page.input_value("[name=opinion]") == "材料齐全，同意。"
    look(page, "approvals-round-refused-1280")
    assert_accessible(page)


def test_a_decision_needs_no_javascript(browser, live_server, season):
    case = season.nominate().case
    season.walk_to("review")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, season.officer, to=page_of(season.round(case)))

    page.fill("[name=opinion]", "材料齐全。")
    page.click("button[value=approve]")

    assert page.locator(".alert-success").count() == 1
    context.close()
