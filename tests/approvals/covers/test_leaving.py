"""Leaving a cover and ending it: who may, what is refused, and the page."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.covers.services import end_cover, leave_cover
from approvals.models import Cover
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Event
from notifications.models import Message

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def leave(season):
    """Leave a cover of the head's for tomorrow, or otherwise."""

    def left(holder="head", substitute="leader", by=None, **other):
        first = day_of(season.now) + DAY
        fields = {"starts_on": first, "ends_on": first + DAY, "reason": "外出学习", **other}
        who, stands_in = getattr(season, holder), getattr(season, substitute)
        return leave_cover(who, substitute=stands_in, by=by or who, now=season.now, **fields)

    return left


def test_a_cover_is_recorded_and_its_substitute_is_told(season, leave):
    cover = leave()

    told = Message.objects.filter(key=f"cover:{cover.pk}:left", channel="inapp").values_list("recipient", flat=True)
    assert list(told) == [season.leader.pk]
    assert Event.objects.filter(chain=season.district.chain, verb="cover.left").count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"ends_on": dt.date(2026, 3, 2)},
        {"starts_on": dt.date(2026, 3, 1)},
        {"reason": " "},
        {"substitute": "head"},
        {"holder": "admin"},
        {"holder": "expert1"},
        {"holder": "party1"},
    ],
    ids=["ends first", "begins yesterday", "no reason", "by oneself", "administrator", "judge", "member"],
)
def test_what_is_no_cover_is_refused(leave, other):
    with pytest.raises(Refused):
        leave(**other)

    assert Cover.objects.count() == 0


def test_nobody_leaves_a_cover_for_somebody_else(season, leave):
    with pytest.raises(PermissionDenied):
        leave(by=season.admin)


def test_a_substitute_works_in_the_district_and_holds_an_office(season, leave, make_user):
    season.users["idle"] = make_user("无职")
    season.users["gone"] = make_user("离职", role="officer", at=season.bodies["personnel"], is_active=False)

    for name in ("idle", "gone"):
        with pytest.raises(Refused):
            leave(substitute=name)


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [("", "", True), ("selection", "selection", True), ("", "selection", True), ("selection", "another", False)],
)
def test_two_covers_of_one_holder_do_not_overlap_in_a_process(leave, first, second, overlaps):
    leave(process=first)

    if overlaps:
        with pytest.raises(Refused):
            leave(substitute="officer", process=second)
    else:
        leave(substitute="officer", process=second)
    assert Cover.objects.count() == (1 if overlaps else 2)


def test_a_cover_may_follow_another(season, leave):
    cover = leave()
    leave(substitute="officer", starts_on=cover.ends_on + DAY, ends_on=cover.ends_on + DAY)

    assert Cover.objects.count() == 2


def test_who_is_away_stands_in_for_nobody(leave):
    leave(holder="leader", substitute="officer")

    with pytest.raises(Refused):
        leave()


@pytest.mark.parametrize("by", ["head", "leader"])
def test_the_holder_ends_it_or_the_substitute_gives_it_back(season, leave, by):
    cover = leave()

    end_cover(cover, by=getattr(season, by), now=season.now)

    assert Cover.objects.get().ended_at == season.now
    with pytest.raises(Conflict):
        end_cover(cover, by=season.head, now=season.now)


def test_nobody_else_ends_it(season, leave):
    cover = leave()

    with pytest.raises(PermissionDenied):
        end_cover(cover, by=season.admin, now=season.now)


def test_the_page_lists_leaves_and_ends(season, client):
    client.force_login(season.head)
    form = {"substitute": season.leader.pk, "starts_on": "2026-03-03", "ends_on": "2026-03-04", "reason": "外出学习"}

    left = client.post("/covers/", form)
    listed = client.get("/covers/").context["lines"]
    ended = client.post(f"/covers/{listed[0].cover.pk}/end/")

    assert (left.status_code, ended.status_code) == (302, 302)
    assert [(line.mine, line.cover.substitute, line.runs) for line in listed] == [(True, season.leader, True)]
    assert [line.runs for line in client.get("/covers/").context["lines"]] == [False]


def test_a_refusal_keeps_what_was_typed(season, client):
    client.force_login(season.head)
    form = {"substitute": season.leader.pk, "starts_on": "2026-03-04", "ends_on": "2026-03-03", "reason": "外出<学习>"}

    response = client.post("/covers/", form)

    assert (response.status_code, Cover.objects.count()) == (422, 0)
    assert "外出&lt;学习&gt;" in response.content.decode()


def test_a_cover_of_others_is_not_found(season, leave, client):
    cover = leave()
    client.force_login(season.officer)

    assert client.post(f"/covers/{cover.pk}/end/").status_code == 404
    assert client.get("/covers/").context["lines"] == []


def test_the_page_asks_the_database_no_more_for_thirty_than_for_one(
    season, leave, client, django_assert_max_num_queries
):
    client.force_login(season.head)
    cover = leave()
    client.get("/covers/")
    with django_assert_max_num_queries(60) as one:
        client.get("/covers/")
    for number in range(2, 31):
        day = cover.starts_on + number * 2 * DAY
        leave(starts_on=day, ends_on=day)
    with django_assert_max_num_queries(60) as thirty:
        client.get("/covers/")

    assert len(thirty) == len(one)
