"""A judge's sheet: blind, complete, handed in once; the panel is counted, the judges are not shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Ballot, Round
from tests.approvals.addresses import page_of
from workflows.selection.models import Nomination

pytestmark = pytest.mark.django_db
FULL = {"score-ethics": "18.5", "score-teaching": "35", "score-research": "16", "score-influence": "17"}


@pytest.fixture
def sheet(season) -> Round:
    """A panel's round that waits for its judges."""
    nomination = season.nominate("王秀英", school=1)
    words = "王秀英同志在海州第1小学从教，秀英老师深受北片教育集团好评。"
    Nomination.objects.filter(pk=nomination.pk).update(statement=words)
    season.walk_to("panel")
    return season.declare(season.round(nomination.case))


@pytest.fixture
def judge(sheet, client):
    client.force_login(sheet.ballots.order_by("pk").first().user)
    return client


def state(round, client):
    return Ballot.objects.get(round=round, user=client.session["_auth_user_id"]).state


def test_a_blind_sheet_shows_a_code_and_covers_every_name(sheet, judge):
    content = judge.get(page_of(sheet)).content.decode()

    assert f"T-{sheet.pk:04d}" in content
    assert "□□同志在□□从教，□□老师深受□□好评。" in content
    hidden = ["王秀英", "秀英", "海州第1小学", sheet.case.number, "申报表.pdf", "/papers/"]
    assert [word for word in hidden if word in content] == []


def test_a_sheet_is_handed_in_once_and_locked(sheet, judge):
    first = judge.post(page_of(sheet, "cast/"), {**FULL, "opinion": "课堂扎实。"})
    second = judge.post(page_of(sheet, "cast/"), {**FULL, "score-ethics": "1"})

    assert (first.status_code, second.status_code) == (302, 409)
    content = judge.get(page_of(sheet)).content.decode()
    assert [words for words in ("86.5", "课堂扎实。") if words not in content] == []
    assert 'name="score-ethics"' not in content


@pytest.mark.parametrize(
    "spoilt",
    [
        {"score-ethics": "21"},
        {"score-ethics": "-1"},
        {"score-ethics": "18.3"},
        {"score-ethics": ""},
        {"score-ethics": "NaN"},
    ],
)
def test_a_figure_out_of_range_is_named_and_the_rest_is_kept(sheet, judge, spoilt):
    response = judge.post(page_of(sheet, "cast/"), {**FULL, **spoilt, "opinion": "课堂扎实。"})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["score-ethics"]
    assert 'value="35"' in response.content.decode()
    assert "课堂扎实。</textarea>" in response.content.decode()
    assert state(sheet, judge) == "open"


def test_handing_in_leads_to_the_judges_next_sheet(sheet, judge, season):
    judge_user = Ballot.objects.filter(round=sheet).order_by("pk")[0].user
    for number in range(2, 8):
        season.nominate(f"赵敏{number}", school=number)
    season.walk_to("panel")
    mine = list(Ballot.objects.filter(user=judge_user, round__kind="panel").order_by("round_id"))

    response = judge.post(page_of(sheet, "cast/"), FULL)

    assert response["Location"] == (page_of(mine[1].round) if len(mine) > 1 else "/inbox/")
    assert [entry.is_given for entry in judge.get(page_of(sheet)).context["sheets"]] == [True] + [False] * (
        len(mine) - 1
    )


def test_the_last_sheet_closes_the_panel_and_a_late_judge_reads_only(sheet, judge, season):
    season.score(sheet)

    response = judge.get(page_of(sheet))

    assert response.status_code == 200
    assert judge.post(page_of(sheet, "cast/"), FULL).status_code == 409


def test_who_is_not_on_the_panel_does_not_find_its_sheet(sheet, client, season):
    outside = season.users["expert1"]
    drawn = set(sheet.ballots.values_list("user", flat=True))
    outside = next(season.users[f"expert{n}"] for n in range(1, 6) if season.users[f"expert{n}"].pk not in drawn)
    client.force_login(outside)

    assert client.get(page_of(sheet)).status_code == 404
    assert client.post(page_of(sheet, "cast/"), FULL).status_code == 404


def test_who_sees_the_case_is_no_judge_of_it(sheet, client, season):
    client.force_login(season.head)

    assert client.get(page_of(sheet))["Location"] == f"/cases/{sheet.process_id}/"
    assert client.post(page_of(sheet, "cast/"), FULL).status_code == 404
    assert client.post(page_of(sheet, "decide/"), {"verdict": "pass"}).status_code == 403
    assert client.post(page_of(sheet, "close/"), {"close-reason": "够了"}).status_code == 403
    assert sheet.ballots.filter(state="cast").count() == 0


def test_the_clerk_closes_a_panel_with_the_sheets_that_are_in(sheet, client, season):
    client.force_login(season.officer)
    page = f"/cases/{sheet.process_id}/"

    assert "close_form" in client.get(page).context
    empty = client.post(page_of(sheet, "close/"), {"close-reason": "两位专家生病。"})
    season.score(sheet, judges=1)
    blank = client.post(page_of(sheet, "close/"), {"close-reason": ""})
    closed = client.post(page_of(sheet, "close/"), {"close-reason": "两位专家生病。"})
    again = client.post(page_of(sheet, "close/"), {"close-reason": "两位专家生病。"})

    assert [response.status_code for response in (empty, blank, closed, again)] == [422, 422, 302, 409]
    assert "两位专家生病。</textarea>" in empty.content.decode()
    assert Round.objects.get(pk=sheet.pk).result["seats"] == 3


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "评分表"), ("en", "Score sheet")])
def test_the_sheet_speaks_both_languages(sheet, judge, language, word):
    judge.cookies["django_language"] = language

    assert f">{word}</h2>" in judge.get(page_of(sheet)).content.decode()


def test_many_sheets_cost_no_more_queries_than_one(sheet, judge, season):
    judge.get(page_of(sheet))
    with CaptureQueriesContext(connection) as one:
        judge.get(page_of(sheet))
    for number in range(2, 12):
        season.nominate(f"赵敏{number}", school=number)
    season.walk_to("panel")

    with CaptureQueriesContext(connection) as many:
        assert len(judge.get(page_of(sheet)).context["sheets"]) > 1

    assert len(many) == len(one)
