"""Votes become a verdict by the policy's own rule."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.meetings.tally import VOTES, needed_for, quorum_of, tally
from approvals.policies.document import PassRule

MAJORITY = PassRule.parse("more than 1/2 of electorate")
votes = st.lists(st.sampled_from(VOTES), max_size=15)
rules = st.sampled_from([MAJORITY, PassRule.parse("at least 2/3 of present"), PassRule.parse("more than 1/2 of cast")])


@pytest.mark.parametrize(
    ("electorate", "quorum", "needed"), [(3, "2/3", 2), (4, "2/3", 3), (9, "2/3", 6), (5, "1/2", 3)]
)
def test_a_quorum_is_never_rounded_down(electorate, quorum, needed):
    assert quorum_of(electorate, quorum=Fraction(quorum)) == needed


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("more than 1/2 of electorate", 6),  # of ten: half is five, more than half is six
        ("at least 1/2 of electorate", 5),
        ("at least 2/3 of present", 6),  # of eight
        ("more than 1/2 of cast", 4),  # of seven: abstentions are not cast
    ],
)
def test_the_share_is_taken_of_what_the_policy_names(rule, needed):
    assert needed_for(PassRule.parse(rule), electorate=10, present=8, cast=7) == needed


def test_half_of_the_electorate_is_not_more_than_half():
    counted = tally(["approve"] * 2 + ["reject"], electorate=4, present=3, rule=MAJORITY)

    assert (counted.verdict, counted.approve, counted.needed) == ("reject", 2, 3)


def test_enough_who_ask_to_defer_defer_it():
    assert tally(["defer", "defer", "approve"], electorate=3, present=3, rule=MAJORITY).verdict == "defer"


def test_without_any_vote_nothing_is_approved():
    assert tally([], electorate=3, present=3, rule=PassRule.parse("more than 1/2 of cast")).verdict == "reject"


@given(votes, rules, st.data())
def test_the_order_of_the_votes_never_matters(given_votes, rule, data):
    size = len(given_votes)
    shuffled = data.draw(st.permutations(given_votes))

    assert tally(shuffled, electorate=size, present=size, rule=rule) == tally(
        given_votes, electorate=size, present=size, rule=rule
    )


@given(votes, rules)
def test_one_more_vote_in_favour_never_turns_approval_into_refusal(given_votes, rule):
    size = len(given_votes) + 1
    before = tally([*given_votes, "abstain"], electorate=size, present=size, rule=rule)
    after = tally([*given_votes, "approve"], electorate=size, present=size, rule=rule)

    assert before.verdict != "approve" or after.verdict == "approve" or after.needed > before.needed
