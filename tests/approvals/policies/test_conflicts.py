"""What publishing refuses of recusal."""

from tests.approvals.policies.test_offices import Town

RULES = "  rules: [same_school, kin, mentor, recused]\n"


def test_a_pool_that_one_school_empties_is_refused(refusals):
    found = refusals(offices=Town(experts=5, of_one_school=3))

    assert found == [
        "“Expert panel” draws 3 judges from a pool of 5, but 3 of them are of one school: "
        "for its candidates only 2 are left."
    ]


def test_a_pool_of_many_schools_is_enough(refusals):
    assert refusals(offices=Town(experts=5, of_one_school=2)) == []


def test_one_school_may_fill_the_pool_where_nobody_recuses_for_it(refusals):
    kin = (RULES, "  rules: [kin]\n"), ("  same_school_within: 3y\n", ""), ("    recuse: [same_school]\n", "")

    assert refusals(*kin, offices=Town(experts=5, of_one_school=5)) == []


def test_years_for_a_rule_that_is_not_named_are_refused(refusals):
    found = refusals((RULES, "  rules: [kin]\n"), ("    recuse: [same_school]\n", ""))

    assert found == ["Conflicts: “same_school_within” is given, but “same_school” is not among the rules."]
