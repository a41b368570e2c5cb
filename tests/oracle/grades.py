"""Grades by trying every way of giving them: slow, and sharing no code with the product.

A person is a pair ``(merit, reaches)``: ``merit`` is any tuple, greater is better, and ``reaches`` are the grades they
may get. Grades are numbered from the best, 0; the last one takes everybody.
"""

from collections.abc import Sequence
from itertools import groupby, permutations, product

Person = tuple[tuple, frozenset[int]]
Way = dict[int, int]  # person → grade


def is_lawful(people: Sequence[Person], way: Sequence[int], places: Sequence[int | None]) -> bool:
    """Tell whether everybody reaches their grade and no grade has more people than places."""
    reached = all(grade in person[1] for person, grade in zip(people, way, strict=True))
    return reached and all(most is None or list(way).count(grade) <= most for grade, most in enumerate(places))


def orders(people: Sequence[Person]) -> list[list[int]]:
    """Return every order of merit: equals may stand in any order."""
    ranked = sorted(range(len(people)), key=lambda who: people[who][0], reverse=True)
    groups = [list(group) for _merit, group in groupby(ranked, key=lambda who: people[who][0])]
    return [[who for group in way for who in group] for way in product(*map(permutations, groups))]


def ways(people: Sequence[Person], places: Sequence[int | None]) -> list[Way]:
    """Return what every order of equals leads to: of all lawful ways the one best for the first, then the second …"""
    lawful = [way for way in product(range(len(places)), repeat=len(people)) if is_lawful(people, way, places)]
    found = [min(lawful, key=lambda way, order=order: [way[who] for who in order]) for order in orders(people)]
    return [dict(enumerate(way)) for way in dict.fromkeys(found)]
