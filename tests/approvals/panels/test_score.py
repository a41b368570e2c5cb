"""Sheets become a score: golden cases worked by hand, most of them from rules that counties and cities publish."""

from decimal import Decimal

import pytest
from django.utils import translation

from approvals.panels.score import combine, weigh
from approvals.panels.sheets import check_scores
from approvals.panels.words import words
from core.errors import Refused
from tests.approvals.panels.sheets import ON, ones, plain, sheet_of


def score(sheets, sheet, track="teacher"):
    return combine(sheets, sheet=sheet, track=track, on=ON)


def test_shouxian_strikes_one_highest_and_one_lowest_of_five():
    sheet = plain(judges="trim: 1, from: 5, then: mean")

    found = score(ones("92", "71", "85", "86.5", "88"), sheet)

    # 92 and 71 are struck; (85 + 86.5 + 88) / 3 = 259.5 / 3 = 86.5
    assert (found.value, found.struck) == (Decimal("86.50"), (Decimal("71"), Decimal("92")))


def test_below_the_number_the_rule_names_nothing_is_struck():
    sheet = plain(judges="trim: 1, from: 5, then: mean")

    # (92 + 71) / 2 = 81.5, and one sheet alone is itself
    assert score(ones("92", "71"), sheet).value == Decimal("81.50")
    assert score(ones("71"), sheet).value == Decimal("71.00")


@pytest.mark.parametrize(
    ("judges", "given", "value"),
    [
        ("then: mean", ("80", "81", "81"), "80.67"),  # 242 / 3 = 80.666…
        ("then: median", ("70", "81", "99"), "81.00"),
        ("then: median", ("70", "80", "85", "99"), "82.50"),  # (80 + 85) / 2
        ("then: sum", ("70", "80"), "150.00"),
        ("trim: 1, from: 4, then: median", ("0", "80", "85", "100"), "82.50"),
    ],
)
def test_what_is_left_is_combined_as_the_sheet_says(judges, given, value):
    assert score(ones(*given), plain(judges=judges)).value == Decimal(value)


@pytest.mark.parametrize(("half", "value"), [("up", "81.3"), ("even", "81.2"), ("down", "81.2")])
def test_the_middle_goes_where_the_sheet_says(half, value):
    # (81 + 81.5) / 2 = 81.25, in the middle between 81.2 and 81.3
    assert score(ones("81", "81.5"), plain(round=f"to: 0.1, half: {half}")).value == Decimal(value)


def test_rounding_each_judge_first_is_not_rounding_at_the_end():
    criteria = "{one: {title: 甲, max: 200, weight: 0.5}}"
    given = ones("170.5", "171", "171")

    end = score(given, plain(criteria=criteria, round="to: 1, half: up"))
    judge = score(given, plain(criteria=criteria, round="to: 1, half: up, when: judge"))

    # 85.25, 85.5, 85.5: the mean is 85.41…, 85; rounded first 85, 86, 86: the mean is 85.66…, 86
    assert (end.value, judge.value) == (Decimal("85"), Decimal("86"))


def test_rounding_each_criterion_first_is_not_rounding_at_the_end():
    criteria = "{a: {title: 甲, max: 100, weight: 0.5}, b: {title: 乙, max: 100, weight: 0.5}}"
    one, two = {"a": Decimal(85), "b": Decimal(85)}, {"a": Decimal(86), "b": Decimal(86)}

    def value(sheets, when, per="judge"):
        rules = {"judges": f"per: {per}, then: mean", "round": f"to: 1, half: up, when: {when}"}
        return score(sheets, plain(criteria=criteria, **rules)).value

    # a judge's 42.5 + 42.5 is 85, and rounded first 43 + 43 is 86
    assert (value([one], "end"), value([one], "criterion")) == (85, 86)
    # the judges' means 42.75 + 42.75 are 85.5, so 86; each rounded first is 43 + 43, and of two 85s 43 + 43 again
    assert [value([one, one], when, "criterion") for when in ("end", "criterion")] == [85, 86]
    assert [value([one, two], when, "criterion") for when in ("end", "criterion")] == [86, 86]


def test_striking_each_criterion_is_not_striking_whole_sheets():
    criteria = "{a: {title: 甲, max: 50}, b: {title: 乙, max: 50}}"
    given = [{"a": Decimal(a), "b": Decimal(b)} for a, b in [(50, 20), (40, 30), (30, 40), (20, 46)]]

    whole = score(given, plain(criteria=criteria, judges="trim: 1, from: 3, then: mean"))
    each = score(given, plain(criteria=criteria, judges="trim: 1, from: 3, per: criterion, then: mean"))

    # totals 70, 70, 70, 66: without 66 and one 70, 70; by criterion (40 + 30) / 2 + (30 + 40) / 2 = 35 + 35 = 70
    assert (whole.value, each.value) == (Decimal("70.00"), Decimal("70.00"))
    given[3]["b"] = Decimal(50)  # now all total 70, and 50 is struck from the second criterion instead of 46
    given[0]["b"] = Decimal(38)  # 88, 70, 70, 70: struck whole 88 and a 70, 70; each 35 + (38 + 40) / 2 = 74
    assert score(given, plain(criteria=criteria, judges="trim: 1, from: 3, then: mean")).value == Decimal("70.00")
    by_criterion = plain(criteria=criteria, judges="trim: 1, from: 3, per: criterion, then: mean")
    assert score(given, by_criterion).value == Decimal("74.00")


def test_wenzhou_scores_ethics_by_level_and_the_team_by_tier():
    sheet = sheet_of(
        """
sheet:
  out_of: 35
  criteria:
    ethics: {title: 师德修养, max: 15, levels: {优秀: 15, 合格: 10, 不合格: 5}}
    studio: {title: 设立工作室并有效运行, max: 20, for: [first]}
    pupils: {title: 带教成效, max: 20, for: [second], points: {each: {省级: 8, 市级: 6, 县级: 4, 校级: 2}, cap: 20}}
  judges: {then: mean}
  round: {to: 0.01, half: up}
"""
    )
    results = [{"title": f"公开课{number}", "level": level} for number, level in enumerate(("省级", "市级", "市级"))]

    # 合格 10 + 18 = 28; 优秀 15 + 8 + 6 + 6 = 35, cut to nothing
    first = score([{"ethics": "合格", "studio": Decimal(18)}], sheet, track="first")
    second = score([{"ethics": "优秀", "pupils": results}], sheet, track="second")
    assert (first.value, second.value) == (Decimal("28.00"), Decimal("35.00"))


def test_a_weight_multiplies_its_criterion():
    sheet = plain(criteria="{a: {title: 甲, max: 100, weight: 0.6}, b: {title: 乙, max: 80, weight: 0.5}}")

    # 85.5 × 0.6 + 71 × 0.5 = 51.3 + 35.5 = 86.8
    assert score([{"a": Decimal("85.5"), "b": Decimal(71)}], sheet).value == Decimal("86.80")


def test_a_total_is_cut_to_the_cap():
    sheet = sheet_of(
        "sheet: {out_of: 110, cap: 100, criteria: {a: {title: 甲, max: 100}, extra: {title: 附加, max: 10}},"
        " judges: {then: mean}, round: {to: 0.01, half: up}}"
    )

    # 95 + 10 = 105, cut to 100; with 91 + 0 the mean is (100 + 91) / 2 = 95.5
    given = [{"a": Decimal(95), "extra": Decimal(10)}, {"a": Decimal(91), "extra": Decimal(0)}]
    assert score(given, sheet).value == Decimal("95.50")


def test_a_criterion_left_out_is_zero_only_where_the_sheet_says_so():
    criteria = "{a: {title: 甲, max: 60}, b: {title: 乙, max: 40}}"
    given = {"a": Decimal(50), "b": None}

    with pytest.raises(Refused) as refusal:
        check_scores(given, sheet=plain(criteria=criteria), track="teacher")
    lenient = plain(criteria=criteria, missing="zero")
    check_scores(given, sheet=lenient, track="teacher")

    assert ("乙" in str(refusal.value), "40" in str(refusal.value)) == (True, True)
    assert score([given], lenient).value == Decimal("50.00")


@pytest.mark.parametrize("figure", ["NaN", "-NaN", "sNaN", "Infinity", "1e999", "9" * 1000, "-0.5", "100.5", "十", ""])
def test_what_is_no_figure_in_the_range_is_refused_with_criterion_and_range(figure):
    with pytest.raises(Refused) as refusal, translation.override("en"):
        check_scores({"one": figure}, sheet=plain(), track="teacher")

    with translation.override("en"):
        assert str(refusal.value) == "甲: give a figure from 0 to 100."


def test_no_sheets_make_no_score():
    with pytest.raises(ValueError, match="no score sheets"):
        score([], plain())


def test_columns_are_weighed_and_those_without_a_weight_are_only_shown():
    sheet = plain(
        columns="{self: {title: 自评}, school: {title: 学校, weight: 0.4}, bureau: {title: 教育局, weight: 0.6}}"
    )

    # 88 × 0.4 + 91.25 × 0.6 = 35.2 + 54.75 = 89.95, whatever the teacher gave himself
    given = {"self": Decimal(100), "school": Decimal(88), "bureau": Decimal("91.25")}
    assert weigh(given, sheet=sheet).value == Decimal("89.95")


def test_a_derivation_says_in_words_what_was_done():
    sheet = plain(judges="trim: 1, from: 3, then: mean")

    with translation.override("en"):
        said = words(score(ones("92", "71", "80", "86.5"), sheet).derivation, sheet=sheet)

    assert said == [
        "Sheet 1: 甲 71. Total 71.",
        "Sheet 2: 甲 80. Total 80.",
        "Sheet 3: 甲 86.5. Total 86.5.",
        "Sheet 4: 甲 92. Total 92.",
        "Highest 92 and lowest 71 struck.",
        "Mean of 80, 86.5: 83.25.",
        "Rounded half up to 0.01: 83.25.",
    ]


def test_a_derivation_by_criterion_names_each():
    sheet = plain(
        criteria="{a: {title: 甲, max: 60}, b: {title: 乙, max: 40, levels: {好: 40, 中: 20}}}",
        judges="trim: 1, from: 3, per: criterion, then: median",
        cap="80",
        missing="zero",
    )
    given = [{"a": Decimal(50), "b": "好"}, {"a": None, "b": "好"}]

    with translation.override("en"):
        said = words(score(given, sheet).derivation, sheet=sheet)

    assert said == [
        "Sheet 1: 甲 left out, 0; 乙 好 40. Total 40.",
        "Sheet 2: 甲 50; 乙 好 40. Total 80.",
        "甲: Nothing struck: 2 sheets, and striking begins at 3.",
        "甲: Median of 0, 50: 25.",
        "乙: Nothing struck: 2 sheets, and striking begins at 3.",
        "乙: Median of 40, 40: 40.",
        "Sum of 25 + 40: 65.",
        "Rounded half up to 0.01: 65.00.",
    ]
