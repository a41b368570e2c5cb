"""Floors offer their pages; the frame draws them."""

import pytest
from django.test import RequestFactory

from core.web import menu
from core.web.context import shell
from core.web.menu import Entry


@pytest.fixture
def offers(monkeypatch):
    asked = []

    def upper(request):
        asked.append("upper")
        return [Entry(url="/tasks/", label="Tasks", badge=6, order=10)]

    def lower(request):
        asked.append("lower")
        return [Entry(url="/calendar/", label="Calendar", order=90), Entry(url="/first/", label="First", order=1)]

    monkeypatch.setattr(menu, "_offers", lambda: [upper, lower])
    return asked


def test_entries_of_all_floors_stand_in_the_order_they_ask_for(offers):
    labels = [entry.label for entry in menu.entries_for(RequestFactory().get("/"))]
    assert labels == ["First", "Tasks", "Calendar"]


def test_a_fragment_that_draws_no_menu_asks_no_floor(offers):
    shell(RequestFactory().get("/"))
    assert offers == []


@pytest.mark.django_db
@pytest.mark.urls("tests.core.web.pages")
def test_the_frame_shows_the_number_that_waits(offers, client, make_user):
    client.force_login(make_user("周校长"))
    page = client.get("/letter/").content.decode()
    assert '<span class="count">6</span>' in page
    assert page.index("First") < page.index("Tasks")
