"""The sheet's other ways to be filled in: levels to pick, items to list, more rows without losing a word."""

import pytest

from approvals.models import Ballot, Round
from approvals.panels.forms import SheetForm
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import reopen
from tests.approvals.panels.sheets import plain, points

pytestmark = pytest.mark.django_db
LEVELS = "ethics: {title: {zh: 师德师风, en: Ethics}, max: 20, levels: {优秀: 20, 合格: 12}}"
ITEMS = (
    "research: {title: {zh: 教研科研, en: Research}, max: 20, points:"
    " {each: {省: 6, 市: 3}, factors: {参与: 0.5}, author: {less: 1}, highest_per: year}}"
)
FILLED = {
    "score-ethics": "合格",
    "score-teaching": "35",
    "score-influence": "17",
    "rows-research": "5",
    "score-research-0-title": "课题甲",
    "score-research-0-level": "省",
    "score-research-0-rank": "1",
    "score-research-0-date": "2025-05-01",
    "score-research-0-mark0": "on",
    "score-research-3-title": "课题乙",
    "score-research-3-level": "市",
    "score-research-3-rank": "2",
    "score-research-3-date": "2024-05-01",
    "opinion": "课堂扎实。",
}


@pytest.fixture
def sheet(season) -> Round:
    reopen(
        season,
        ("ethics: {title: {zh: 师德师风, en: Ethics}, max: 20}", LEVELS),
        ("research: {title: {zh: 教研科研, en: Research}, max: 20}", ITEMS),
    )
    case = season.nominate().case
    season.walk_to("panel")
    return season.declare(season.round(case))


@pytest.fixture
def judge(sheet, client):
    client.force_login(sheet.ballots.order_by("pk").first().user)
    return client


def test_levels_and_items_are_handed_in_and_read_back(sheet, judge):
    response = judge.post(page_of(sheet, "cast/"), FILLED)

    given = judge.get(page_of(sheet)).context["given"]
    # 合格 12 + 35 + (省 6 × 0.5 = 3; 市 3 − 1 = 2) 5 + 17 = 69
    assert (response.status_code, given.total, given.lines[0].level) == (302, "69", "合格")
    assert [line.figure for line in given.lines] == ["12", "35", "5", "17"]


def test_more_rows_keep_every_word_and_hand_nothing_in(sheet, judge):
    response = judge.post(page_of(sheet, "cast/"), {**FILLED, "score-teaching": "", "more": "research"})

    form, content = response.context["form"], response.content.decode()
    assert (response.status_code, [len(line.rows) for line in form.lines()]) == (200, [0, 0, 10, 0])
    assert [word for word in ("课题甲", "课题乙", "2024-05-01", "课堂扎实。", "checked") if word not in content] == []
    assert Ballot.objects.filter(round=sheet, state="cast").count() == 0


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"score-ethics": "优"}, "score-ethics"),
        ({"score-ethics": ""}, "score-ethics"),
        ({"score-teaching": "1e999"}, "score-teaching"),
        ({"score-teaching": "9" * 1000}, "score-teaching"),
        ({"score-teaching": "0." + "1" * 999}, "score-teaching"),
        ({"score-research-0-title": ""}, "rows-research"),
        ({"score-research-3-rank": "0"}, "rows-research"),
        ({"score-research-3-date": "昨天"}, "rows-research"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(spoilt, field):
    sheet = plain(
        criteria="{ethics: {title: 甲, max: 20, levels: {优秀: 20, 合格: 12}}, teaching: {title: 乙, max: 40},"
        " influence: {title: 丙, max: 20}, research: {title: 丁, max: 20, points:"
        " {each: {省: 6, 市: 3}, author: {less: 1}, highest_per: year}}}"
    )
    form = SheetForm({**FILLED, **spoilt}, sheet=sheet, track="teacher")

    assert (form.is_valid(), list(form.errors)) == (False, [field])
    assert form["opinion"].value() == "课堂扎实。"


def test_a_form_says_how_many_rows_it_has_and_never_more_than_a_hundred():
    sheet = points("{each: 1}")

    sizes = [
        len(SheetForm({"rows-one": said}, sheet=sheet, track="teacher").lines()[0].rows)
        for said in ("", "10", "100", "999", "0", "１０", "-5", "9" * 1000)
    ]

    assert sizes == [5, 10, 100, 100, 1, 5, 5, 5]


def test_blank_rows_count_for_nothing(sheet, judge):
    blank = {name: "" for name in FILLED if name.startswith("score-research")}

    judge.post(page_of(sheet, "cast/"), {**FILLED, **blank})

    given = judge.get(page_of(sheet)).context["given"]
    assert given.total == "64"
