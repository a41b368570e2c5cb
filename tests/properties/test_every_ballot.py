"""Every ballot of up to nine voters under every form of rule, against an oracle that tries everything."""

from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.policies.words import PassRule, RoundRule
from approvals.rounds.counting import MEETING_VOTES, standing
from tests.oracle.ballots import KINDS, every_end, settled

LARGEST = 9
SHARES = [
    f"{word} {share} of {base}"
    for word in ("more than", "at least")
    for share in ("1/2", "2/3")
    for base in ("electorate", "present", "cast")
]
ROUND_VOTES = ("approve", "reject", "return")
MEETINGS = [
    {"approve": share, "abstain": abstain, "tie": tie, "hold": True}
    for share, abstain, tie in product(SHARES, ("apart", "cast", "against"), ("reject", "again"))
]
ROUNDS = [
    {"approve": approve, "reject": reject, "returns": returns, "hold": hold}
    for approve, reject, returns, hold in product(
        ("all", "any", 2, 3, 5, *SHARES), (None, "any", 2, "more than 1/3 of electorate"), (None, "any"), (False, True)
    )
]


def rule_of(says: dict) -> RoundRule:
    """Return a rule as the product reads it."""
    thresholds = {
        key: says[key] and PassRule.parse(says[key]) for key in ("approve", "reject", "returns") if key in says
    }
    return RoundRule(**{"reject": None, "returns": None, **says, **thresholds})


def told_to_the_oracle(says: dict) -> dict:
    """Return the same rule in the oracle's own words."""
    thresholds = {key: _threshold(says.get(key)) for key in ("approve", "reject", "returns")}
    others = {"abstain": says.get("abstain", "apart"), "again": says.get("tie") == "again", "hold": says["hold"]}
    return {**thresholds, **others}


def _threshold(words):
    if words in ("all", "any"):
        return (Fraction(1), False, "electorate") if words == "all" else 1
    if words is None or isinstance(words, int):
        return words
    word, _, rest = words.partition(" ")
    share, _, base = rest.split(" ", 1)[1].partition(" of ")
    return Fraction(share), word == "more", base


def counts_of(size: int, options) -> list[tuple[int, ...]]:
    """Return every way in which up to ``size`` voters may have voted, as counts in the oracle's order."""
    return [
        tuple(votes.count(kind) for kind in KINDS)
        for given in range(size + 1)
        for votes in combinations_with_replacement(options, given)
    ]


def check(says: dict, *, size: int, options, absences: int, last: bool = False) -> int:
    """Compare the product with the oracle on every count; return how many were compared."""
    rule, told, compared = rule_of(says), told_to_the_oracle(says), 0
    ends_of = every_end(told, options=options, last=last)
    for counts in counts_of(size, options):
        votes = [kind for kind, n in zip(KINDS, counts, strict=True) for _ in range(n)]
        for absent in range(min(absences, size - len(votes)) + 1):
            waiting = size - len(votes) - absent
            if settled_before(told, counts, waiting=waiting, absent=absent):
                continue  # such a count is never reached: the round closed on the way
            ends = ends_of(counts, waiting, absent)
            found = standing(votes, waiting=waiting, absent=absent, rule=rule, options=options, last=last)
            assert found.verdict == (min(ends) if len(ends) == 1 else None), (says, counts, waiting, absent, ends)
            compared += 1
    return compared


def settled_before(told: dict, counts, *, waiting: int, absent: int) -> bool:
    """Tell whether every way to a count passes through one that was settled already."""
    earlier = [tuple(n - (at == kind) for at, n in enumerate(counts)) for kind, number in enumerate(counts) if number]
    return bool(earlier) and all(settled(told, less, waiting=waiting + 1, absent=absent) for less in earlier)


@pytest.mark.once
@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_a_meeting_comes_out_as_when_everything_is_tried(size):
    absences = 2 if size <= 5 else 1 if size <= 7 else 0

    assert sum(check(says, size=size, options=MEETING_VOTES, absences=absences) for says in MEETINGS) > 0


@pytest.mark.once
def test_a_second_ballot_is_the_last():
    rules = [says for says in MEETINGS if says["tie"] == "again"]

    assert sum(check(says, size=4, options=MEETING_VOTES, absences=1, last=True) for says in rules) > 0


@pytest.mark.once
@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_a_round_closes_as_when_everything_is_tried(size):
    assert sum(check(says, size=size, options=ROUND_VOTES, absences=0) for says in ROUNDS) > 0


@pytest.mark.once
def test_in_turn_every_sequence_of_five_ends_at_the_first_that_settles_it():
    says = {"approve": "all", "reject": "any", "returns": "any", "hold": False}
    rule = rule_of({**says, "in_turn": True})

    for votes in (sequence for n in range(6) for sequence in product(ROUND_VOTES, repeat=n)):
        first = next((vote for vote in votes if vote != "approve"), None)
        expected = first or ("approve" if len(votes) == 5 else None)
        assert standing(votes, waiting=5 - len(votes), rule=rule).verdict == expected, votes


@given(
    st.sampled_from(ROUNDS + MEETINGS),
    st.lists(st.sampled_from(ROUND_VOTES), min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_in_a_round_that_is_still_open_only_the_counts_matter(says, votes, waiting):
    rule, told = rule_of(says), told_to_the_oracle(says)
    orders = [order for order in set(permutations(votes)) if _is_open_until_last(told, order, waiting=waiting)]

    verdicts = {standing(order, waiting=waiting, rule=rule).verdict for order in orders}

    assert len(verdicts) <= 1


def _is_open_until_last(told, votes, *, waiting) -> bool:
    prefixes = [votes[:n] for n in range(len(votes))]
    return not any(
        settled(told, tuple(p.count(kind) for kind in KINDS), waiting=waiting + len(votes) - len(p), absent=0)
        for p in prefixes
    )
