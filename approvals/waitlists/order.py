"""递补顺序: pure; who of those waiting takes a free place, given who stands already."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from approvals.rankings.rank import IN, Bound, Entry, OverConstrained, rank


def next_of(waits: Sequence[int], *, standing: Collection[int], bounds: Sequence[Bound], places: int) -> int | None:
    """Return who comes next: the first in the order with whom the caps are kept and the reserves still filled.

    The rules bind as they bound the list, those who stand counted. A reserve that the free places cannot fill together
    with the rest binds no longer.
    """
    entries = [Entry(key, Decimal(-number)) for number, key in enumerate(waits)]
    bounds = [_left(bound, waits=waits, standing=standing, places=places) for bound in bounds]
    while True:
        try:
            placed = rank(entries, places=places, bounds=bounds)
        except OverConstrained as clash:
            bounds = [replace(bound, least=0) if bound.rule in clash.rules else bound for bound in bounds]
        else:
            return next((place.key for place in placed if place.standing == IN), None)


def _left(bound: Bound, *, waits: Collection[int], standing: Collection[int], places: int) -> Bound:
    """Return what a rule of the list still asks of those who wait."""
    left = bound.after(standing)
    return replace(left, members=left.members.intersection(waits), least=min(left.least, places))
