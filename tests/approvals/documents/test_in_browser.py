"""The pages of papers in a real browser: on a phone, and open to everybody who should read them."""

import pytest

from approvals.models import Case
from tests.approvals.documents.reading import issued
from tests.browser import PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.once]


def test_papers_are_read_issued_and_checked_on_a_phone(season, page):
    case = Case.objects.get(pk=season.nominate("阿依古丽·买买提江·乌布力喀斯木").case_id)
    document = issued(season, "recommendation", case)
    page.set_viewport_size(PHONE)
    sign_in(page, season.leader)
    places = {
        "case": f"/cases/{case.pk}/",
        "draft": f"/documents/drafts/approval_form/{case.pk}/",
        "document": f"/documents/{document.pk}/",
        "register": "/documents/",
        "templates": "/documents/templates/",
        "template": "/documents/templates/recognition/",
        "check": f"/check/{document.code}",
    }
    for name, address in places.items():
        page.goto(address)
        look(page, f"documents-{name}-phone")
        assert_no_overflow(page)
        assert_accessible(page)

    page.goto(places["draft"])
    page.check("[name=is_sure]")
    page.click("#issue button")
    page.wait_for_selector(".receipt")
    assert page.locator(".receipt").inner_text().count("-") == 3


def test_pages_of_papers_at_a_desk(season, page):
    case = Case.objects.get(pk=season.nominate().case_id)
    document = issued(season, "approval_form", case)
    sign_in(page, season.leader)
    for name, address in {
        "document": f"/documents/{document.pk}/",
        "register": "/documents/",
        "template": "/documents/templates/approval_form/",
        "case": f"/cases/{case.pk}/",
        "check": f"/check/{document.code}",
    }.items():
        page.goto(address)
        look(page, f"documents-{name}")
        assert_accessible(page)
