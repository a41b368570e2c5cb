"""The inbox: what waits, what is done, what was started; found again by a few letters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.deadlines import deadline
from approvals.models import Case
from core.calendar.services import load_calendar
from core.clock import end_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_inbox(client, season):
    """Open the inbox as somebody and return the lines it shows."""

    def open_inbox(user, **query):
        client.force_login(user)
        response = client.get("/inbox/", query)
        assert response.status_code == 200
        return response

    return open_inbox


def titles(response):
    return [line.title for line in response.context["lines"]]


def counts(response):
    return {key: count for key, _title, count, _query in response.context["tabs"]}


def test_a_case_waits_for_the_office_that_must_decide_and_for_nobody_else(season, at_inbox):
    season.nominate("王秀英", school=1)

    assert titles(at_inbox(season.secretary1)) == ["王秀英"]
    assert titles(at_inbox(season.secretary2)) == []
    assert titles(at_inbox(season.principal1, tab="started")) == ["王秀英"]


def test_what_was_decided_moves_from_to_do_to_done(season, at_inbox):
    case = season.nominate().case
    season.approve(season.round(case))

    response = at_inbox(season.secretary1, tab="done")

    assert counts(response) == {"todo": 0, "done": 1, "started": 0, "copied": 0}
    assert [(line.title, line.word) for line in response.context["lines"]] == [("王秀英", "通过")]


@pytest.mark.parametrize("query", ["秀英", "wxy", "wangxiuying", "第1小学", "-0001"])
def test_a_case_is_found_by_name_pinyin_number_or_school(season, at_inbox, query):
    season.nominate("王秀英", school=1)
    season.nominate("赵敏", school=2)
    season.walk_to("review")

    assert titles(at_inbox(season.officer, q=query)) == ["王秀英"]
    assert counts(at_inbox(season.officer, q=query))["todo"] == 2


def test_the_search_stays_in_the_addresses_of_the_tabs(season, at_inbox):
    content = at_inbox(season.officer, q="王&秀").content.decode()

    assert 'href="/inbox/?tab=done&amp;q=%E7%8E%8B%26%E7%A7%80"' in content
    assert 'value="王&amp;秀"' in content


def test_a_blind_sheet_is_found_by_its_code_only(season, at_inbox):
    case = season.nominate("王秀英", school=1).case
    season.walk_to("panel")
    round = season.round(case)
    judge = round.ballots.first().user
    code = f"T-{round.pk:04d}"

    assert titles(at_inbox(judge)) == [code]
    assert titles(at_inbox(judge, q=code)) == [code]
    assert [titles(at_inbox(judge, q=query)) for query in ("王秀英", "wxy", "第1小学", case.number)] == [[], [], [], []]


def test_cases_that_wait_together_are_one_line(season, at_inbox):
    season.nominate("王秀英", school=1)
    season.nominate("赵敏", school=2)
    season.walk_to("shortlist")

    response = at_inbox(season.officer)

    assert titles(response) == ["择优排名：2件等待办理"]
    assert [line.url for line in response.context["lines"]] == [f"/campaigns/{season.campaign.pk}/shortlist/teacher/"]


def test_votes_of_an_open_meeting_are_one_line(season, at_inbox):
    for school in (1, 2):
        season.nominate(f"王秀英{school}", school=school)
    season.walk_to("party")
    meeting = season.call(season.round(season.campaign.cases.first()))

    assert [line.url for line in at_inbox(season.party1).context["lines"]] == [f"/meetings/{meeting.pk}/"]


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (0, "剩10个工作日", "plain"),
        (10, "剩2个工作日", "plain"),
        (11, "剩1个工作日", "soon"),
        (14, "今天到期", "soon"),
        (17, "已逾期3个工作日", "late"),
    ],
)
def test_a_deadline_says_how_it_stands(season, at_inbox, days, words, tone):
    season.nominate()
    season.pass_days(days)

    (line,) = at_inbox(season.secretary1).context["lines"]

    assert (line.deadline.words, line.deadline.tone, line.waited) == (words, tone, days)


def test_a_deadline_that_passed_on_a_day_off_is_overdue(season, now):
    saturday = now.replace(day=7)

    stands = deadline(end_of(now.replace(day=6).date()), now=saturday, calendar=load_calendar())

    assert stands is not None
    assert (stands.words, stands.tone) == ("已逾期", "late")


@pytest.mark.parametrize("tab", ["done", "started"])
def test_a_long_list_shows_thirty_and_leads_to_the_older(season, at_inbox, tab):
    fill(season, tab, range(1, 32))

    newest = at_inbox(season.officer, tab=tab)
    older = at_inbox(season.officer, tab=tab, before=newest.context["older"])

    assert (len(titles(newest)), len(titles(older))) == (30, 1)
    assert len({*titles(newest), *titles(older)}) == 31
    assert older.context["older"] is None


@pytest.mark.parametrize(
    "query", [{"tab": "nothing"}, {"tab": "done", "before": "x"}, {"tab": "done", "before": "9" * 30}, {"q": "\x00%"}]
)
def test_an_address_with_nonsense_still_shows_the_inbox(season, at_inbox, query):
    assert titles(at_inbox(season.officer, **query)) == []


def test_an_empty_inbox_says_so_in_both_languages(season, at_inbox, client):
    assert "没有等您办理的事项" in at_inbox(season.officer).content.decode()
    client.cookies["django_language"] = "en"
    assert "Nothing waits for you." in at_inbox(season.officer).content.decode()


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(season, tab, numbers):
    """Let so many cases stand in a tab of the officer's inbox."""
    for number in numbers:
        track = "teacher" if number <= len(season.schools) else "class_teacher"
        season.nominate(f"王秀英{number}", track=track, school=(number - 1) % len(season.schools) + 1)
    season.walk_to("approval" if tab == "done" else "review")
    Case.objects.update(opened_by=season.officer if tab == "started" else season.admin)


@pytest.mark.parametrize("tab", ["todo", "done", "started"])
def test_the_inbox_asks_the_database_no_more_for_thirty_than_for_one(season, client, tab):
    client.force_login(season.officer)
    fill(season, tab, range(1, 2))
    one = queries_of(client, f"/inbox/?tab={tab}")
    fill(season, tab, range(2, 31))

    assert queries_of(client, f"/inbox/?tab={tab}") == one
    assert len(client.get(f"/inbox/?tab={tab}").context["lines"]) == 30
    assert one <= 45  # seven kinds of things wait, and whose absence one covers is asked each time


def test_nobody_sees_the_inbox_without_signing_in(client):
    response = client.get("/inbox/")

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/inbox/")
