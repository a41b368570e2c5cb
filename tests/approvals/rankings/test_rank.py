"""An order and its line: who is where, why, and when a person must be asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.rankings.rank import IN, OUT, WAITLIST, Entry, TieAtLine, rank


def entry(key, score, *ties):
    return Entry(key, Decimal(score), tuple(Decimal(tie) for tie in ties))


def standings(placed):
    return [(place.key, place.standing) for place in placed]


entries = st.lists(
    st.builds(entry, st.integers(), st.sampled_from(["90", "90.5", "91", "88"]), st.integers(0, 2)),
    unique_by=lambda entry: entry.key,
    max_size=8,
)


def test_the_line_lies_below_the_last_place_and_the_waiting_list_below_it():
    placed = rank([entry(1, "90"), entry(2, "95"), entry(3, "85"), entry(4, "80")], places=1, waitlist=2)

    assert standings(placed) == [(2, IN), (1, WAITLIST), (3, WAITLIST), (4, OUT)]


def test_each_position_says_which_link_of_the_rule_set_it_apart():
    placed = rank([entry(1, "90", 2), entry(2, "90", 3), entry(3, "80", 9)], places=2)

    assert [(place.key, place.parted_by) for place in placed] == [(2, 1), (1, 0), (3, 0)]


def test_equals_across_the_line_ask_a_person():
    with pytest.raises(TieAtLine) as tie:
        rank([entry(1, "95"), entry(2, "90"), entry(3, "90")], places=2)

    assert set(tie.value.keys) == {2, 3}


def test_equals_across_the_end_of_the_waiting_list_ask_a_person():
    with pytest.raises(TieAtLine):
        rank([entry(1, "95"), entry(2, "90"), entry(3, "90")], places=1, waitlist=1)


def test_equals_on_one_side_of_the_line_ask_nobody():
    placed = rank([entry(1, "95"), entry(2, "95"), entry(3, "90")], places=2)

    assert standings(placed) == [(1, IN), (2, IN), (3, OUT)]


def test_the_order_a_person_gave_holds_among_equals_and_nowhere_else():
    placed = rank([entry(1, "95"), entry(2, "90"), entry(3, "90")], places=2, chosen=[3, 2, 1])

    assert standings(placed) == [(1, IN), (3, IN), (2, OUT)]


def test_without_places_nobody_is_in():
    assert standings(rank([entry(1, "95")], places=0)) == [(1, OUT)]


@given(entries, st.integers(0, 8), st.integers(0, 3), st.data())
def test_the_order_of_the_input_never_matters(listed, places, waitlist, data):
    shuffled = data.draw(st.permutations(listed))

    assert outcome(shuffled, places, waitlist) == outcome(listed, places, waitlist)


@given(entries, st.integers(0, 8), st.integers(0, 3))
def test_nobody_stands_above_somebody_better_and_the_places_are_kept(listed, places, waitlist):
    chosen = [entry.key for entry in listed]
    placed = rank(listed, places=places, waitlist=waitlist, chosen=chosen)
    merit = {entry.key: (entry.score, *entry.ties) for entry in listed}

    assert [merit[place.key] for place in placed] == sorted(merit.values(), reverse=True)
    assert sum(place.standing == IN for place in placed) == min(places, len(listed))


def outcome(listed, places, waitlist):
    try:
        return rank(listed, places=places, waitlist=waitlist)
    except TieAtLine as tie:
        return set(tie.keys)
