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


TEACHING = "teaching: {title: {zh: 教育教学（办学治校）, en: Teaching or leadership}, max: 40}"
PARTS = (
    "teaching: {title: {zh: 教学, en: Teaching}, max: 40, parts: {"
    "lessons: {title: {zh: 公开课, en: Lessons}, max: 15, required: true},"
    " class: {title: {zh: 带班, en: Class}, max: 10, levels: {好: 10, 一般: 5}},"
    " pupils: {title: {zh: 带教, en: Pupils}, max: 15, only_if: {zh: 有协议书, en: an agreement}, points: {each: 5}}}}"
)
FILLED_PARTS = {
    "score-teaching.lessons": "12",
    "score-teaching.class": "好",
    "score-teaching.pupils?": "on",
    "rows-teaching.pupils": "5",
    "score-teaching.pupils-0-title": "王老师",
    "score-teaching.pupils-1-title": "李老师",
}


def form_of(data, criteria="{" + PARTS + "}"):
    return SheetForm(data, sheet=plain(criteria=criteria), track="teacher")


def test_parts_and_conditions_are_filled_in_by_name():
    form = form_of(FILLED_PARTS)

    assert (form.is_valid(), form.errors) == (True, {})
    assert form.scores() == {
        "teaching.lessons": "12",
        "teaching.class": "好",
        "teaching.pupils": [{"title": "王老师"}, {"title": "李老师"}],
        "teaching.pupils?": True,
    }
    assert [part.criterion.key for part in form.lines()[0].parts] == [
        "teaching.lessons",
        "teaching.class",
        "teaching.pupils",
    ]


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"score-teaching.lessons": ""}, "score-teaching.lessons"),
        ({"score-teaching.lessons": "15.5"}, "score-teaching.lessons"),
        ({"score-teaching.class": "很好"}, "score-teaching.class"),
        ({"score-teaching.pupils-1-title": "x" * 201}, "score-teaching.pupils-1-title"),
    ],
)
def test_what_is_wrong_in_a_part_is_named_there(spoilt, field):
    form = form_of({**FILLED_PARTS, **spoilt})

    assert (form.is_valid(), list(form.errors)) == (False, [field])


def test_what_hangs_on_a_condition_may_stay_empty_until_it_is_ticked():
    criteria = "{one: {title: 甲, max: 10, only_if: 有证明}}"

    assert form_of({}, criteria).is_valid() is True
    assert form_of({"score-one?": "on"}, criteria).is_valid() is False
    assert form_of({"score-one": "11"}, criteria).is_valid() is False  # what is given is looked at all the same


@pytest.fixture
def parted(season) -> Round:
    reopen(season, (TEACHING, PARTS))
    case = season.nominate().case
    season.walk_to("panel")
    return season.declare(season.round(case))


def test_a_sheet_with_parts_is_handed_in_read_back_and_shows_what_counts(parted, client):
    client.force_login(parted.ballots.order_by("pk").first().user)
    given = {"score-ethics": "20", "score-research": "20", "score-influence": "20", **FILLED_PARTS}

    asked = client.get(page_of(parted)).content.decode()
    response = client.post(page_of(parted, "cast/"), {**given, "score-teaching.pupils?": ""})

    read = client.get(page_of(parted)).context["given"]
    assert [
        word
        for word in ("必备项：“公开课”没有得分的，“教学”为0分。", "“带教”的计分条件：有协议书")
        if word not in asked
    ] == []
    # 20 + (12 + 好 10 + 带教 nothing, its condition is not ticked) 22 + 20 + 20 = 82
    assert (response.status_code, read.total, read.lines[1].figure) == (302, "82", "22")
    assert read.lines[1].items == (
        "公开课 12",
        "带班 好 10",
        "带教 0（王老师 5；李老师 5；不计分：不符合“有协议书”）",
    )
