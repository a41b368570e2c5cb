"""The law of adjustments, walked whole: its graph with every evidence, and every road of every shipped policy."""

from collections import deque
from itertools import chain, combinations
from pathlib import Path

import pytest
from django_fsm import can_proceed

import workflows.adjustment
from approvals.policies.expressions import evaluate
from approvals.policies.proof import prove
from approvals.policies.read import read
from approvals.policies.roads import Roads
from approvals.processes import law_of, process
from approvals.routes import RESERVED
from workflows.adjustment.models import IN_EFFECT, Adjustment, Ground, State
from workflows.adjustment.rules import LAWS, ground_of, suits

POLICIES = sorted((Path(workflows.adjustment.__file__).parent / "policies").glob("*.yaml"))
EVIDENCE = ("verified", "heard", "collective", "discipline", "willing")
TAKES = (State.REVOKED, State.LOWERED, State.DISMISSED)  # something is taken by a decision
# How bad a state is for the person; nothing that follows an effect may stand higher than the effect.
WEIGHT = {State.RESTORED: 0, State.LAPSED: 1, State.LOWERED: 1, State.REVOKED: 1, State.DISMISSED: 1}


def moves():
    return list(Adjustment._meta.get_field("state").get_all_transitions(Adjustment))


def needs(name):
    return set(law_of("adjustment").transitions[name])


def every_evidence():
    return map(set, chain.from_iterable(combinations(EVIDENCE, n) for n in range(len(EVIDENCE) + 1)))


def reached(ground, held):
    """Every state an adjustment on a ground comes to, with this evidence on record from the beginning."""
    seen, waiting = {State.PROPOSED}, deque([State.PROPOSED])
    while waiting:
        state = waiting.popleft()
        adjustment = Adjustment(ground=ground, reasons="查实", state=state)
        for move in moves():
            if move.source == state and needs(move.name) <= held and can_proceed(getattr(adjustment, move.name)):
                target = move.target or state
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
    return seen


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("held", list(every_evidence()), ids=lambda held: "+".join(sorted(held)) or "nothing")
def test_nothing_is_taken_without_verification_hearing_and_a_collective_decision(ground, held):
    states = reached(ground, held)

    if states & set(TAKES):
        assert held >= {"verified", "heard", "collective"}
        assert ground in (Ground.RESULT, Ground.DECISION, Ground.CONDUCT)
        assert ground != Ground.CONDUCT or "discipline" in held
    if State.LAPSED in states:
        assert "verified" in held
        assert ground in (Ground.LEFT, Ground.TERM)
    if State.PLACED in states:
        assert held >= {"willing", "collective"}
        assert ground == Ground.COMPETITION
    assert not (State.LAPSED in states and states & set(TAKES))


def test_with_all_the_evidence_each_ground_comes_where_it_should():
    everything = set(EVIDENCE)

    assert reached(Ground.RESULT, everything) >= {*TAKES, State.RESTORED, State.NOT_ADJUSTED}
    assert reached(Ground.CONDUCT, everything) & set(TAKES) == {State.REVOKED, State.LOWERED}
    assert State.LAPSED in reached(Ground.LEFT, everything)
    assert State.PLACED in reached(Ground.COMPETITION, everything)


def test_nothing_after_the_effect_is_worse_than_the_effect():
    after = [move for move in moves() if move.source in IN_EFFECT]

    assert {move.name for move in after} == {"uphold", "restore"}
    assert all(WEIGHT[move.target or move.source] <= WEIGHT[move.source] for move in after)


def test_a_placing_takes_nothing_and_a_lapse_decides_nothing():
    assert needs("place") == {"willing", "collective"}
    assert needs("lapse") == {"verified"}


@pytest.mark.parametrize(
    ("test", "ground"),
    [
        ('count(last(reviews, 2), "不合格") == 2', Ground.RESULT),
        ("size(honours) > 0 && fraud", Ground.CONDUCT),
        ("ethics_failed && !in_system", Ground.CONDUCT),
        ("size(honours) > 0 && !in_system", Ground.LEFT),
        ("honour_over", Ground.TERM),
    ],
)
def test_a_trigger_has_the_ground_of_the_facts_it_asks_about(test, ground):
    assert ground_of(test) == ground


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_shipped_policy_proves_clean(path):
    policy = read(path.read_text("utf-8"))

    assert prove(policy, law=law_of(policy.process), reserved=RESERVED) == []
    assert policy.key == path.stem


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_trigger_proposes_a_track_that_the_law_has_for_its_ground(path):
    policy = read(path.read_text("utf-8"))
    wrong = [
        trigger.key
        for trigger in policy.triggers.values()
        if trigger.proposes and not suits(policy, track=trigger.proposes, ground=ground_of(trigger.test))
    ]

    assert wrong == []


def grounds_for(policy, track):
    return [ground for ground in LAWS if suits(policy, track=track, ground=ground)]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_no_road_of_a_shipped_policy_breaks_the_law_or_comes_to_a_stop_there(path):
    """Every place on every road: the transitions fired on the way are legal one after the other, and lawfully held."""
    policy = read(path.read_text("utf-8"))
    law = law_of(policy.process)
    roads = Roads.walk(policy, law=law)
    fired = 0
    for start in [place for place in roads.came if roads.came[place] is None]:
        for ground in grounds_for(policy, start.track):
            begun = State.COMPETING if ground == Ground.COMPETITION else State.UNDER_WAY
            seen, waiting = set(), deque([(start, begun, False)])
            while waiting:
                place, state, is_in = waiting.popleft()
                node = policy.stages.get(place.key) or policy.outcomes[place.key]
                if node.law and not is_in and _applies(node, place):
                    adjustment = Adjustment(ground=ground, reasons="查实", state=state)
                    assert can_proceed(getattr(adjustment, node.law)), roads.path(place)
                    assert needs(node.law) <= place.evidence, roads.path(place)
                    state = next(m.target or state for m in moves() if m.name == node.law and m.source == state)
                    if state in TAKES:
                        assert place.evidence >= {"verified", "heard", "collective"}, roads.path(place)
                    fired += 1
                for onward in roads.leads.get(place, ()):
                    step = (onward, state, onward == place)
                    if step not in seen:
                        seen.add(step)
                        waiting.append(step)
    assert fired > len(policy.outcomes)


def _applies(node, place):
    return getattr(node, "when", None) is None or evaluate(node.when, {"track": place.track}) is not False


def without(text: str, word: str) -> str:
    return text.replace(f"    gives: [{word}]\n", "")


@pytest.mark.parametrize("word", ["verified", "heard", "discipline"])
def test_a_policy_that_leaves_one_of_them_out_is_refused_with_the_road(word):
    text = next(path for path in POLICIES if path.stem == "xiqing-adjustment").read_text("utf-8")
    broken = read(without(text, word))

    findings = [str(finding) for finding in prove(broken, law=law_of("adjustment"), reserved=RESERVED)]

    assert any(str(process("adjustment").evidence[word].title) in finding for finding in findings), findings
