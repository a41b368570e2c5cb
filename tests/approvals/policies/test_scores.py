"""What publishing refuses of score sheets, panels and columns: one broken 西青 for each reason, and the sentence."""

import pytest

from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read
from tests.approvals.panels.policies import COLUMNS, SELF

ETHICS = "ethics: {title: {zh: 师德师风, en: Ethics}, max: 20}"
JUDGES = "judges: {then: mean}"
DRAW = "draw: {n: 3}\n    closes: all\n"
SCORE = "    score: sheet\n    then: {fail: refused}"
SCHOOL = "    by: secretary@school\n    within: 10 working days\n"


def ethics(rest: str) -> tuple[str, str]:
    return (ETHICS, "ethics: {title: {zh: 师德师风, en: Ethics}, max: 20, " + rest + "}")


LIMITS = ("scores:\n", "limits: {papers: 15, assumed: 试}\nscores:\n")
REFUSED = {
    "weights that do not add up": (
        ethics("weight: 0.5"),
        "Score sheet “sheet”: the criteria add up to 90, not to 100.",
    ),
    "a track without its indicators": (
        ethics("for: [head]"),
        "Score sheet “sheet”: for “Outstanding class teacher” the criteria add up to 80, not to 100. | "
        "Score sheet “sheet”: for “Outstanding teacher” the criteria add up to 80, not to 100.",
    ),
    "an unknown track": (
        ethics("for: [head, class_teacher, teacher, driver]"),
        "Criterion “Ethics” is for the track “driver”, which does not exist.",
    ),
    "a cap nobody meets": (
        (JUDGES, f"{JUDGES}\n    cap: 101"),
        "Score sheet “sheet”: the cap is above full marks, 100; nobody ever meets it.",
    ),
    "a pass mark above the cap": (
        (JUDGES, f"{JUDGES}\n    cap: 50"),
        "Score sheet “sheet”: the pass mark is above full marks, 50.",
    ),
    "levels that reach no full marks": (
        ethics("levels: {优秀: 15, 合格: 10}"),
        "Criterion “Ethics”: the highest level does not give the maximum, 20.",
    ),
    "levels above full marks": (
        ethics("levels: {优秀: 25, 合格: 10}"),
        "Criterion “Ethics”: the highest level does not give the maximum, 20.",
    ),
    "levels and points": (
        ethics("levels: {优秀: 20, 合格: 10}, points: {each: 1}"),
        "Criterion “Ethics” has levels and points; a judge picks a level or lists items, not both.",
    ),
    "a cap that is not the maximum": (
        ethics("points: {each: 1, cap: 10}"),
        "Criterion “Ethics”: “cap” is not its maximum, 20.",
    ),
    "a number of nothing": (
        ethics("points: {each: 1, beyond: 5}"),
        "Criterion “Ethics” counts beyond a number, but “unit” does not say of what.",
    ),
    "items worth nothing": (ethics("points: {each: {省: 0}}"), "Criterion “Ethics”: no item is worth anything."),
    "no first author": (
        ethics("points: {each: 1, author: {2: 0.6}}"),
        "Criterion “Ethics” says nothing of a first author.",
    ),
    "parts that do not add up": (
        ethics("parts: {a: {title: 甲, max: 10}, b: {title: 乙, max: 9}}"),
        "Criterion “Ethics”: its parts add up to 19, not to 20.",
    ),
    "parts and levels": (
        ethics("levels: {优秀: 20, 合格: 10}, parts: {a: {title: 甲, max: 10}, b: {title: 乙, max: 10}}"),
        "Criterion “Ethics” has parts; its levels and points belong to them.",
    ),
    "a part whose levels reach no full marks": (
        ethics("parts: {a: {title: 甲, max: 10, levels: {优秀: 9, 合格: 1}}, b: {title: 乙, max: 10}}"),
        "Criterion “甲”: the highest level does not give the maximum, 10.",
    ),
    "the highest of a year and its mean": (
        ethics("points: {each: 1, highest_per: year, mean_per: {group: year}}"),
        "Criterion “Ethics” says “highest_per” and “mean_per”; it is one or the other.",
    ),
    "grades that leave a gap": (
        (JUDGES, f"{JUDGES}\n    grades: {{优秀: {{from: 90}}, 合格: {{from: 60}}}}"),
        "Score sheet “sheet”: scores below 60 earn no grade; the last one starts at 0.",
    ),
    "grades that overlap": (
        (JUDGES, f"{JUDGES}\n    grades: {{优秀: {{from: 60}}, 合格: {{from: 60}}, 不合格: {{from: 0}}}}"),
        "Score sheet “sheet”: grade “合格” overlaps “优秀”, which starts at 60.",
    ),
    "a grade nobody earns": (
        (JUDGES, f"{JUDGES}\n    converted_to: 60\n    grades: {{优秀: {{from: 61}}, 不合格: {{from: 0}}}}"),
        "Score sheet “sheet”: nobody earns “优秀”, which starts above full marks, 60.",
    ),
    "a sum that is converted": (
        (JUDGES, "judges: {then: sum}\n    converted_to: 60"),
        "Score sheet “sheet” adds the judges up; a sum has no full marks to be converted from.",
    ),
    "papers above the policy's own limit": (
        ethics("weighs: papers"),
        "Score sheet “sheet”: papers (Ethics) weigh 20% of full marks; the limit is 15%.",
    ),
    "a total rounded that is never made": (
        (
            JUDGES + "\n    round: {to: 0.01, half: up}",
            "judges: {per: criterion, then: mean}\n    round: {to: 0.01, half: up, when: judge}",
        ),
        "Score sheet “sheet” rounds each judge's total, but combines criterion by criterion; there is no judge's "
        "total.",
    ),
    "judges for an unknown track": (
        (DRAW, "draw: {n: {driver: 2, else: 3}}\n    closes: all\n"),
        "“Expert panel” draws judges for the track “driver”, which does not exist.",
    ),
    "a track without judges": (
        (DRAW, "draw: {n: {head: 3, teacher: 3}}\n    closes: all\n"),
        "“Expert panel” does not say how many judges are drawn for “Outstanding class teacher”.",
    ),
    "a panel of nobody": (
        (DRAW, "draw: {n: {head: 0, else: 3}}\n    closes: all\n"),
        "“Expert panel” draws nobody for “Outstanding principal”; say “if_none: skip” where it is to be passed by.",
    ),
    "a panel of nobody before a ranking": (
        (DRAW, "draw: {n: {head: 0, else: 3}, if_none: skip}\n    closes: all\n"),
        "One road comes to “Shortlist” without the scores it ranks by: [Outstanding principal] → School Party meeting"
        " (Approve) → Notice inside the school (No objection upheld) → Eligibility review (Approve) → Approval by the"
        " head of section (Approve) → Eligibility checked again (Pass) → Expert panel (condition not met, skipped)"
        " → Shortlist",
    ),
    "more sheets than judges": (
        (DRAW, "draw: {n: 3}\n    closes: 4 of 5\n"),
        "“Expert panel” closes with 4 of 5 sheets, but draws 3 judges.",
    ),
    "sheets of another number of judges": (
        (DRAW, "draw: {n: 3}\n    closes: 2 of 5\n"),
        "“Expert panel” closes with 2 of 5 sheets, but draws 3 judges.",
    ),
    "more sheets asked for than it closes with": (
        (DRAW, "draw: {n: 3}\n    closes: 2 of 3\n    at_least: 3\n"),
        "“Expert panel” asks for at least 3 sheets, more than it closes with.",
    ),
    "a clerk who is nobody": (
        (
            "    clerk: officer@personnel\n    within: 15 working days\n    late: {tell: officer@personnel}\n"
            "    draw: {n: 3}\n    closes: all\n",
            "    within: 15 working days\n    draw: {n: 3}\n    closes: clerk\n",
        ),
        "“Expert panel” may have to be closed by its clerk, but “clerk” does not say who that is.",
    ),
    "a column of a sheet without columns": (
        (SCORE, f"    column: bureau\n{SCORE}"),
        "“Expert panel” fills in the column “bureau”, which “sheet” does not have. | One road comes to “Shortlist”"
        " without the scores it ranks by: [Outstanding principal] → School Party meeting (Approve) → Notice inside the"
        " school (No objection upheld) → Eligibility review (Approve) → Approval by the head of section (Approve) →"
        " Eligibility checked again (Pass) → Expert panel (Pass) → Shortlist",
    ),
    "a review that scores without a column": (
        (SCHOOL, f"{SCHOOL}    score: sheet\n"),
        "“School Party meeting” is scored on “sheet”, which has no columns; only a panel scores such a sheet.",
    ),
    "a column of no sheet": (
        (SCHOOL, f"{SCHOOL}    column: school\n"),
        "“School Party meeting” fills in a column, but does not say of which score sheet.",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_broken_sheet_or_panel_is_refused_in_words(refusals, fault):
    change, sentences = REFUSED[fault]

    assert refusals(change, LIMITS) == sentences.split(" | ")


WHOLE = (
    ("stages:\n", SELF),
    (SCHOOL, f"{SCHOOL}    score: sheet\n    column: school\n"),
    (SCORE, f"    column: bureau\n{SCORE}"),
    ("\n    judges: {then: mean}", COLUMNS),
)


def test_three_columns_filled_in_by_three_offices_are_a_policy(refusals):
    assert refusals(*WHOLE) == []


COLUMN_FAULTS = {
    "weights that do not add up to one": (
        (3, "weight: 0.6", "weight: 0.5"),
        "Score sheet “sheet”: the weights of the columns add up to 0.9, not to 1.",
    ),
    "a column nobody fills in": (
        (0, SELF, "stages:\n"),
        "Score sheet “sheet”: no stage fills in “Self”.",
    ),
    "a column filled in twice": (
        (1, "column: school", "column: self"),
        "One road comes to “Shortlist” without the scores it ranks by: [Outstanding principal] → Self-rating (Done) → "
        "School Party meeting (Approve) → Notice inside the school (No objection upheld) → Eligibility review (Approve)"
        " → Approval by the head of section (Approve) → Eligibility checked again (Pass) → Expert panel (Pass) →"
        " Shortlist | Score sheet “sheet”: more than one stage fills in “Self”. | "
        "Score sheet “sheet”: no stage fills in “School”.",
    ),
    "a panel without its column": (
        (2, "    column: bureau\n", ""),
        "“Expert panel” is scored on “sheet”, but does not say which column it fills in.",
    ),
    "a column of two offices": (
        (1, "by: secretary@school", "by: [secretary@school, principal@school]"),
        "“School Party meeting” fills in a column; one office does that, not several.",
    ),
}


@pytest.mark.parametrize("fault", COLUMN_FAULTS)
def test_columns_that_do_not_fit_are_refused_in_words(edited, law, fault):
    (number, old, new), sentences = COLUMN_FAULTS[fault]
    changes = [list(change) for change in WHOLE]
    assert changes[number][1].count(old) == 1
    changes[number][1] = changes[number][1].replace(old, new)

    found = [finding.message for finding in prove(read(edited(*map(tuple, changes))), law=law)]

    assert [sentence for sentence in sentences.split(" | ") if sentence not in found] == []


@pytest.mark.parametrize(
    "rest",
    [
        "points: {each: {省: -1}}",
        "points: {each: 1, author: {0: 1}}",
        "points: {each: 1, author: {first: 1}}",
        "points: {each: 1, take: best}",
        "points: {only: [已结题]}",
        "levels: {优秀: 20}",
        "weight: 0",
        "parts: {a: {title: 甲, max: 20}}",
        "parts: {a: {title: 甲, max: 10, parts: {c: {title: 丙, max: 10}}}, b: {title: 乙, max: 10}}",
        "weighs: fame",
        "required: 1",
        "points: {each: 1, mean_per: year}",
        "points: {each: 1, least: {each_of_years: 3}}",
        "weight: much",
    ],
)
def test_what_is_no_criterion_is_refused_with_its_line(edited, rest):
    with pytest.raises(PolicyError) as refused:
        read(edited(ethics(rest)))

    assert [finding.path.startswith("scores.sheet.criteria.ethics") for finding in refused.value.findings] == [True]
