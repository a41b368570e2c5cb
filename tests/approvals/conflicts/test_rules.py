"""Which relations keep somebody out of a case: the rules alone, without a database."""

import datetime as dt

import pytest

from approvals.conflicts.rules import Found, Said, Stay, found_between, lasts

TODAY = dt.date(2026, 3, 2)
ALL = ("same_school", "kin", "mentor", "recused")


def between(mine=(), theirs=(), said=(), *, rules=ALL, years=3):
    return found_between(mine, theirs, said, rules=rules, years=years, on=TODAY)


def test_nothing_in_common_is_no_conflict():
    assert between([Stay("海州第1小学")], [Stay("海州第2小学")]) == []


def test_the_same_school_now():
    assert between([Stay("海州第1小学")], [Stay("海州第1小学")]) == [Found("same_school", "海州第1小学")]


def test_names_of_schools_may_hold_rare_characters_and_dots():
    assert between([Stay("买买提·𬭎中学")], [Stay("买买提·𬭎中学")]) == [Found("same_school", "买买提·𬭎中学")]


@pytest.mark.parametrize(
    ("until", "counts"),
    [
        (None, True),
        (dt.date(2026, 3, 2), True),  # the last day is today
        (dt.date(2023, 3, 3), True),  # one day less than three years ago
        (dt.date(2023, 3, 2), False),  # three years ago to the day
        (dt.date(2023, 3, 1), False),
    ],
)
def test_a_school_counts_until_the_years_are_over_to_the_day(until, counts):
    assert lasts(Stay("海州第1小学", until), years=3, on=TODAY) == counts


def test_a_leap_day_counts_to_the_last_day_of_february():
    left = Stay("海州第1小学", dt.date(2024, 2, 29))

    assert lasts(left, years=1, on=dt.date(2025, 2, 27))
    assert not lasts(left, years=1, on=dt.date(2025, 2, 28))


def test_without_years_only_the_present_school_counts():
    yesterday = Stay("海州第1小学", TODAY - dt.timedelta(days=1))

    assert between([yesterday], [Stay("海州第1小学")], years=0) == []


def test_the_day_of_leaving_is_said():
    left = Stay("海州第1小学", dt.date(2024, 7, 31))

    assert between([left], [Stay("海州第1小学")]) == [Found("same_school", "海州第1小学 (– 2024-07-31)")]


def test_the_school_one_is_still_at_is_said_before_one_that_was_left():
    mine = [Stay("海州第1小学", dt.date(2024, 7, 31)), Stay("海州第2小学")]
    theirs = [Stay("海州第1小学"), Stay("海州第2小学")]

    assert between(mine, theirs) == [Found("same_school", "海州第2小学")]


def test_the_candidate_may_be_the_one_who_left():
    assert between([Stay("海州第1小学")], [Stay("海州第1小学", dt.date(2024, 7, 31))]) == [
        Found("same_school", "海州第1小学")
    ]


@pytest.mark.parametrize(("kind", "rule"), [("kin", "kin"), ("mentor", "mentor"), ("other", "declared")])
def test_who_declares_of_themselves_is_taken_at_their_word_whatever_the_policy_names(kind, rule):
    assert between(said=[Said(kind, "表姐", is_own=True)], rules=()) == [Found(rule, "表姐")]


@pytest.mark.parametrize("rule", ["kin", "mentor", "recused"])
def test_what_is_said_counts_where_the_policy_names_it(rule):
    said = [Said(rule, "表姐")]

    assert between(said=said) == [Found(rule, "表姐")]
    assert between(said=said, rules=("same_school",)) == []


def test_another_interest_counts_whatever_the_policy_names():
    assert between(said=[Said("other", "合著")], rules=("kin",)) == [Found("declared", "合著")]


def test_a_rule_is_said_once():
    said = [Said("kin", "表姐"), Said("kin", "姻亲")]

    assert between(said=said) == [Found("kin", "表姐")]


def test_every_rule_that_holds_is_said():
    said = [Said("kin", "表姐"), Said("mentor", "师父")]

    found = between([Stay("海州第1小学")], [Stay("海州第1小学")], said)

    assert [one.rule for one in found] == ["same_school", "kin", "mentor"]
