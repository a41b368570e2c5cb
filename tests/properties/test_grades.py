"""Grades against brute force, which shares no code with the product."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.gradings.grade import Case, Line, TieAtLine, grade
from tests.oracle import grades as oracle

KEYS = ("best", "good", "fair", "last")
SCORES = st.one_of(st.none(), st.integers(0, 4).map(Decimal))
PLACES = st.one_of(st.none(), st.integers(0, 3))


@st.composite
def people(draw):
    """Draw up to five people: a score, one link of the tie rule, the grades whose condition they do not meet."""
    size = draw(st.integers(1, 5))
    barred = st.frozensets(st.sampled_from(KEYS[:3]), max_size=2)
    return [
        Case(key, draw(SCORES), (draw(st.sampled_from([None, Decimal(0), Decimal(1)])),), draw(barred))
        for key in range(size)
    ]


@st.composite
def ladders(draw):
    """Draw three grades with descending lines, each capped or not, and the last one that takes everybody."""
    at = sorted(draw(st.sets(st.integers(0, 4), min_size=3, max_size=3)), reverse=True)
    lines = [Line(key, Decimal(least), draw(PLACES)) for key, least in zip(KEYS, at, strict=False)]
    return [*lines, Line("last")]


def plain(cases, lines):
    """Say the same to the oracle in its own words."""
    return [
        (
            (case.score is not None, case.score or 0, case.ties[0] is not None, case.ties[0] or 0),
            frozenset(
                number
                for number, line in enumerate(lines)
                if line.key not in case.barred
                and (line.at_least is None or (case.score is not None and case.score >= line.at_least))
            ),
        )
        for case in cases
    ]


def names(given_, lines):
    return {one.key: [line.key for line in lines].index(one.grade) for one in given_ if one.position}


@settings(max_examples=250)
@given(people(), ladders())
def test_grades_are_those_of_brute_force_and_equals_go_to_a_person_only_where_their_order_matters(cases, lines):
    ways = oracle.ways(plain(cases, lines), [line.places for line in lines])

    if len(ways) == 1:
        assert ways == [names(grade(cases, lines=lines), lines)]
        return
    with pytest.raises(TieAtLine) as tie:
        grade(cases, lines=lines)
    assert len({plain(cases, lines)[key][0] for key in tie.value.keys}) == 1


@settings(max_examples=120)
@given(people(), ladders(), st.randoms(use_true_random=False))
def test_any_order_a_person_gives_leads_to_one_of_the_lawful_ways_and_keeps_every_cap(cases, lines, chance):
    chosen = [case.key for case in cases]
    chance.shuffle(chosen)

    found = names(grade(cases, lines=lines, chosen=chosen), lines)

    assert found in oracle.ways(plain(cases, lines), [line.places for line in lines])
    for number, line in enumerate(lines):
        assert line.places is None or list(found.values()).count(number) <= line.places


@settings(max_examples=120)
@given(people(), ladders())
def test_who_has_more_merit_and_meets_as_much_never_has_a_lower_grade(cases, lines):
    found = names(grade(cases, lines=lines, chosen=[case.key for case in cases]), lines)
    said = plain(cases, lines)

    for one in cases:
        for other in cases:
            if said[one.key][0] > said[other.key][0] and said[one.key][1] >= said[other.key][1]:
                assert found[one.key] <= found[other.key]


@settings(max_examples=80)
@given(people(), ladders(), st.integers(0, 4))
def test_who_is_outside_the_grades_takes_no_place_and_changes_nobody_elses(cases, lines, who):
    apart = [replace(case, apart="remark") if case.key == who else case for case in cases]
    rest = [case for case in cases if case.key != who]
    chosen = [case.key for case in cases]

    found = grade(apart, lines=lines, chosen=chosen)

    assert [one for one in found if one.position] == grade(rest, lines=lines, chosen=chosen)
    assert [one.grade for one in found if one.key == who] == (["remark"] if who < len(cases) else [])


def test_of_five_equals_at_a_cap_of_two_nobody_gets_it_by_chance():
    lines, cases = [Line("best", Decimal(90), 2), Line("last")], [Case(key, Decimal(95)) for key in range(5)]

    with pytest.raises(TieAtLine) as tie:
        grade(cases, lines=lines)

    assert tie.value.keys == (0, 1, 2, 3, 4)
    chosen = grade(cases, lines=lines, chosen=[4, 2, 0, 1, 3])
    assert [(one.key, one.grade, one.position) for one in chosen] == [
        (4, "best", 1),
        (2, "best", 1),
        (0, "last", 1),
        (1, "last", 1),
        (3, "last", 1),
    ]
    assert chosen[2].over == ("best",)


def test_a_cap_of_no_places_is_full_for_everybody_and_asks_nobody_to_choose():
    given_ = grade([Case(1, Decimal(95)), Case(2, Decimal(95))], lines=[Line("best", Decimal(90), 0), Line("last")])

    assert [(one.grade, one.over) for one in given_] == [("last", ("best",)), ("last", ("best",))]
