"""Listed items become points: each operator once, worked by hand from published rules."""

from decimal import Decimal

import pytest
from django.utils import translation

from approvals.panels.score import combine
from approvals.panels.sheets import check_scores
from approvals.panels.words import words
from core.errors import Refused
from tests.approvals.panels.sheets import ON, points


def worth(items, sheet):
    check_scores({"one": items}, sheet=sheet, track="teacher")
    return combine([{"one": items}], sheet=sheet, track="teacher", on=ON).value


def item(level="", title="文", **more):
    return {"title": title, **({"level": level} if level else {}), **more}


def test_each_level_is_worth_its_points_up_to_the_cap():
    sheet = points("{each: {国家: 10, 省: 6}, cap: 20}", most="20")

    assert worth([item("省"), item("省", "乙")], sheet) == 12
    assert worth([item("国家"), item("国家", "乙"), item("省", "丙")], sheet) == 20  # 26, cut to 20


def test_zhenggaoji_papers_lose_two_points_a_rank_for_second_and_third_authors():
    sheet = points("{each: {核心: 6, 省级: 4}, author: {less: 2, to: 3}, cap: 18}", most="18")
    works = [item("核心", "甲", rank="1"), item("核心", "乙", rank="2"), item("核心", "丙", rank="3")]

    # 6 + (6 − 2) + (6 − 4) = 12; a fourth author gets nothing, and 省级 4 − 4 never falls below nothing
    assert worth(works, sheet) == 12
    assert worth([item("核心", rank="4"), item("省级", "乙", rank="3")], sheet) == 0


def test_an_author_rank_may_be_a_factor():
    sheet = points("{each: 10, author: {1: 1, 2: 0.6, 3: 0.4}}")

    assert [worth([item(rank=rank)], sheet) for rank in ("1", "2", "3", "4")] == [10, 6, 4, 0]


def test_zhenggaoji_projects_are_halved_for_participants_and_for_old_ones():
    rule = "{each: {国家: 8, 省: 5, 市: 3}, only: [已结题], factors: {参与: 0.5, older_than_3y: 0.5}, cap: 10}"
    sheet = points(rule, most="10")

    # 省 5 led and recent; 国家 8 taken part in, of 2020: 8 × 0.5 × 0.5 = 2; 市 3 not finished: nothing
    listed = [
        item("省", "甲", date="2024-05-01", marks=["已结题"]),
        item("国家", "乙", date="2020-05-01", marks=["已结题", "参与"]),
        item("市", "丙", date="2025-05-01"),
    ]
    assert worth(listed, sheet) == 7


@pytest.mark.parametrize(("date", "points_of"), [("2023-01-01", 5), ("2023-01-02", 10), ("2022-12-31", 5)])
def test_a_work_is_old_on_the_day_it_is_three_years_old(date, points_of):
    assert worth([item(date=date)], points("{each: 10, factors: {older_than_3y: 0.5}}")) == points_of


def test_transfer_counts_the_highest_honour_of_a_year():
    sheet = points("{each: {县: 2, 市: 3, 省: 6}, highest_per: year, cap: 6}", most="6")

    # 2024: 市 3 and 县 2, the 3 counts; 2025: 县 2; together 5
    listed = [
        item("市", "甲", date="2024-03-01"),
        item("县", "乙", date="2024-09-10"),
        item("县", "丙", date="2025-09-10"),
    ]
    assert worth(listed, sheet) == 5


def test_a_work_listed_twice_counts_once_at_its_highest():
    sheet = points("{each: {市: 3, 省: 6}, highest_per: work}")

    assert worth([item("市", "课题 A"), item("省", "课题A"), item("市", "课题B")], sheet) == 9


def test_transfer_counts_years_of_teaching_beyond_the_fifth():
    sheet = points("{each: 0.5, unit: 年, beyond: 5, cap: 8}", most="8")

    # (12 − 5) × 0.5 = 3.5; below five nothing; (30 − 5) × 0.5 = 12.5, cut to 8
    assert [worth([item(number=years)], sheet) for years in ("12", "3", "30")] == [Decimal("3.5"), 0, 8]


def test_transfer_takes_the_mean_of_classes_times_one_point_two():
    sheet = points("{each: 0.5, unit: 人, take: mean, times: 1.2, cap: 12}", most="12")

    # classes with 8 and 11 pupils: (4 + 5.5) / 2 = 4.75, × 1.2 = 5.7
    assert worth([item(number="8"), item(title="二班", number="11")], sheet) == Decimal("5.7")


def test_a_studio_counts_at_its_highest_only():
    assert worth([item("市"), item("省", "乙")], points("{each: {省: 10, 市: 6}, take: max}")) == 10


def test_nothing_listed_is_worth_nothing():
    assert worth([], points("{each: 0.5, take: mean, times: 1.2}")) == 0


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"title": ""}, "甲, item 1: give a title of at most 200 signs."),
        ({"level": "宇宙"}, "甲, item 1: give one of the levels 国, 省."),
        ({"rank": "0"}, "甲, item 1: give the author's rank as a whole number."),
        ({"rank": "1.5"}, "甲, item 1: give the author's rank as a whole number."),
        ({"rank": "NaN"}, "甲, item 1: give the author's rank as a whole number."),
        ({"date": "2024-13-01"}, "甲, item 1: give its date."),
        ({"number": "1e999"}, "甲, item 1: give how many (页)."),
        ({"number": "-1"}, "甲, item 1: give how many (页)."),
    ],
)
def test_an_item_that_lacks_something_is_named(spoilt, said):
    sheet = points("{each: {国: 10, 省: 6}, unit: 页, author: {less: 2}, highest_per: year}")
    whole = item("国", rank="1", date="2024-05-01", number="3")

    with translation.override("en"), pytest.raises(Refused) as refusal:
        check_scores({"one": [{**whole, **spoilt}]}, sheet=sheet, track="teacher")

    assert refusal.value.message == said


def test_a_list_without_end_is_refused():
    with translation.override("en"), pytest.raises(Refused) as refusal:
        check_scores({"one": [item()] * 101}, sheet=points("{each: 1}"), track="teacher")

    assert refusal.value.message == "甲: list no more than 100 items."


def test_the_derivation_writes_each_item_out():
    rule = "{each: {国: 10, 省: 6}, only: [结题], factors: {older_than_3y: 0.5}, author: {1: 1, 2: 0.6},"
    sheet = points(rule + " highest_per: year, take: max, times: 1.5, cap: 12}", most="12")
    listed = [
        item("国", "甲", date="2020-05-01", rank="2", marks=["结题"]),
        item("省", "乙", date="2024-05-01", rank="1", marks=["结题"]),
        item("省", "丙", date="2024-06-01", rank="2", marks=["结题"]),
        item("国", "丁", date="2025-05-01", rank="1"),
    ]

    with translation.override("en"):
        score = combine([{"one": listed}], sheet=sheet, track="teacher", on=ON)
        first = words(score.derivation, sheet=sheet)[0]

    # 甲 10 × 0.5 × 0.6 = 3; 乙 6; 丙 6 × 0.6 = 3.6 of the same year as 乙; 丁 is not finished; the highest 6 × 1.5 = 9
    assert first == (
        "Sheet 1: 甲 9 (甲 国 10 × 0.5 (older than 3 years) × 0.6 (author 2) = 3; 乙 省 6 (author 1) = 6; "
        "丙 省 6 × 0.6 (author 2), left out: a higher one of the same counts; 丁 国 does not count: not “结题”; "
        "the highest alone counts: 6; × 1.5: 9). Total 9."
    )


@pytest.mark.parametrize(
    ("rule", "item_given", "expected"),
    [
        ("{each: 0.5, unit: 年, beyond: 5}", {"number": "12"}, "某 12 年, 7 of them beyond 5, × 0.5 = 3.5"),
        ("{each: 0.5, unit: 年, beyond: 5}", {"number": "3"}, "某 3 年, 0 of them beyond 5, × 0.5 = 0"),
        ("{each: {国: 2}, unit: 节}", {"level": "国", "number": "4"}, "某 国 4 节 × 2 = 8"),
        ("{each: 10, author: {less: 2, to: 3}}", {"rank": "3"}, "某 10 − 4 (author 3) = 6"),
        ("{each: 10, author: {less: 2, to: 3}}", {"rank": "4"}, "某 10 × 0 (author 4) = 0"),
        ("{each: 10, author: {1: 1, 2: 0.6}}", {"rank": "1"}, "某 10 (author 1) = 10"),
    ],
)
def test_each_item_is_written_out_so_that_it_can_be_worked_out_again(rule, item_given, expected):
    sheet = points(rule)
    with translation.override("en"):
        score = combine([{"one": [{"title": "某", **item_given}]}], sheet=sheet, track="teacher", on=ON)
        said = words(score.derivation, sheet=sheet)[0]

    assert said == f"Sheet 1: 甲 {score.value.normalize():f} ({expected}). Total {score.value.normalize():f}."


def test_a_criterion_s_maximum_holds_where_no_cap_is_said():
    assert worth([item(number="30")], points("{each: 1, unit: 年}", most="8")) == 8


def test_of_equals_of_one_year_the_first_listed_counts():
    listed = [item("国", name, date="2025-05-01") for name in ("先", "后")]
    with translation.override("en"):
        score = combine([{"one": listed}], sheet=points("{each: {国: 5}, highest_per: year}"), track="teacher", on=ON)
        said = words(score.derivation, sheet=points("{each: {国: 5}}"))[0]

    assert said == "Sheet 1: 甲 5 (先 国 5; 后 国 5, left out: a higher one of the same counts). Total 5."
