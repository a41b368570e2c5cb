"""What only a real browser shows of statements, false papers and decisions to be looked at again."""

import pytest

from approvals.models import Reconsideration
from approvals.reliance.services import correct_statement, find_paper_false
from core.models import Fact, Paper
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_accessible_and_fits_the_desk_and_the_phone(page, live_server, season):
    case = season.nominate().case
    fact, paper = Fact.objects.get(person=case.person, kind="title"), Paper.objects.get()
    sign_in(page, season.officer)
    show(page, "statement", f"/statements/{fact.pk}/")
    correct_statement(fact, value="一级教师", by=season.officer, now=season.now, reason="原件与系统不符")
    find_paper_false(paper, by=season.inspector, now=season.now, reason="发证机关否认签发")
    page.context.clear_cookies()
    sign_in(page, season.leader)
    for name, address in [
        ("statement-corrected", f"/statements/{fact.pk}/"),
        ("paper-false", f"/papers/{paper.pk}/false/"),
        ("reconsideration", Reconsideration.objects.get(before=fact).get_absolute_url()),
        ("reconsideration-paper", Reconsideration.objects.get(paper=paper).get_absolute_url()),
        ("case-rests-on", f"/cases/{case.pk}/"),
    ]:
        show(page, name, address)


def show(page, name, address) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(details => details.open = true)")
        look(page, f"{name}-{size['width']}")
        assert_accessible(page)
        assert_no_overflow(page)
