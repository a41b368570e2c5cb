"""Where a case may go besides onward: what of it cannot be published, and that every chosen return is walked."""

from dataclasses import replace

import pytest

from approvals.policies.proof import prove
from approvals.policies.read import read
from approvals.policies.roads import Roads

APPROVAL = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；经办、负责人两级审核"
SCHOOL = "then: {reject: refused}\n    assumed: 源文件未规定；推荐须经学校党组织集体研究"
WITHDRAWAL = "withdrawal: {{free_until: {until}, consent: {by}, assumed: 试}}\noutcomes:\n"


@pytest.fixture
def law(law):
    return replace(law, parts=("statement", "facts"))


def said(words: str) -> tuple[str, str]:
    """Let the head of section's approval say more."""
    return APPROVAL, f"{words}\n    {APPROVAL}"


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("returns_to: any", []),
        ("returns_to: [school_meeting, review]", []),
        (
            "returns_to: [somewhere]",
            ["“Approval by the head of section” may return to “somewhere”, which is no stage."],
        ),
        (
            "returns_to: [panel]",
            ["“Approval by the head of section” may return to “Expert panel”, which does not come before it."],
        ),
        ("straight_back: true\n    answers_for: [statement, form, facts]", []),
        (
            "answers_for: [grounds]",
            [
                "“Approval by the head of section” answers for “grounds”, which is no part of the dossier; "
                "it has: statement, facts, form, evidence."
            ],
        ),
    ],
)
def test_a_return_names_stages_before_it_and_parts_that_exist(refusals, law, words, sentences):
    assert refusals(said(words), law=law) == sentences


@pytest.mark.parametrize("key", ["returns_to: any", "straight_back: true"])
def test_a_stage_that_cannot_return_says_nothing_of_returns(refusals, law, key):
    found = refusals((SCHOOL, f"{key}\n    {SCHOOL}"), law=law)

    name = key.partition(":")[0]
    assert found == [f"“School Party meeting” says “{name}”, but not under “then” where “return” leads."]


def test_what_is_asked_again_in_any_case_answers_for_no_part(refusals, law):
    found = refusals(
        ("    kind: check\n", "    kind: check\n    answers_for: [facts]\n"),
        ("    law: send_back\n", "    law: send_back\n    answers_for: [form]\n"),
        law=law,
    )

    assert found == [
        "“Correction” calls the law and is asked again after every return; “answers_for” changes nothing.",
        "“Eligibility checked again” (Check by rule) is asked again after every return; "
        "“answers_for” changes nothing there.",
    ]


def test_a_material_is_not_called_as_a_part_of_the_dossier(refusals, law):
    found = refusals(("  evidence: {title", "  facts: {title"), law=law)

    assert found == ["The material “facts” has the name of a part of the dossier; choose another key."]


@pytest.mark.parametrize(
    ("until", "by", "sentences"),
    [
        ("review", "officer@personnel", []),
        ("nowhere", "officer@personnel", ["A case may be withdrawn freely until “nowhere”, which is no stage."]),
        (
            "review",
            "nominator",
            ["The person or the nominator cannot consent to a withdrawal; name an office, role@place."],
        ),
        (
            "review",
            "boss@personnel",
            ["“withdrawal consent”: boss@personnel names the role “boss”, which does not exist."],
        ),
    ],
)
def test_a_withdrawal_is_free_until_a_stage_and_then_takes_an_offices_consent(refusals, law, until, by, sentences):
    assert refusals(("outcomes:\n", WITHDRAWAL.format(until=until, by=by)), law=law) == sentences


def test_every_return_somebody_may_choose_is_walked(edited, law):
    policy = read(edited(said("returns_to: any")))

    roads = Roads.walk(policy, law=law)

    onward = {(place.key, to.key) for place, leads in roads.leads.items() for to in leads}
    chosen = {to for key, to in onward if key == "approval"} - {"recheck", "refused"}
    assert chosen == {"correction", "school_meeting", "school_notice", "review"}
    assert prove(policy, law=law) == []


def test_a_chosen_return_takes_back_what_was_gained_after_its_target(edited, law):
    """From the clearance back to the school's meeting: what the case gained since is gone when it stands there."""
    clearance = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；入围后"
    policy = read(edited((clearance, f"returns_to: [school_meeting]\n    {clearance}")))

    roads = Roads.walk(policy, law=law)

    again = {place.held for place in roads.came if place.key == "school_meeting"}
    assert again == {frozenset()}


def test_the_clock_may_end_a_filing_and_a_person_may_decline(refusals, law):
    ends = "then: {done: review, decline: refused, lapsed: refused}"
    correction = "    by: nominator\n    within: 5 working days\n    late: {tell: officer@personnel}\n"

    alone = refusals(("then: {done: review}", "then: {done: review, lapsed: refused}"), law=law)
    person = refusals((correction, correction.replace("nominator", "self")), ("then: {done: review}", ends), law=law)
    nominator = refusals(("then: {done: review}", ends), law=law)

    assert (alone, person) == ([], [])
    assert nominator == ["“Correction”: who put the person forward withdraws the case and does not decline."]
