"""Whatever a policy says: every order in which the law's transitions can fire, with every evidence that may be held."""

from itertools import combinations

import pytest

from approvals.processes import process
from workflows.placement.models import Placement, State

BEFORE = {"consent", "host_consent", "home_consent", "collective", "public_notice"}
IN_OFFICE = {State.PROBATION, State.SERVING, State.CONCLUDED, State.RETAINED, State.ABSORBED, State.RETURNED}


def moves():
    state = Placement._meta.get_field("state")
    return [
        (move.source, move.target, move.name, frozenset(move.custom.get("needs", ())))
        for move in state.get_all_transitions(Placement)
    ]


def words():
    return sorted({word for *_rest, needs in moves() for word in needs})


def reached(held):
    """Return every state that can be reached while only this evidence is on record."""
    seen, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        here = waiting.pop()
        onward = [target for source, target, _name, needs in moves() if source == here and needs <= held]
        fresh = [target for target in onward if target not in seen]
        seen.update(fresh)
        waiting += fresh
    return {State(state) for state in seen}


EVERY = [frozenset(some) for n in range(len(words()) + 1) for some in combinations(words(), n)]


def test_every_set_of_evidence_is_tried():
    assert len(EVERY) == 2 ** len(words()) == 512


def test_nobody_is_appointed_without_three_consents_a_collective_decision_and_a_notice():
    lacking = [held for held in EVERY if not held >= BEFORE]

    assert [held for held in lacking if reached(held) & (IN_OFFICE | {State.ENDED, State.LAPSED})] == []


def test_everybody_may_be_appointed_who_has_them_all():
    assert State.PROBATION in reached(frozenset(BEFORE))


@pytest.mark.parametrize(
    ("state", "needed"),
    [
        (State.ABSORBED, {"final_review", "collective", "ending"}),
        (State.RETAINED, {"final_review", "collective", "ending"}),
        (State.RETURNED, {"heard", "collective", "ending"}),
        (State.ENDED, {"heard", "collective", "ending"}),
        (State.LAPSED, {"verified"}),
    ],
)
def test_a_service_ends_only_with_what_its_ending_needs(state, needed):
    ends = {held for held in EVERY if state in reached(held)}

    assert ends == {held for held in EVERY if held >= BEFORE | needed}


def test_what_the_law_needs_is_what_stages_may_give_or_their_kinds_do():
    known = set(process("placement").law().evidence) | {"collective", "public_notice"}

    assert set(words()) == known
