"""Every road is walked: where it never ends, and where the law forbids it."""

import pytest

from approvals.policies.proof import Law, NoticeRule
from core.calendar.rules import Span

PARTY_REJECTS = "then: {reject: refused}\n    assumed: 源文件未规定；党组会"


def test_a_case_that_cannot_end_is_refused_with_the_road_that_shows_it(refusals):
    found = refusals(
        ("then: {fail: refused}", "then: {pass: review, fail: panel}"),
        ("then: {pass: panel, fail: confirm}", "then: {pass: panel, fail: panel}"),
        ("    late: {tell: officer@personnel}\n    draw: {n: 3}", "    draw: {n: 3}"),
        (
            "then: {approve: approval, return: correction, reject: refused}",
            "then: {approve: approval, return: correction}",
        ),
        ("late: {tell: leader@bureau}\n    then: {return: correction, reject: refused}", "late: {tell: leader@bureau}"),
    )

    endless = [sentence for sentence in found if "never ends" in sentence]
    assert endless == [
        "A case that comes to “Eligibility review” never ends: [Outstanding principal] → School Party meeting (Approve)"
        " → Notice inside the school (No objection upheld) → Eligibility review"
    ]


def test_an_honour_without_a_collective_decision_is_refused_with_the_road_that_shows_it(refusals):
    (sentence,) = refusals(("then: {upheld: party}", "then: {upheld: honoured}")) or [""]

    assert sentence.startswith("One road comes to “Honoured” without a public notice: [Outstanding principal] → ")
    assert sentence.endswith(" → Bureau Party group (Approve) → Public notice (Objection upheld) → Honoured")


def test_a_condition_that_skips_the_notice_is_refused_for_the_track_it_skips(refusals):
    (sentence,) = refusals(("    title: {zh: 公示, en", '    when: track != "class_teacher"\n    title: {zh: 公示, en'))

    assert sentence.startswith("One road comes to “Honoured” without a public notice: [Outstanding class teacher] → ")
    assert "Public notice (condition not met, skipped)" in sentence


def test_a_condition_on_facts_is_tried_both_ways(refusals):
    (sentence,) = refusals(("    title: {zh: 公示, en", "    when: leads_class\n    title: {zh: 公示, en"))

    assert sentence.startswith("One road comes to “Honoured” without a public notice: [Outstanding principal] → ")


@pytest.mark.parametrize(("condition", "refused"), [("leads_class", 0), ("leads_class || in_system", 1)])
def test_two_stages_with_one_condition_get_one_answer(refusals, condition, refused):
    """A ranking that asks what its panel asks never ranks without scores; one that asks more might."""
    found = refusals(
        ("    kind: panel\n", "    kind: panel\n    when: leads_class\n"),
        ("    kind: ranking\n", f"    kind: ranking\n    when: {condition}\n"),
    )

    assert len(found) == refused


def test_a_return_takes_back_what_was_gained_after_its_target(refusals):
    """Returned by the joint meeting, the case goes behind the notice and from there past it."""
    found = refusals(
        ("then: {reject: refused}\n    from: B 四2", "then: {return: party, reject: refused}\n    from: B 四2"),
        (PARTY_REJECTS, "then: {return: joint, reject: refused}\n    assumed: 源文件未规定；党组会"),
    )

    assert len(found) == 1
    assert found[0].startswith("One road comes to “Honoured” without a public notice: ")
    assert "Bureau Party group (Return for correction) → Joint meeting (Approve) → Honoured" in found[0]


def test_a_notice_inside_the_school_is_not_the_public_notice_the_law_asks_for(refusals):
    (sentence,) = refusals(("audience: public", "audience: school"))

    assert "“Honoured” without a public notice" in sentence


def test_where_the_law_is_content_with_the_school_a_notice_inside_it_is_enough(refusals, law):
    content = Law(law.transitions, law.facts, law.ranks, NoticeRule(audience="school"))

    assert refusals(("audience: public", "audience: school"), law=content) == []


@pytest.mark.parametrize(
    ("within", "sentences"),
    [
        ("5 working days", []),
        ("4 working days", ["“Public notice” lasts only 4 working days; the law asks for at least 5 working days."]),
        ("3 calendar days", ["“Public notice” lasts only 3 calendar days; the law asks for at least 5 working days."]),
        (
            "7 calendar days",
            ["“Public notice” counts calendar days; the law counts working days, at least 5 of them."],
        ),
    ],
)
def test_a_notice_is_not_shorter_than_the_law(refusals, law, within, sentences):
    strict = Law(law.transitions, law.facts, law.ranks, NoticeRule(Span.parse("5 working days")))
    old = "within: 5 working days\n    scope: campaign\n    audience"

    assert refusals((old, old.replace("5 working days", within)), law=strict) == sentences


def test_a_ranking_before_its_scores_is_refused(refusals):
    (sentence,) = refusals(("    kind: panel\n", "    kind: panel\n    when: leads_class\n"))

    assert sentence.startswith("One road comes to “Shortlist” without the scores it ranks by: ")
