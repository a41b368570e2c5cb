"""Floors offer their pages; the frame draws them."""

import pytest
from django.test import RequestFactory

from core.web import menu
from core.web.context import shell
from core.web.menu import Entry, Kind


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


def test_entries_of_one_kind_share_a_drawer_that_stands_where_the_first_would():
    tasks, plans, policies = (
        Entry("/tasks/", "Tasks"),
        Entry("/plans/", "Plans", 2, kind=Kind.PROCESS),
        Entry("/p/", "P"),
    )
    posts = Entry("/posts/", "Posts", 1, kind=Kind.PROCESS)

    first, drawer, last = menu.menu_of([tasks, plans, policies, posts], at="/").row

    assert (first, last) == (tasks, policies)
    assert drawer.entries == [plans, posts]
    assert drawer.badge == 3


def test_an_entry_alone_of_its_kind_needs_no_drawer():
    plans, bell = Entry("/plans/", "Plans", kind=Kind.PROCESS), Entry("/bell/", "Bell", kind=Kind.PROCESS, aside=True)
    drawn = menu.menu_of([plans, bell], at="/")
    assert (drawn.row, drawn.aside) == ([plans], [bell])


def test_one_is_inside_the_entry_whose_address_says_most():
    entries = [Entry("/people/", "People"), Entry("/people/7/", "My file"), Entry("/tasks/", "Tasks")]
    inside = {at: menu.menu_of(entries, at=at).here for at in ("/people/8/", "/people/7/growth/", "/check/")}
    assert inside == {"/people/8/": "/people/", "/people/7/growth/": "/people/7/", "/check/": ""}


@pytest.mark.django_db
@pytest.mark.urls("tests.core.web.pages")
def test_the_frame_shows_the_number_that_waits(offers, client, make_user):
    client.force_login(make_user("周校长"))
    page = client.get("/letter/").content.decode()
    assert '<span class="count">6</span>' in page
    assert page.index("First") < page.index("Tasks")
