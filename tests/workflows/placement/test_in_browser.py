"""What only a real browser shows of the pages of a plan: they fit, and they are accessible."""

import pytest

from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "size"), [("zh-hans", DESK), ("en", PHONE)], ids=["desk", "phone"])
def test_every_page_of_a_plan_is_accessible_and_fits(page, live_server, placements, language, size):
    serving = placements.serve("陈嘉禾")
    draft = placements.draft("欧阳明慧", person=placements.teacher("欧阳明慧", without="title"), aims="")
    step = serving.milestones.first()
    placements.officer.language = language
    placements.officer.save()
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size(size)
    sign_in(page, placements.officer, to="/placements/")
    for name, address in [
        ("home", ""),
        ("new", "new/"),
        ("draft", f"{draft.pk}/"),
        ("preview", f"{draft.pk}/submit/"),
        ("serving", f"{serving.pk}/"),
        ("move", f"{serving.pk}/milestones/{step.pk}/move/"),
        ("break-off", f"{serving.pk}/break-off/"),
        ("sheet", f"{serving.pk}/sheet/"),
    ]:
        page.goto(f"/placements/{address}")
        look(page, f"placement-{name}-{language}-{size['width']}")
        assert_accessible(page)
        assert_no_overflow(page)
