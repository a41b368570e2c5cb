"""Two worlds that differ only in what somebody must not know look the same to them, byte for byte."""

from functools import cache

import pytest

from tests.blindness.facts import FACTS, IDENTITY, SCORES
from tests.blindness.leaks import OF_IDENTITY, OF_SCORES, SHOWS_AT
from tests.blindness.readings import KNOWN, Difference, differences

pytestmark = pytest.mark.django_db
LEAKS = {IDENTITY.name: OF_IDENTITY, SCORES.name: OF_SCORES}
FACT_OF = {leak.key: name for name, leaks in LEAKS.items() for leak in leaks}


@cache
def found(name: str) -> dict[str, list[Difference]]:
    """Build and read the two worlds of a fact once, as the product is and with each leak in it."""
    return differences(FACTS[name], LEAKS.get(name, ()))


def test_who_is_judged_shows_nowhere():
    assert "\n".join(map(str, found(IDENTITY.name)[""])) == ""


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in FACTS if name != IDENTITY.name])
def test_what_is_hidden_shows_nowhere(name):
    assert "\n".join(map(str, found(name)[""])) == ""


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if fact.knows])
def test_who_may_know_does_see_what_the_others_do_not(name):
    seen = {difference.name for difference in found(name)[KNOWN]}

    assert seen - {"messages"} == {FACTS[name].knows[1]}


@pytest.mark.once
@pytest.mark.parametrize("leak", SHOWS_AT)
def test_a_known_leak_put_back_is_caught_where_it_leaks(leak):
    caught = {difference.name for difference in found(FACT_OF[leak])[leak]}

    assert caught == SHOWS_AT[leak]
