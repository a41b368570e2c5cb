"""What only a real browser shows: accessibility, overflow, kept drafts, double clicks, life without JavaScript."""

import pytest
from django.contrib.sessions.models import Session

from core.web import menu
from core.web.menu import Entry, Kind
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.core.web.pages"),
]


@pytest.fixture
def officer(make_user):
    return make_user("钱科长", username="qian")


@pytest.fixture
def at_work(page, officer):
    sign_in(page, officer, to="/letter/")
    return page


def write(page):
    page.fill("[name=title]", "关于推荐王秀英")
    page.fill("[name=text]", "校内公示 5 个工作日无异议。")
    page.select_option("[name=phase]", "s")
    page.check("[name=kind][value=b]")
    page.check("[name=is_urgent]")


def assert_written(page):
    assert page.input_value("[name=title]") == "关于推荐王秀英"
    assert page.input_value("[name=text]") == "校内公示 5 个工作日无异议。"
    assert page.input_value("[name=phase]") == "s"
    assert page.is_checked("[name=kind][value=b]")
    assert page.is_checked("[name=is_urgent]")
    assert page.is_visible(".kept")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_frame_is_accessible_and_fits(page, live_server, officer, language, size):
    officer.language = language
    officer.save()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)
    page.goto("/sign-in/")
    assert_sound(page, f"sign-in-{language}-{size['width']}")
    sign_in(page, officer, to="/letter/")
    for name in ("letter", "password", "samples", "conflict", "refused", "forbidden", "nowhere"):
        page.goto(f"/{name}/")
        assert_sound(page, f"{name}-{language}-{size['width']}")


def assert_sound(page, name):
    look(page, f"frame-{name}")
    assert_accessible(page)
    assert_no_overflow(page)


def test_the_open_menu_is_accessible_and_closes_on_escape(at_work):
    at_work.set_viewport_size(PHONE)
    at_work.click(".shell-own > summary")
    look(at_work, "frame-menu-open-375")
    assert at_work.is_visible("text=退出登录")
    assert_accessible(at_work)
    assert_no_overflow(at_work)
    at_work.keyboard.press("Escape")
    assert not at_work.is_visible("text=退出登录")


@pytest.fixture
def everywhere(monkeypatch):
    """Somebody who may go to every page there is: two entries in each drawer, long ones alone, numbers on them."""
    inside = [Entry(f"/{kind}/{n}/", f"{kind.label} {n}", kind=kind) for kind in Kind for n in (1, 2)]
    alone = [Entry("/tasks/", "待办事项", badge=115, order=1), Entry("/board/", "待升级事项", badge=11, order=2)]
    aside = [
        Entry("/messages/", "消息", badge=123, icon="bell", aside=True),
        Entry("/caught/", "截获的消息", aside=True),
    ]
    monkeypatch.setattr(menu, "_offers", lambda: [lambda request: [*alone, *inside, *aside]])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_menu_of_who_may_go_everywhere_stays_on_one_line(page, live_server, officer, everywhere, language):
    officer.language = language
    officer.save()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    sign_in(page, officer, to="/letter/")
    look(page, f"frame-menu-everywhere-{language}-1280")
    assert page.evaluate("document.querySelector('.shell').offsetHeight") <= 60


def test_a_drawer_opens_by_keyboard_and_only_one_at_a_time(at_work, everywhere):
    at_work.goto("/letter/")
    drawers = at_work.locator(".shell-row > details")
    drawers.nth(0).locator("summary").focus()
    at_work.keyboard.press("Enter")
    at_work.keyboard.press("Tab")
    assert at_work.evaluate("document.activeElement.pathname") == "/process/1/"
    assert_accessible(at_work)
    look(at_work, "frame-menu-drawer-1280")
    drawers.nth(1).locator("summary").press("Enter")
    assert [each.evaluate("e => e.open") for each in drawers.all()] == [False, True, False, False, False]


def test_on_a_phone_the_drawers_are_headings_of_one_list(at_work, everywhere):
    at_work.set_viewport_size(PHONE)
    at_work.goto("/letter/")
    at_work.click(".shell-own > summary")
    look(at_work, "frame-menu-everywhere-375")
    assert at_work.locator(".shell-own nav a:visible").count() == 2 + 2 * len(Kind)
    assert_accessible(at_work)
    assert_no_overflow(at_work)


def test_a_form_with_errors_is_accessible_and_leads_to_each(at_work):
    at_work.fill("[name=title]", " ")
    at_work.evaluate("document.getElementById('letter').noValidate = true")
    at_work.click("button[name=verdict]")
    at_work.wait_for_selector(".alert-danger")
    look(at_work, "frame-letter-errors-1280")
    assert_accessible(at_work)
    at_work.click(".alert-danger a >> nth=0")
    assert at_work.url.endswith("#id_title")


def test_everything_to_touch_on_a_phone_is_44_pixels_high(at_work):
    at_work.set_viewport_size(PHONE)
    at_work.goto("/samples/")
    low = at_work.evaluate(
        """() => [...document.querySelectorAll('button, .btn, input:not([type=hidden]), summary, .shell-link, .tabs a')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    )
    assert low == []


@pytest.mark.parametrize("selector", ["input#id_title", "select#id_phase", "main .btn", ".shell-name"])
def test_the_focus_is_a_line_three_pixels_wide(at_work, selector):
    at_work.locator(selector).focus()
    at_work.keyboard.press("Shift+Tab")
    at_work.keyboard.press("Tab")
    assert at_work.locator(selector).evaluate("e => getComputedStyle(e).outlineWidth") == "3px"


def test_what_was_typed_survives_an_expired_session(at_work, officer):
    write(at_work)
    Session.objects.all().delete()
    at_work.click("button[name=verdict]")
    at_work.wait_for_url("**/sign-in/**")
    sign_in(at_work, officer, to="/letter/")
    assert_written(at_work)
    look(at_work, "frame-letter-kept-1280")


def test_what_was_typed_survives_a_lost_connection(at_work):
    write(at_work)
    at_work.context.set_offline(True)
    at_work.click("button[name=verdict]", no_wait_after=True)
    at_work.wait_for_timeout(500)
    at_work.context.set_offline(False)
    at_work.goto("/letter/")
    assert_written(at_work)


@pytest.mark.parametrize("spoil", ["forged token", "the rules refuse"])
def test_what_was_typed_survives_a_refusal(at_work, spoil):
    write(at_work)
    if spoil == "forged token":
        at_work.evaluate("document.querySelector('#letter [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    else:
        at_work.evaluate("document.querySelector('#letter').action = '/refused/'")
    at_work.click("button[name=verdict]")
    at_work.wait_for_selector("h1:not(:text('信件'))")
    at_work.goto("/letter/")
    assert_written(at_work)


def test_an_accepted_form_is_empty_afterwards(at_work):
    write(at_work)
    at_work.click("button[name=verdict]")
    at_work.wait_for_selector("text=已寄出")
    at_work.reload()
    assert at_work.input_value("[name=title]") == ""
    assert not at_work.is_visible(".kept")
    assert at_work.evaluate("localStorage.length") == 0


def test_a_draft_may_be_discarded(at_work):
    write(at_work)
    at_work.locator("[name=text]").blur()
    at_work.reload()
    assert_written(at_work)
    at_work.click(".kept button")
    assert at_work.input_value("[name=title]") == ""
    at_work.reload()
    assert not at_work.is_visible(".kept")


def test_another_user_of_the_same_computer_sees_no_draft(at_work, make_user):
    write(at_work)
    at_work.locator("[name=text]").blur()
    at_work.click(".shell-own > summary")
    at_work.click("text=退出登录")
    sign_in(at_work, make_user("孙科员", username="sun"), to="/letter/")
    assert at_work.input_value("[name=title]") == ""


def test_a_double_click_submits_once_and_carries_the_button(at_work):
    sent = []
    at_work.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    write(at_work)
    at_work.dblclick("button[name=verdict]", no_wait_after=True)
    at_work.wait_for_selector("text=已寄出")
    assert len(sent) == 1
    assert 'name="verdict"' in sent[0]


def test_everything_works_without_javascript(browser, live_server, officer):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, officer, to="/letter/")
    page.fill("[name=title]", "好")
    page.fill("[name=text]", "好")
    page.click("button[name=verdict]")
    page.wait_for_selector("text=已寄出")
    page.click(".shell-own > summary")
    page.click("text=English")
    page.wait_for_selector("text=Yucai")
    page.click(".shell-own > summary")
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in/")
    context.close()


def test_the_first_page_makes_at_most_eight_requests(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sign-in/", wait_until="networkidle")
    assert len(asked) <= 8
