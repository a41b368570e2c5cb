"""比例与限额: pure; whether those taken so far can still be completed so that every cap and reserve is kept."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

Sort = tuple[tuple[int, ...], tuple[int, ...]]  # the reserves somebody would help to fill, the caps they count against


@dataclass(frozen=True)
class Bound:
    """A rule over some of those ranked: at most so many of them, or at least so many.

    A reserve for which there are too few is filled as far as they go; ``releases`` says whether others get the rest.
    """

    rule: str
    members: frozenset[int]
    least: int = 0
    most: int | None = None
    releases: bool = True

    @property
    def wanted(self) -> int:
        """How many must be taken: as many as are reserved, or all there are."""
        return min(self.least, len(self.members))

    @property
    def empty(self) -> int:
        """How many places stay empty because too few have come for them."""
        return 0 if self.releases else self.least - self.wanted

    def after(self, standing: Collection[int]) -> "Bound":
        """Return what the rule still asks where some hold their place already."""
        counted = len(self.members.intersection(standing))
        least, most = max(self.least - counted, 0), None if self.most is None else max(self.most - counted, 0)
        return replace(self, members=self.members.difference(standing), least=least, most=most)

    def without(self, key: int) -> "Bound":
        return replace(self, members=self.members - {key})


class OverConstrained(Exception):  # noqa: N818 — it is no error of the program that rules clash
    """No choice keeps these rules together; a person must put one of them aside."""

    def __init__(self, rules: Collection[str]) -> None:
        super().__init__(rules)
        self.rules = tuple(rules)


class Taking:
    """People decided on one by one, and what the caps and reserves still allow."""

    def __init__(self, keys: Collection[int], *, places: int, bounds: Sequence[Bound]) -> None:
        self.bounds = bounds
        self.places = max(places - sum(bound.empty for bound in bounds), 0)
        self.under: dict[int, tuple[int, ...]] = dict.fromkeys(keys, ())
        for number, bound in enumerate(bounds):
            self.under.update({key: (*self.under[key], number) for key in bound.members if key in self.under})
        self.reserves = [number for number, bound in enumerate(bounds) if bound.least]
        self.caps = {number: bound.most for number, bound in enumerate(bounds) if bound.most is not None}
        self.undecided = Counter(self.under.values())
        self.counts = [0] * len(bounds)
        self.taken: set[int] = set()

    def allows(self, key: int) -> bool:
        """Tell whether somebody undecided may be taken: those taken could then still be completed."""
        if len(self.taken) >= self.places or self.full(key):
            return False
        return self._completes(self.under[key], self.places - len(self.taken) - 1)

    def is_possible(self) -> bool:
        """Tell whether those taken so far can be completed."""
        return self._completes(None, self.places - len(self.taken))

    def decide(self, key: int, *, take: bool) -> None:
        """Take somebody, or pass them over."""
        self.undecided[self.under[key]] -= 1
        if take:
            self.taken.add(key)
            for number in self.under[key]:
                self.counts[number] += 1

    def full(self, key: int) -> list[Bound]:
        """Return the caps that leave no room for somebody."""
        return [self.bounds[n] for n in self.under[key] if n in self.caps and self.counts[n] >= self.caps[n]]

    def unfilled(self) -> list[Bound]:
        """Return the reserves that are not filled yet."""
        return [self.bounds[n] for n in self.reserves if self.counts[n] < self.bounds[n].wanted]

    def _completes(self, also: tuple[int, ...] | None, places: int) -> bool:
        counted = self.counts if also is None else [n + (at in also) for at, n in enumerate(self.counts)]
        needs = {n: left for n in self.reserves if (left := self.bounds[n].wanted - counted[n]) > 0}
        if not needs:
            return True
        sorts: Counter[Sort] = Counter()
        for under, number in self.undecided.items():
            if fills := tuple(n for n in under if n in needs):
                sorts[fills, tuple(n for n in under if n in self.caps)] += number - (under == also)
        room = {n: self.caps[n] - counted[n] for _fills, uses in sorts for n in uses}
        return _Filling(sorts, needs, room).possible(tuple(needs.values()), tuple(room.values()), places)


def check(keys: Collection[int], *, places: int, bounds: Sequence[Bound]) -> None:
    """Raise OverConstrained, naming rules none of which can be spared, when no choice keeps them all."""

    def clash(rules: Collection[str]) -> bool:
        kept = [bound for bound in bounds if bound.rule in rules]
        return not Taking(keys, places=places, bounds=kept).is_possible()

    rules = list(dict.fromkeys(bound.rule for bound in bounds))
    if clash(rules):
        for rule in tuple(rules):
            fewer = [kept for kept in rules if kept != rule]
            rules = fewer if clash(fewer) else rules
        raise OverConstrained(rules)


class _Filling:
    """The search for a filling of all needs: so many of each sort, what was found impossible not tried again."""

    def __init__(self, sorts: Mapping[Sort, int], needs: Mapping[int, int], room: Mapping[int, int]) -> None:
        at_need = {number: at for at, number in enumerate(needs)}
        at_room = {number: at for at, number in enumerate(room)}
        order = sorted(sorts, key=lambda sort: (sort[1], sort[0]))  # who shares a cap stands together
        self.numbers = [sorts[sort] for sort in order]
        self.fills = [[at_need[number] for number in fills] for fills, _uses in order]
        self.uses = [[at_room[number] for number in uses] for _fills, uses in order]
        self.last = {cap: at for at, uses in enumerate(self.uses) for cap in uses}
        self.ahead = [[0] * len(needs)]
        for fills, number in zip(reversed(self.fills), reversed(self.numbers), strict=True):
            self.ahead.append([left + number * (at in fills) for at, left in enumerate(self.ahead[-1])])
        self.ahead.reverse()
        self.failed: set[tuple[int, tuple[int, ...], tuple[int, ...], int]] = set()

    def possible(self, needs: tuple[int, ...], room: tuple[int, ...], places: int, at: int = 0) -> bool:
        if not any(needs):
            return True
        if max(needs) > places or any(need > left for need, left in zip(needs, self.ahead[at], strict=True)):
            return False
        state = (at, needs, tuple(left if self.last[cap] >= at else 0 for cap, left in enumerate(room)), places)
        if state in self.failed:
            return False
        fills, uses = self.fills[at], self.uses[at]
        most = min(self.numbers[at], places, max(needs[n] for n in fills), *(room[cap] for cap in uses))
        for n in range(most, -1, -1):
            if self.possible(_less(needs, fills, n), _less(room, uses, n), places - n, at + 1):
                return True
        self.failed.add(state)
        return False


def _less(figures: tuple[int, ...], which: list[int], n: int) -> tuple[int, ...]:
    if n == 0:
        return figures
    return tuple(max(figure - n, 0) if at in which else figure for at, figure in enumerate(figures))
