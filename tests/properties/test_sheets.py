"""What holds of every sheet and everything filled in on it: bounds, order, and a derivation that adds up again."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.panels.exact import rounded
from approvals.panels.grades import grade_of
from approvals.panels.score import combine
from approvals.panels.sheets import check_scores, kept
from approvals.panels.words import words
from approvals.policies.read_sheets import read_sheet
from tests.tools.sheets import ON, TRACKS, panels

tracks = st.sampled_from(TRACKS)


@given(panels(), tracks)
@settings(max_examples=200)
def test_a_score_is_never_less_than_nothing_nor_more_than_full_marks(panel, track):
    said, given_ = panel
    sheet = read_sheet("sheet", said)
    score = combine(given_, sheet=sheet, track=track, on=ON)
    most = sheet.top * (len(given_) if sheet.take == "sum" else 1)

    assert 0 <= score.value <= most
    assert all(0 <= total <= sheet.full for total in (*score.counted, *score.struck))


@given(panels(), tracks)
def test_what_is_kept_of_a_sheet_is_worth_the_same_and_is_nothing_to_refuse(panel, track):
    said, given_ = panel
    sheet = read_sheet("sheet", said)
    stored = [kept(one, sheet=sheet, track=track) for one in given_]
    for one in stored:
        check_scores(one, sheet=sheet, track=track)

    before, after = (combine(sheets, sheet=sheet, track=track, on=ON) for sheets in (given_, stored))
    assert after == before


@given(panels(), tracks, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_of_items_is_irrelevant(panel, track, random):
    said, given_ = panel
    sheet = read_sheet("sheet", said)
    shuffled = [
        {key: random.sample(value, len(value)) if isinstance(value, list) else value for key, value in one.items()}
        for one in given_
    ]

    before, after = (combine(sheets, sheet=sheet, track=track, on=ON) for sheets in (given_, shuffled))
    assert (after.value, after.counted, after.struck) == (before.value, before.counted, before.struck)


@given(panels(), tracks)
@settings(max_examples=200)
def test_a_derivation_adds_up_again_to_the_same_totals_and_can_be_read_out(panel, track):
    said, given_ = panel
    sheet = read_sheet("sheet", said)
    score = combine(given_, sheet=sheet, track=track, on=ON)

    for step in (step for step in score.steps if step["do"] == "sheet"):
        for line in step["criteria"]:
            if parts := line.get("parts"):
                gone = "lacks" in line or line.get("out")
                assert Fraction(line["points"]) == (0 if gone else sum(Fraction(part["points"]) for part in parts))
        total = min(sum(Fraction(line["gives"]) for line in step["criteria"]), Fraction(sheet.full))
        total = rounded(total, places=sheet.places, half=sheet.half) if sheet.when == "judge" else total
        assert Fraction(step["total"]) == (0 if "lacks" in step else total)
    last = [step for step in score.steps if step["do"] != "grade"][-1]
    assert (last["do"], last["gives"]) == ("round", str(score.value))
    assert len(words(score.derivation, sheet=sheet)) == len(score.steps)


@given(st.decimals(0, 100, places=2))
def test_every_score_earns_one_grade_and_more_never_earns_a_worse(value):
    lines = {"优秀": {"from": 90}, "合格": {"from": 60}, "不合格": {"from": 0}}
    said = {"out_of": 100, "criteria": {}, "judges": {"then": "mean"}, "round": {"to": "0.01", "half": "up"}}
    sheet = read_sheet("sheet", {**said, "grades": lines})

    grade = grade_of(sheet, value)
    assert grade == ("优秀" if value >= 90 else "合格" if value >= 60 else "不合格")
    assert list(lines).index(grade_of(sheet, min(value + Decimal("0.5"), Decimal(100)))) <= list(lines).index(grade)
