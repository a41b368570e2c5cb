"""Votes become a verdict by the policy's own rule, as soon as nothing can change it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.policies.words import PassRule, RoundRule
from approvals.rounds.counting import MEETING_VOTES, needed_for, quorum_of, standing


def meeting(passes="more than 1/2 of electorate", **words) -> RoundRule:
    """Return the rule of a meeting: everybody is heard, and what is not carried is rejected."""
    return RoundRule(approve=PassRule.parse(passes), reject=None, returns=None, hold=True, **words)


RULES = [meeting(), meeting("at least 2/3 of present"), meeting("more than 1/2 of cast"), meeting(tie="again")]
votes = st.lists(st.sampled_from(MEETING_VOTES), max_size=9)


def over(given_votes, *, absent=0, rule=RULES[0], last=False):
    """Count a ballot that is over: who is absent stays away."""
    return standing(given_votes, waiting=0, absent=absent, rule=rule, options=(), last=last)


def still(given_votes, *, waiting, absent=0, rule=RULES[0], last=False):
    """Say where a meeting's ballot stands while some have still to vote."""
    return standing(given_votes, waiting=waiting, absent=absent, rule=rule, options=MEETING_VOTES, last=last).verdict


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
    counted = over(["approve"] * 2 + ["reject"], absent=1)

    assert (counted.verdict, counted.approve, counted.needed) == ("reject", 2, 3)


def test_enough_who_ask_to_defer_defer_it():
    assert over(["defer", "defer", "approve"]).verdict == "defer"


def test_without_any_vote_nothing_is_approved():
    assert over([], absent=3, rule=meeting("more than 1/2 of cast")).verdict == "reject"


def test_a_tie_is_voted_on_once_more_where_the_policy_says_so_and_then_fails():
    tied, again = ["approve", "reject"], meeting(tie="again")

    assert over(tied).verdict == "reject"
    assert over(tied, rule=again).verdict == "again"
    assert over(tied, rule=again, last=True).verdict == "reject"
    assert over(["abstain", "abstain"], rule=again).verdict == "reject"  # nobody for it is no tie


def test_an_abstention_that_counts_against_makes_a_tie_or_breaks_it():
    against = meeting("more than 1/2 of cast", tie="again", abstain="against")

    assert over(["approve", "approve", "reject", "abstain"], rule=against).verdict == "again"
    assert over(["approve", "reject", "abstain"], rule=against).verdict == "reject"


def test_an_abstention_that_counts_against_reaches_what_it_takes_to_refuse():
    rule = RoundRule(approve=PassRule.parse("all"), reject=PassRule.parse(2), abstain="against")

    assert standing(["reject", "abstain"], waiting=3, rule=rule).verdict == "reject"


@pytest.mark.parametrize(
    ("given_votes", "waiting", "absent", "verdict"),
    [
        (["approve", "approve"], 1, 0, "approve"),  # two of three are more than half, whatever the third says
        (["approve", "reject"], 1, 0, None),
        (["approve"], 2, 0, None),
        (["approve", "approve"], 0, 1, "approve"),  # who comes late changes nothing
        (["reject", "abstain"], 1, 0, "reject"),
        (["approve"], 0, 2, None),  # two who are absent may still come
    ],
)
def test_a_matter_is_decided_once_no_vote_to_come_can_change_it(given_votes, waiting, absent, verdict):
    assert still(given_votes, waiting=waiting, absent=absent) == verdict


def test_a_share_of_the_present_is_not_settled_while_somebody_may_still_come():
    rule = meeting("at least 2/3 of present")

    assert still(["approve", "approve"], waiting=0, absent=0, rule=rule) == "approve"
    assert still(["approve", "approve"], waiting=0, absent=2, rule=rule) is None


@given(votes, st.sampled_from(RULES), st.data())
def test_the_order_of_the_votes_never_matters(given_votes, rule, data):
    shuffled = data.draw(st.permutations(given_votes))

    assert over(shuffled, rule=rule) == over(given_votes, rule=rule)


@given(votes, st.sampled_from(RULES))
def test_one_more_vote_in_favour_never_turns_approval_into_refusal(given_votes, rule):
    before = over([*given_votes, "abstain"], rule=rule)
    after = over([*given_votes, "approve"], rule=rule)

    assert before.verdict != "approve" or after.verdict == "approve" or after.needed > before.needed


@given(votes, st.sampled_from(RULES), st.integers(1, 3))
def test_what_is_decided_early_is_what_the_last_vote_would_have_decided(given_votes, rule, waiting):
    early = still(given_votes, waiting=waiting, rule=rule)

    for choice in MEETING_VOTES:
        later = still([*given_votes, choice], waiting=waiting - 1, rule=rule)
        assert early is None or later == early
