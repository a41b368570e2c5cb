"""What publishing refuses of grades: each broken policy of assessment and its sentence."""

from pathlib import Path

import pytest

import workflows.assessment
from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read
from approvals.processes import law_of

TEXT = (Path(workflows.assessment.__file__).parent / "policies" / "xiqing-assessment.yaml").read_text("utf-8")
FAILED = "failed: {title: {zh: 不合格, en: Failed}, from"
PERSON = "      - {says: {zh: 由考核小组说明理由决定, en: The unit decides and says why}, person: true}\n"

REFUSED = {
    "a gap below the last grade": (
        (FAILED, "failed: {title: {zh: 不合格, en: Failed}, at_least: 10, from"),
        "The grades leave a gap below “Failed”: the last one must take everybody, without at_least, when and most.",
    ),
    "a tie left to nobody": (
        (PERSON, ""),
        "“Proposed grades” caps a grade, but does not say who decides when a tie is left at the cap.",
    ),
    "a line above full marks": (
        ("        at_least: 90\n", "        at_least: 101\n"),
        "“Excellent” asks for more than full marks, 100: nobody would ever get it.",
    ),
    "a score without a sheet": (
        ("  year:\n    by: sheet\n", "  year:\n"),
        "“Excellent” asks for a score, but the grades name no score sheet (by).",
    ),
    "a fact that nobody knows": (
        ("when: is_investigated", "when: is_suspected"),
        "“Left open”: the expression “is_suspected” cannot be used: there is no fact or function called "
        "“is_suspected”.",
    ),
    "a condition on a grade that does not exist": (
        ("when: 'grade != \"merit\"'", "when: 'grade != \"merits\"'"),
        "“Told in writing” asks for the grade “merits”, which does not exist; there are: basic, failed, merit, "
        "passed, pending, remark, undetermined.",
    ),
    "another cap of a grade without one": (
        ("        most: {pct: 20, round: down}\n", ""),
        "“Excellent” has other caps, but says no usual one (most).",
    ),
    "grades that are not there": (
        ("    grading: year\n", "    grading: month\n"),
        "“Proposed grades” names the grades “month”, which does not exist.",
    ),
    "a grade on nothing": (
        ("        from: G 第十五条\n", ""),
        "“Excellent” says neither where it comes from (from) nor why it is assumed (assumed).",
    ),
}


def refusals(old: str, new: str) -> list[str]:
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in the policy"
    return [finding.message for finding in prove(read(TEXT.replace(old, new)), law=law_of("assessment"))]


@pytest.mark.parametrize("name", REFUSED)
def test_broken_grades_are_refused_in_words(name):
    change, sentence = REFUSED[name]

    assert sentence in refusals(*change)


def test_the_shipped_policy_is_proved():
    assert prove(read(TEXT), law=law_of("assessment")) == []


def test_a_grade_behind_one_that_takes_everybody_is_refused():
    open_best = TEXT.replace("        at_least: 90\n        when: '!has_refused && sanction == \"\"'\n", "")
    open_best = open_best.replace("        most: {pct: 20, round: down}\n", "")

    found = [finding.message for finding in prove(read(open_best), law=law_of("assessment"))]

    assert "“Failed” overlaps with “Excellent” before it: nobody would ever get it." in found


def test_an_office_that_may_grant_a_cap_must_exist():
    found = refusals("pct: 25, granted_by: leader@bureau", "pct: 25, granted_by: chief@bureau")

    assert any("chief@bureau names the role “chief”" in said for said in found)


def test_a_cap_in_per_cent_without_a_rounding_is_no_policy():
    with pytest.raises(PolicyError) as refusal:
        read(TEXT.replace("most: {pct: 20, round: down}", "most: {pct: 20}"))

    assert "grades.year.grades.merit.most" in str(refusal.value)


def test_a_grading_that_a_road_reaches_without_scores_is_refused():
    skipped = TEXT.replace(
        "    law: hand_in\n    score: sheet\n", "    when: is_person\n    law: hand_in\n    score: sheet\n"
    )

    found = [finding.message for finding in prove(read(skipped), law=law_of("assessment"))]

    assert any("comes to “Proposed grades” without the scores" in said for said in found)


def test_a_notice_shorter_than_the_regulation_asks_is_refused():
    old = "    within: 5 working days\n    scope: unit\n    audience: school"
    found = refusals(old, old.replace("5 working", "4 working"))

    assert found == [
        "“Notice of those graded best” lasts only 4 working days; the law asks for at least 5 working days."
    ]


def test_a_road_that_commends_without_the_notice_is_refused():
    start = TEXT.index("  merit_notice:")
    without = TEXT[:start] + TEXT[TEXT.index("  told_merit:") :]

    found = [finding.message for finding in prove(read(without), law=law_of("assessment"))]

    assert any("comes to “Told in writing (best grade)” without a public notice" in said for said in found)
