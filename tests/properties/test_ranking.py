"""The order, the line and the waiting list against brute force, which shares no code with the product.

Brute force tries every choice of people and every order of equals. It is exhaustive to five people with three score
values, and to four people under one rule; 2,000 random instances have up to eight people and three rules.
"""

import random
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby, permutations, product

from approvals.rankings.rank import Bound, Entry, OverConstrained, TieAtLine, rank
from approvals.rankings.why import Run, reasons

UNIT, FULL = Decimal("0.5"), Decimal(10)


@dataclass(frozen=True)
class Instance:
    """Scores by person, places, and rules as (name, members, at least, at most, whether others get what is left)."""

    scores: tuple[tuple[int, ...], ...]  # the score, then the tie values
    places: int
    waitlist: int = 0
    rules: tuple[tuple[str, frozenset[int], int, int, bool], ...] = ()

    @property
    def people(self) -> range:
        return range(len(self.scores))


def choices(instance, names):
    """Return every set of people that keeps the named rules."""
    rules = [rule for rule in instance.rules if rule[0] in names]
    missing = [max(least - len(members), 0) for _name, members, least, _most, _releases in rules]
    empty = sum(lacks for lacks, rule in zip(missing, rules, strict=True) if not rule[4])
    places = max(instance.places - empty, 0)
    found = []
    for size in range(min(places, len(instance.scores)) + 1):
        for people in map(frozenset, combinations(instance.people, size)):
            counts = [len(people & members) for _name, members, *_rest in rules]
            if all(
                least - lacks <= count <= most
                for count, lacks, (_n, _m, least, most, _r) in zip(counts, missing, rules, strict=True)
            ):
                found.append(people)
    return found


def orders(instance):
    """Return every order of the people, the better always first, equals in each of their orders."""
    ordered = sorted(instance.people, key=lambda person: instance.scores[person], reverse=True)
    groups = [list(group) for _score, group in groupby(ordered, key=lambda person: instance.scores[person])]
    for parts in product(*(permutations(group) for group in groups)):
        yield [person for part in parts for person in part]


def best(order, sets):
    """Return the set that is best for the first of an order, among those for the second, and so on."""
    for person in order:
        sets = [people for people in sets if person in people] or sets
    (only,) = sets
    return only


def by_force(instance):
    """Return who is in and who waits in which order; "tie" where equals must be ordered, "clash" without choice."""
    sets = choices(instance, {rule[0] for rule in instance.rules})
    if not sets:
        return "clash"
    found = set()
    for order in orders(instance):
        people = best(order, sets)
        found.add((people, tuple(person for person in order if person not in people)[: instance.waitlist]))
    return found.pop() if len(found) == 1 else "tie"


def bounds_of(instance):
    return [
        Bound(name, members, least=least, most=most, releases=releases)
        for name, members, least, most, releases in instance.rules
    ]


def entries_of(instance, people=None):
    return [
        Entry(person, Decimal(instance.scores[person][0]), instance.scores[person][1:])
        for person in (instance.people if people is None else people)
    ]


def by_rank(instance, *, people=None):
    try:
        placed = rank(
            entries_of(instance, people), places=instance.places, waitlist=instance.waitlist, bounds=bounds_of(instance)
        )
    except TieAtLine:
        return "tie"
    except OverConstrained:
        return "clash"
    inside = frozenset(place.key for place in placed if place.standing == "in")
    return inside, tuple(place.key for place in placed if place.standing == "waitlist")


def drawn(number, *, most=8):
    """Return a random instance, the same for the same number."""
    dice = random.Random(number)
    n = dice.randint(1, most)
    rules = []
    for name in ("rural", "maths", "school"):
        members = frozenset(person for person in range(n) if dice.random() < 0.5)
        least = dice.choice([0, 1, 1, 2, 3])
        cap = dice.choice([n, n, 1, 2, 3])
        rules.append((name, members, least, max(cap, 0), dice.random() < 0.8))
    scores = tuple((dice.randint(1, 6), dice.randint(1, 2)) for _person in range(n))
    return Instance(scores, dice.randint(0, 5), dice.randint(0, 2), tuple(rules))


def test_every_list_of_up_to_five_people_with_three_score_values():
    for n in range(1, 6):
        for scores in product([(1,), (2,), (3,)], repeat=n):
            for places, waitlist in product(range(n + 1), range(3)):
                instance = Instance(scores, places, waitlist)
                assert by_rank(instance) == by_force(instance), instance


def test_every_list_of_up_to_four_people_under_every_rule_of_one_or_two():
    for n in range(2, 5):
        groups = [frozenset(group) for size in range(1, n + 1) for group in combinations(range(n), size)]
        rules = [*product((1, 2), (n,), (True, False)), *product((0,), (0, 1), (True,))]
        for scores in product([(1,), (2,), (3,)], repeat=n):
            for members, (least, most, releases) in product(groups, rules):
                instance = Instance(scores, n // 2, 1, (("rule", members, least, most, releases),))
                assert by_rank(instance) == by_force(instance), instance


def test_two_thousand_lists_of_up_to_eight_people_under_three_rules():
    outcomes = []
    for number in range(2000):
        instance = drawn(number)
        outcomes.append(by_rank(instance))
        assert outcomes[-1] == by_force(instance), instance

    kinds = {kind: sum(outcome == kind for outcome in outcomes) for kind in ("tie", "clash")}
    assert min(kinds.values()) > 50, "the instances try too few ties or clashes"
    assert sum(kinds.values()) < 1500, "the instances try too few lists that can be frozen"


def test_the_order_of_the_input_never_matters():
    for number in range(300):
        instance, dice = drawn(number), random.Random(-number)
        people = dice.sample(instance.people, len(instance.people))

        assert by_rank(instance, people=people) == by_rank(instance)


def clashing(instance):
    """Return the rules that rank names as clashing; nothing where it ranks or asks a person."""
    try:
        rank(entries_of(instance), places=instance.places, bounds=bounds_of(instance))
    except TieAtLine:
        return set()
    except OverConstrained as clash:
        return set(clash.rules)
    return set()


def test_the_rules_named_as_clashing_clash_and_none_of_them_can_be_spared():
    found = [(instance, rules) for instance in map(drawn, range(1000)) if (rules := clashing(instance))]
    for instance, rules in found:
        assert choices(instance, rules) == []
        assert all(choices(instance, rules - {rule}) for rule in rules)

    assert len(found) > 50


def left_out(numbers):
    """Give every person left out of lists that can be frozen: the instance, the run, and why."""
    for number in numbers:
        instance = drawn(number, most=6)
        run = Run(tuple(entries_of(instance)), instance.places, tuple(bounds_of(instance)))
        try:
            placed = rank(run.entries, places=run.places, bounds=run.bounds)
        except (TieAtLine, OverConstrained):
            continue
        for person, reason in reasons(run, placed, unit=UNIT, full=FULL).items():
            yield instance, person, reason


def would_be_in(instance, person, *, score):
    """Tell by brute force whether somebody with another score is in, without anybody being asked."""
    scores = list(instance.scores)
    scores[person] = (score, *scores[person][1:])
    found = by_force(Instance(tuple(scores), instance.places, 0, instance.rules))
    return isinstance(found, tuple) and person in found[0]


def without(instance, gone):
    """Return the instance after somebody has withdrawn, and where each of the others now stands in it."""
    stay = [person for person in instance.people if person != gone]
    moved = {person: number for number, person in enumerate(stay)}
    rules = tuple(
        (name, frozenset(moved[person] for person in members if person != gone), least, most, releases)
        for name, members, least, most, releases in instance.rules
    )
    return Instance(tuple(instance.scores[person] for person in stay), instance.places, 0, rules), moved


def test_the_least_score_that_would_be_in_is_in_and_a_step_less_is_not():
    found = list(left_out(range(500)))
    for instance, person, reason in found:
        if reason.least is None:
            assert not would_be_in(instance, person, score=FULL)
        else:
            assert would_be_in(instance, person, score=reason.least)
            assert not would_be_in(instance, person, score=reason.least - UNIT)

    assert sum(reason.least is None for _i, _p, reason in found) > 20
    assert sum(reason.least is not None for _i, _p, reason in found) > 100


def test_exactly_the_withdrawals_that_are_named_would_let_somebody_in():
    found = list(left_out(range(500)))
    for instance, person, reason in found:
        enough = set()
        for gone in instance.people:
            if gone != person:
                smaller, moved = without(instance, gone)
                outcome = by_force(smaller)
                if isinstance(outcome, tuple) and moved[person] in outcome[0]:
                    enough.add(gone)
        assert set(reason.withdrawals) == enough, (instance, person)

    assert any(reason.withdrawals for _i, _p, reason in found)
