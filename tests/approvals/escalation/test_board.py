"""The committee's board: every reason shown, and every verb leaves its mark."""

import datetime as dt

import pytest

from approvals.escalation.board import board, counts
from approvals.models import Round
from approvals.notices.objecting import object_to
from approvals.rounds.services import send_up
from core import clock
from core.calendar.services import load_calendar
from core.models import Event
from core.organisations.services import found, found_district
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def review(season) -> Round:
    """A round that waits for the section's officer."""
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


@pytest.fixture
def overdue(season, review) -> Round:
    season.at(review.due_at + 5 * DAY - dt.timedelta(hours=8))  # midnight stays far off
    return review


@pytest.fixture
def clerk(season, client):
    client.force_login(season.joint_clerk)
    return client


def reasons(season, **fields):
    items, _following = board(season.district, now=season.now, calendar=load_calendar(), **fields)
    return {item.round.pk: [str(reason) for reason in item.reasons] for item in items}


def act(client, round, verb, **fields):
    named = {f"{verb}{round.pk}-{name}": value for name, value in fields.items()}
    return client.post(f"/cases/{round.process_id}/rounds/{round.pk}/{verb}/", named)


def test_what_is_in_time_is_not_on_the_board(season, review):
    assert reasons(season) == {}
    assert set(counts(season.district, now=season.now).values()) == {0}


def test_what_is_overdue_and_sent_up_shows_both_reasons(season, overdue):
    send_up(overdue, by=season.officer, reason="可否放宽？", now=season.now)

    assert reasons(season) == {overdue.pk: ["overdue", "sent_up"]}
    assert reasons(season, reason="sent_up") == {overdue.pk: ["overdue", "sent_up"]}
    assert reasons(season, reason="objected") == {}
    found = {reason: n for reason, n in counts(season.district, now=season.now).items() if n}
    assert found == {"": 1, "overdue": 1, "sent_up": 1}


def test_what_a_meeting_put_off_is_on_the_board(season):
    case = season.nominate().case
    season.walk_to("party")
    season.meet(season.round(case), choice="defer")

    assert reasons(season) == {season.round(case).pk: ["deferred"]}


def test_an_objection_is_on_the_board_until_it_is_answered(season, clerk):
    case = season.nominate().case
    season.walk_to("public_notice")
    notice = season.publish(season.round(case))
    objection = object_to(notice.entries.get(), name="李群众", contact="1", text="不实", now=season.now)

    assert reasons(season) == {season.round(case).pk: ["objected"]}
    page = clerk.get("/board/").content.decode()
    assert f"/objections/{objection.pk}/" in page
    assert "李群众" not in page
    assert "/extend/" not in page


def test_the_board_names_who_must_act_and_since_when(overdue, clerk):
    [line] = clerk.get("/board/").context["lines"]

    assert line["item"].holders == ("组织人事科 经办人：officer同志",)
    assert line["item"].waited > 15
    assert line["item"].deadline.tone == "late"


def test_only_reasons_that_occur_are_offered(overdue, clerk):
    filters = clerk.get("/board/").context["filters"]

    assert [(value, number) for value, _label, number in filters] == [("", 1), ("overdue", 1)]
    assert clerk.get("/board/?reason=nonsense").context["reason"] == ""


def test_the_board_is_for_the_committee_and_the_leaders(season, overdue, client):
    for user, status in ((season.leader, 200), (season.party1, 200), (season.officer, 403), (season.principal1, 403)):
        client.force_login(user)
        assert client.get("/board/").status_code == status
    assert act(client, overdue, "urge").status_code == 403
    assert act(client, overdue, "extend", until="2027-01-04", reason="延期").status_code == 403


def test_another_district_has_a_board_of_its_own(season, overdue, client, make_user):
    other = found_district(code="other", name="邻区")
    bureau = found("bureau", under=other, code="bureau", name="邻区教育局")
    leader = make_user("邻区领导", role="leader", at=bureau, district=other)
    client.force_login(leader)

    assert client.get("/board/").context["lines"] == []
    assert act(client, overdue, "urge").status_code == 404


def test_urging_says_so_and_a_second_time_is_refused(overdue, clerk):
    assert act(clerk, overdue, "urge")["Location"] == "/board/"
    again = act(clerk, overdue, "urge")

    assert again.status_code == 422
    assert "王秀英" in again.content.decode()
    assert Event.objects.filter(verb="round.urged").count() == 1


def test_a_new_last_day_takes_the_matter_off_the_board(season, overdue, clerk):
    until = clock.day_of(season.now) + 10 * DAY
    response = clerk.post(
        f"/cases/{overdue.process_id}/rounds/{overdue.pk}/extend/?reason=overdue",
        {f"extend{overdue.pk}-until": str(until), f"extend{overdue.pk}-reason": "等待函复"},
    )

    assert response["Location"] == "/board/?reason=overdue"
    assert reasons(season) == {}
    assert "等待函复" in Event.objects.get(verb="round.extended").body


def test_a_refused_day_keeps_the_reason_that_was_typed(season, overdue, clerk):
    past = act(clerk, overdue, "extend", until=str(clock.day_of(season.now)), reason="等待<函复>")
    none = act(clerk, overdue, "extend", until="", reason="等待<函复>")

    assert (past.status_code, none.status_code) == (422, 422)
    assert "等待&lt;函复&gt;" in past.content.decode()
    assert "等待&lt;函复&gt;" in none.content.decode()


def test_an_answer_is_sent_back_once(season, overdue, clerk):
    send_up(overdue, by=season.officer, reason="可否放宽？", now=season.now)
    assert "可否放宽？" in clerk.get("/board/").content.decode()

    assert act(clerk, overdue, "reply", text="").status_code == 422
    assert act(clerk, overdue, "reply", text="不予放宽。").status_code == 302
    assert act(clerk, overdue, "reply", text="不予放宽。").status_code == 422
    assert Event.objects.filter(verb="round.replied").count() == 1


def test_case_and_round_must_belong_together_and_a_closed_round_is_a_conflict(season, overdue, clerk):
    other = season.nominate("他人", school=2).case

    assert clerk.post(f"/cases/{other.pk}/rounds/{overdue.pk}/urge/").status_code == 404
    season.approve(overdue)
    assert act(clerk, overdue, "urge").status_code == 409


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_asks_no_more_for_thirty_than_for_one(count, overdue, clerk, django_assert_num_queries):
    twins(overdue.case, count - 1)

    with django_assert_num_queries(BOARD):
        assert len(clerk.get("/board/").context["lines"]) == count


BOARD = 31


def test_the_board_is_paged_by_deadline(season, overdue, clerk):
    twins(overdue.case, 34)
    first = clerk.get("/board/")
    rest = clerk.get(f"/board/?after={first.context['following']}")
    pages = [[line["item"].round.pk for line in page.context["lines"]] for page in (first, rest)]

    assert [len(page) for page in pages] == [30, 5]
    assert not set(pages[0]) & set(pages[1])


def test_a_meeting_that_is_open_is_reached_from_the_board(season, clerk):
    case = season.nominate().case
    season.walk_to("party")
    meeting = season.call(season.round(case))
    season.at(season.round(case).due_at + DAY)

    assert clerk.get("/board/").context["lines"][0]["url"] == f"/meetings/{meeting.pk}/"


def test_the_page_reads_in_english(overdue, clerk):
    clerk.cookies["django_language"] = "en"

    assert "Pending escalation" in clerk.get("/board/").content.decode()
