"""Cases walk at random by the product's rules and, beside it, by the oracle's: after every act they stand alike."""

import os
import random

import pytest

from tests.oracle.interpreter import Case
from tests.walks.pure import PureCase
from tests.walks.road import for_the_oracle, policy

CASES = int(os.environ.get("WALK_CASES", "2000"))
ACTS = 50
GUESTS = [f"guest{number}" for number in range(4)]
WAYS = ("before", "after", "beside", "lent", "handed")


@pytest.mark.once
def test_cases_of_fifty_acts_stand_where_the_oracle_says():
    road, document = for_the_oracle(policy()), policy()
    for says in road.values():
        says["straight"] = False  # what was changed in a dossier is on file, not in the rules; the other walk has it
    names = {key: _names(stage) for key, stage in document.stages.items()}
    ended = set()

    for seed in range(CASES):
        dice, oracle = random.Random(seed), None
        for _act in range(ACTS):
            if oracle is None or oracle.ended:  # where one has ended, another begins
                oracle = Case(road, seats=lambda stage: names[stage] if road[stage]["kind"] == "ask" else [])
                product = PureCase(document, names)
            said = _act_at_random(dice, oracle, product)
            assert _standing(oracle) == (product.ended or product.stage, product.asked(), product.stand), (seed, said)
            ended.add(oracle.ended)

    assert ended == {"", *document.outcomes}  # every end was come to


def _names(stage) -> list[str]:
    if stage.kind == "panel":
        return [f"judge{number}" for number in range(stage.draw)]
    return [str(seat) for seat in stage.seats("teacher")]


def _standing(case: Case):
    """Return where the oracle's case stands: its stage or end, who is asked, and whose onward answers stand."""
    stand = [visit.stage for visit in case.visits if not visit.void and _is_onward(case, visit)]
    return case.ended or case.now.stage, case.asked(), stand


def _is_onward(case: Case, visit) -> bool:
    return visit.verdict == next(iter(case.road[visit.stage]["then"]))


def _act_at_random(dice, oracle: Case, product: PureCase):
    """Let the same thing happen in both; where the oracle says it cannot, nothing happens in either."""
    if oracle.says["kind"] == "sit":
        verdict = dice.choice(list(oracle.says["then"]))
        oracle.sit(verdict)
        product.sit(verdict)
        return "sit", verdict
    who = dice.choice(oracle.asked())
    act = dice.choices(("answer", "bring in", "drop"), (6, 2, 1))[0]
    if act == "answer":
        verdicts = ["pass"] if isinstance(oracle.says["rule"], int) else list(oracle.says["then"])
        verdict = dice.choices(verdicts, (5, 1, 1)[: len(verdicts)])[0]
        target = dice.choice(oracle.targets()) if verdict == "return" and dice.random() < 0.5 else None
        assert oracle.answer(who, verdict, target)
        product.answer(who, verdict, target)
        return act, who, verdict, target
    if act == "bring in" and not isinstance(oracle.says["rule"], int):
        guest, way = dice.choice(GUESTS), dice.choice(WAYS)
        if oracle.bring_in(who, guest, way):
            product.bring_in(who, guest, way)
        return act, who, guest, way
    sitting = [seat.who for seat in oracle.now.seats if seat.state == "open"]
    leaver = dice.choice(sitting)
    may = product.may_drop(leaver)
    assert oracle.drop(leaver) == may
    if may:
        product.drop(leaver)
    return act, leaver
