"""What a process asks for besides a collective decision and a notice, and what a policy may say that gives it."""

from dataclasses import replace

import pytest

from approvals.policies.law import Evidence
from approvals.policies.proof import prove
from approvals.policies.read import read

ENDS = "  honoured: {title: {zh: 认定, en: Honoured}, law: honour,"
HEARING = """  hearing:
    kind: filing
    title: {zh: 陈述申辩, en: Hearing}
    by: self
    within: 5 working days
    gives: [heard]
    then: {done: panel, decline: panel, lapsed: panel}
    assumed: 试
  panel:
"""
AROUND = (
    "    then: {return: correction, reject: refused}\n    assumed: 源文件未规定；不予认定须由人确认",
    "    then: {approve: panel, return: correction, reject: refused}\n    assumed: 源文件未规定；不予认定须由人确认",
)
ASKED = (("then: {pass: panel, fail: confirm}", "then: {pass: hearing, fail: confirm}"), ("  panel:\n", HEARING))


@pytest.fixture
def hearing_law(law):
    heard = Evidence("a hearing", kinds=("filing",), seat="self", silence=True)
    honour = {"honour": ("collective", "public_notice", "heard")}
    return replace(law, transitions={**law.transitions, **honour}, evidence={"heard": heard})


@pytest.fixture
def said(edited):
    def sentences(law, *changes) -> list[str]:
        return [finding.message for finding in prove(read(edited(*changes)), law=law)]

    return sentences


def test_a_road_without_what_the_law_asks_for_is_refused_with_the_way_there(said, hearing_law):
    (sentence,) = said(hearing_law)

    assert sentence.startswith("One road comes to “Honoured” without a hearing: [Outstanding principal] → School Party")


def test_the_way_around_a_hearing_is_found(said, hearing_law):
    """Who is confirmed after a failed check comes to the panel without having been heard."""
    (sentence,) = said(hearing_law, *ASKED, AROUND)

    assert "without a hearing" in sentence
    assert "Confirmation by a bureau leader (Approve) → Expert panel" in sentence


def test_silence_and_declining_count_where_the_law_says_that_the_chance_is_enough(said, hearing_law):
    strict = replace(hearing_law.evidence["heard"], silence=False)

    assert said(hearing_law, *ASKED) == []
    (sentence,) = said(replace(hearing_law, evidence={"heard": strict}), *ASKED)
    assert "Hearing (Decline) → Expert panel" in sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("gives: [heard]", "gives: [sworn]"),
            "“Hearing” gives “sworn”, which the law of this process does not ask for; it has: heard.",
        ),
        (("by: self", "by: nominator"), "“Hearing” cannot give a hearing without asking self."),
        (
            ("kind: filing\n    title: {zh: 陈述申辩", "kind: review\n    title: {zh: 陈述申辩"),
            "“Hearing” (Review) cannot give a hearing; that takes: Filing.",
        ),
    ],
)
def test_what_a_stage_cannot_give_is_refused(said, hearing_law, change, sentence):
    old, new = change
    broken = (ASKED[0], ("  panel:\n", HEARING.replace(old, new)))

    assert sentence in said(hearing_law, *broken)


def test_a_day_that_no_fact_names_is_refused(said, law):
    broken = ("by: leader@bureau\n    within: 5 working days", "by: leader@bureau\n    due: title")

    assert said(law, broken) == [
        "“Confirmation by a bureau leader” is due on “title”, which is no date that this process knows."
    ]


def test_a_word_that_the_process_does_not_know_is_refused_and_one_it_lends_is_not(said, law):
    mentor = ("by: leader@bureau\n    within: 5 working days", "by: mentor\n    within: 5 working days")

    assert said(replace(law, people=frozenset({"mentor"})), mentor) == []
    assert said(law, mentor) == [
        "“Confirmation by a bureau leader” names “mentor”, whom this process does not know; it knows: nominator, self."
    ]
