"""Caps and reserved shares: who they keep out, who they let in, and when a person has to decide."""

from decimal import Decimal

import pytest

from approvals.rankings.rank import Bound, Entry, OverConstrained, TieAtLine, rank
from approvals.rankings.why import Run, reasons


def people(*scores):
    """Return people numbered from 1, each with a score."""
    return [Entry(number, Decimal(score)) for number, score in enumerate(scores, start=1)]


def reserve(*members, least=1, releases=True):
    return Bound("rural", frozenset(members), least=least, releases=releases)


def cap(*members, most=1):
    return Bound("school", frozenset(members), most=most)


def inside(placed):
    return [place.key for place in placed if place.standing == "in"]


def test_a_cap_passes_over_who_is_one_too_many_and_says_so():
    placed = rank(people(9, 8, 7), places=2, bounds=[cap(1, 2)])

    assert inside(placed) == [1, 3]
    assert [place.held_by for place in placed] == [(), ("school",), ()]


def test_a_reserve_lifts_the_best_of_its_own_and_says_whom_it_kept_out():
    placed = rank(people(9, 8, 7, 6), places=2, bounds=[reserve(3, 4)])

    assert inside(placed) == [1, 3]
    assert [(place.held_by, place.lifted_by) for place in placed] == [
        ((), ()),
        (("rural",), ()),
        ((), ("rural",)),
        ((), ()),
    ]


def test_who_is_in_by_their_own_score_is_not_said_to_be_lifted():
    placed = rank(people(9, 8, 7), places=2, bounds=[reserve(1)])

    assert [place.lifted_by for place in placed] == [(), (), ()]


def test_a_reserve_looks_ahead_for_room_under_a_cap():
    """Taking 1 would use up the school of 4, the only one from the countryside."""
    placed = rank(people(9, 8, 7, 6), places=2, bounds=[reserve(4), cap(1, 4)])

    assert inside(placed) == [2, 4]
    assert placed[0].held_by == ("rural",)


def test_places_reserved_for_too_few_go_to_others_where_the_policy_releases_them():
    assert inside(rank(people(9, 8, 7), places=3, bounds=[reserve(3, least=2)])) == [1, 2, 3]


def test_places_reserved_for_too_few_stay_empty_where_the_policy_keeps_them():
    placed = rank(people(9, 8, 7), places=3, bounds=[reserve(3, least=2, releases=False)])

    assert inside(placed) == [1, 3]
    assert placed[1].held_by == ("rural",)


def test_the_waiting_list_are_the_next_in_order_whoever_was_passed_over():
    placed = rank(people(9, 8, 7, 6), places=2, waitlist=1, bounds=[cap(1, 2)])

    assert [place.standing for place in placed] == ["in", "waitlist", "in", "out"]


def test_rules_that_no_choice_keeps_together_are_named_and_no_others():
    other = Bound("maths", frozenset({1}), least=1)

    with pytest.raises(OverConstrained) as clash:
        rank(people(9, 8, 7), places=3, bounds=[reserve(2, 3, least=2), cap(2, 3), other])
    assert clash.value.rules == ("rural", "school")


def test_a_reserve_above_the_places_clashes_with_them_alone():
    with pytest.raises(OverConstrained) as clash:
        rank(people(9, 8), places=1, bounds=[reserve(1, 2, least=2)])
    assert clash.value.rules == ("rural",)


def test_equals_of_whom_the_reserve_takes_one_either_way_ask_nobody():
    assert inside(rank(people(9, 9), places=1, bounds=[reserve(2)])) == [2]


def test_equals_on_the_waiting_list_ask_a_person_for_one_of_them_is_next():
    with pytest.raises(TieAtLine) as tie:
        rank(people(9, 8, 8), places=1, waitlist=2)

    assert set(tie.value.keys) == {2, 3}


def test_what_is_not_known_along_the_tie_rule_is_the_lowest():
    unknown, nothing = Entry(1, Decimal(9), (None,)), Entry(2, Decimal(9), (Decimal(0),))

    assert [place.key for place in rank([unknown, nothing], places=1)] == [2, 1]


def test_a_hundred_and_twenty_people_under_four_rules_are_ranked_in_a_moment():
    schools = [Bound("school", frozenset(range(first, 120, 30)), most=1) for first in range(30)]
    subjects = [Bound("subject", frozenset(range(first, 120, 7)), most=3) for first in range(7)]
    rural, primary = reserve(*range(60, 120), least=8), Bound("primary", frozenset(range(0, 120, 3)), least=8)
    listed = [Entry(key, Decimal(1000 - key)) for key in range(120)]

    placed = rank(listed, places=20, waitlist=5, bounds=[*schools, *subjects, rural, primary])

    assert len(inside(placed)) == 20
    assert len(set(inside(placed)) & rural.members) >= 8


def reason(key, entries, *, places=1, bounds=()):
    placed = rank(entries, places=places, bounds=bounds)
    run = Run(tuple(entries), places, tuple(bounds))
    return reasons(run, placed, unit=Decimal("0.01"), full=Decimal(10))[key]


def test_below_the_line_by_score_the_least_score_is_a_step_above_the_last_who_is_in():
    found = reason(2, people(9, 8, 7))

    assert (found.position, found.link, found.least, found.withdrawals) == (2, "score", Decimal("9.01"), (1,))


def test_two_below_the_line_no_single_withdrawal_is_enough():
    assert reason(3, people(9, 8, 7)).withdrawals == ()


def test_who_lost_by_a_tie_rule_is_told_which():
    first, second = Entry(1, Decimal(9), (Decimal(2),)), Entry(2, Decimal(9), (Decimal(1),))
    found = reason(2, [first, second])

    assert (found.link, found.number, found.least) == ("tie", 1, Decimal("9.01"))


def test_who_was_held_back_by_a_cap_is_told_which_and_who_would_have_to_leave():
    found = reason(2, people(9, 8, 7), places=2, bounds=[cap(1, 2)])

    assert (found.link, found.rules, found.least, found.withdrawals) == ("rule", ("school",), Decimal("9.01"), (1,))


def test_no_score_is_enough_against_full_marks():
    assert reason(2, people(10, 8)).least is None


def test_without_places_there_is_nothing_to_be_had():
    found = reason(1, people(9), places=0)

    assert (found.link, found.least, found.withdrawals) == ("no_places", None, ())
