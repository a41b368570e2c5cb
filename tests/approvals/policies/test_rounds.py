"""What publishing refuses of a round's rule: numbers nobody can reach, nobody to ask, words that do nothing."""

import pytest

BY = "by: [inspector@inspection, officer@police]\n"
THEN = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；入围后"
REFUSED = {
    "more answers than offices": (
        [(BY, BY + "    decides: {approve: 3}\n")],
        "“Clearance” needs 3 answers, but asks only 2 offices.",
    ),
    "more refusals than offices": (
        [(BY, BY + "    decides: {approve: 1, reject: 3}\n")],
        "“Clearance” closes with 3 answers of one kind, but asks only 2 offices.",
    ),
    "another number of offices than it says": (
        [(BY, BY + "    decides: 2 of 3\n")],
        "“Clearance” counts among 3 offices, but names 2.",
    ),
    "a share nobody can reach": (
        [(BY, BY + "    decides: {approve: more than 1/1 of electorate}\n")],
        "“Clearance”: more than 1 of electorate can never be reached.",
    ),
    "conditions that may leave nobody": (
        [(BY, BY + "    only_if: {inspector@inspection: in_system, officer@police: in_system}\n")],
        "“Clearance” needs 1 answers, but its conditions may leave only 0 offices to ask.",
    ),
    "a condition for an office that is not asked": (
        [(BY, BY + "    only_if: {leader@bureau: in_system}\n")],
        "“Clearance” says when leader@bureau is asked, but does not name it under “by”.",
    ),
    "a condition that cannot be asked": (
        [(BY, BY + "    only_if: {officer@police: in_sistem}\n")],
        "“Clearance”: the expression “in_sistem” cannot be used: there is no fact or function called “in_sistem”.",
    ),
    "an abstention nobody can give": (
        [(BY, BY + "    decides: {approve: all, abstain: against}\n")],
        "“Clearance” says what an abstention is, but nobody can abstain there.",
    ),
    "returns that lead nowhere": (
        [(BY, BY + "    decides: {approve: 1, returns: 2}\n"), (THEN, THEN.replace("return: correction, ", ""))],
        "“Clearance” says how many returns settle it, but not where a return leads.",
    ),
    "refusals that lead nowhere": (
        [(BY, BY + "    decides: {approve: 1, reject: 2}\n"), (THEN, THEN.replace(", reject: refused", ""))],
        "“Clearance” says how many refusals settle it, but not where a refusal leads.",
    ),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_rule_that_cannot_be_met_is_refused(refusals, reason):
    changes, sentence = REFUSED[reason]

    assert refusals(*changes) == [sentence]


@pytest.mark.parametrize(
    "rule", ["all", "any", "in_turn", "1 of 2", "{approve: 2, in_turn: true}", "{approve: at least 2/3 of electorate}"]
)
def test_a_rule_that_can_be_met_is_published(refusals, rule):
    assert refusals((BY, BY + f"    decides: {rule}\n")) == []


def test_an_office_may_be_asked_under_a_condition_where_another_is_asked_in_any_case(refusals):
    assert refusals((BY, BY + "    decides: any\n    only_if: {officer@police: in_system}\n")) == []
