"""The talent file in a real browser: both languages, at the desk and on a phone, and printed."""

import datetime as dt

import pytest

from core.facts.services import correct
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_file_is_read_asked_about_and_answered_at_any_width(desk, page, live_server, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    desk.nominate(person=desk.teacher)
    desk.walk_to()
    desk.says("honour", "区级骨干教师", true_from=dt.date(2023, 1, 1), true_until=dt.date(2026, 2, 1))
    desk.says("sanction", "警告", true_until=dt.date(2026, 12, 1))
    correct(desk.fact("title"), by=desk.officer, now=desk.now, reason="证书为正高级", value="正高级教师")
    asked, mine = desk.ask("review"), f"/people/{desk.teacher.pk}/"
    title = desk.fact("title")

    def read(address, name, user):
        page.context.clear_cookies(name="sessionid")
        user.language = language
        user.save(update_fields=["language"])
        sign_in(page, user, to=address)
        for size, at in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(at)
            page.goto(address)
            page.evaluate("document.querySelectorAll('details:not(.shell-menu)').forEach(each => each.open = true)")
            assert_accessible(page)
            assert_no_overflow(page)
            look(page, f"people-{name}-{language}-{size}")

    read("/people/", "search", desk.officer)
    read(mine, "file", desk.me)
    read(f"{mine}?as_of=2026-03-02", "as-of", desk.me)
    read(f"{mine}growth/", "growth", desk.me)
    read(f"{mine}facts/{title.pk}/correct/", "ask", desk.me)
    read("/corrections/", "list", desk.officer)
    read(f"/corrections/{asked.pk}/", "correction", desk.officer)
    page.set_viewport_size(DESK)
    page.goto(mine)
    page.emulate_media(media="print")
    assert not page.locator(".shell, .tabs, .filters, button").filter(visible=True).count()
    assert page.locator(".trail li").filter(visible=True).count() > 10
    look(page, f"people-printed-{language}")
