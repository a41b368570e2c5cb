"""The order of a round: whoever joins and leaves again has changed nothing, and nobody waits in a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.members.rules import AFTER, BEFORE, BESIDE, LENT, TooFew, handed, joined, left, may_leave
from approvals.policies.words import PassRule, RoundRule

CHAIN = {1: None, 2: 1, 3: 2}  # in turn: one, two, three


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (BEFORE, {1: None, 9: 1, 2: 9, 3: 2}),
        (LENT, {1: None, 9: 1, 2: 9, 3: 2}),
        (AFTER, {1: None, 2: 1, 9: 2, 3: 9}),
        (BESIDE, {1: None, 2: 1, 3: 2, 9: None}),
    ],
)
def test_a_seat_joins_at_its_place(way, expected):
    assert joined(CHAIN, new=9, mine=2, way=way) == expected


def test_a_seat_passes_on_with_its_place():
    assert handed(CHAIN, old=2, new=9) == {1: None, 9: 1, 3: 9}


def test_who_comes_after_somebody_that_leaves_comes_after_the_one_before():
    assert left(CHAIN, gone=2) == {1: None, 3: 1}


links = st.integers(1, 6).map(lambda n: {seat: seat - 1 or None for seat in range(1, n + 1)})


@given(links, st.sampled_from([BEFORE, AFTER, BESIDE, LENT]), st.data())
def test_joining_and_leaving_again_changes_nothing(before, way, data):
    mine = data.draw(st.sampled_from(sorted(before)))

    assert left(joined(before, new=99, mine=mine, way=way), gone=99) == before


@given(links, st.lists(st.tuples(st.sampled_from(["join", "leave", "hand"]), st.integers(0, 50)), max_size=12))
def test_nobody_ever_waits_in_a_circle(order, acts):
    for new, (act, pick) in enumerate(acts, start=100):
        seats = sorted(order)
        if act == "join" and seats:
            way = (BEFORE, AFTER, BESIDE)[pick % 3]
            order = joined(order, new=new, mine=seats[pick % len(seats)], way=way)
        elif act == "leave" and seats:
            order = left(order, gone=seats[pick % len(seats)])
        elif act == "hand" and seats:
            order = handed(order, old=seats[pick % len(seats)], new=new)

    assert [seat for seat in order if not _ends(order, seat)] == []


def _ends(order, seat):
    steps = 0
    while order.get(seat) is not None and steps <= len(order):
        seat, steps = order[seat], steps + 1
    return steps <= len(order)


@pytest.mark.parametrize(
    ("electorate", "rule", "more", "expected"),
    [
        (2, RoundRule(), {}, None),
        (1, RoundRule(), {}, TooFew(1)),
        (3, RoundRule(approve=PassRule.parse(2)), {}, None),
        (2, RoundRule(approve=PassRule.parse(2)), {}, TooFew(2)),
        (2, RoundRule(returns=PassRule.parse(2)), {}, TooFew(2)),
        (2, RoundRule(reject=PassRule.parse(2)), {}, TooFew(2)),
        (2, RoundRule(reject=None, returns=None), {}, None),
        (3, RoundRule(), {"at_least": 3}, TooFew(3)),
        (3, RoundRule(), {"enough": 3}, TooFew(3)),
        (4, RoundRule(), {"at_least": 2, "enough": 3}, None),
    ],
)
def test_a_round_keeps_as_many_as_its_rule_counts(electorate, rule, more, expected):
    assert may_leave(electorate, rule=rule, **more) == expected
