"""计票: pure; the votes of a round become its verdict by the policy's own rule, as soon as nothing can change it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from approvals.policies.words import PassRule, RoundRule

APPROVE, REJECT, RETURN, DEFER, ABSTAIN, AGAIN = "approve", "reject", "return", "defer", "abstain", "again"
MEETING_VOTES = (APPROVE, REJECT, DEFER, ABSTAIN)


@dataclass(frozen=True)
class Standing:
    """Where a round stands: the votes by kind, how many in favour it takes, and its verdict once nothing can change it.

    ``verdict`` is None while two ways of going on would end differently; ``waiting`` seats have still to answer.
    """

    verdict: str | None
    approve: int
    reject: int
    returns: int
    defer: int
    abstain: int
    needed: int
    waiting: int

    @property
    def is_decided_early(self) -> bool:
        return self.verdict is not None and self.waiting > 0


def quorum_of(electorate: int, *, quorum: Fraction | None) -> int:
    """Return how many of the electorate must be present."""
    return math.ceil(electorate * (quorum or Fraction(1, 2)))


def needed_for(rule: PassRule, *, electorate: int, present: int, cast: int) -> int:
    """Return how many votes of a kind settle the question."""
    if rule.number is not None:
        return rule.number
    share = {"electorate": electorate, "present": present, "cast": cast}[rule.of] * rule.share
    return math.floor(share) + 1 if rule.strict else max(math.ceil(share), 1)


@dataclass(frozen=True)
class _Count:
    """The votes so far and who may still vote; ``absent`` members may come or stay away."""

    votes: tuple[tuple[str, int], ...]
    waiting: int
    absent: int

    def of(self, vote: str) -> int:
        return dict(self.votes).get(vote, 0)

    @property
    def given(self) -> int:
        return sum(number for _vote, number in self.votes)

    def with_vote(self, vote: str, *, from_absent: bool = False) -> "_Count":
        votes = Counter(dict(self.votes))
        votes[vote] += 1
        gone = (self.waiting, self.absent - 1) if from_absent else (self.waiting - 1, self.absent)
        return _Count(tuple(sorted(votes.items())), *gone)


def standing(
    votes: Sequence[str],
    *,
    waiting: int,
    rule: RoundRule,
    absent: int = 0,
    options: Sequence[str] = (APPROVE, REJECT, RETURN),
    last: bool = False,
) -> Standing:
    """Count the votes in the order they were given, and say whether what is still to come could change the verdict.

    The electorate is who voted, who still may (``waiting``) and who is ``absent``; without ``absent`` all are present.
    ``options`` are the votes that may still be given; ``last`` marks a second ballot, after which there is no other.
    """
    electorate = len(votes) + waiting + absent
    reached = None if rule.hold else _first_reached(votes, waiting=waiting, absent=absent, rule=rule)
    count = _Count(tuple(sorted(Counter(votes).items())), waiting, absent)
    verdict = reached or _only(_endings(count, rule=rule, options=options, last=last, electorate=electorate))
    return Standing(
        verdict=verdict,
        approve=count.of(APPROVE),
        reject=count.of(REJECT),
        returns=count.of(RETURN),
        defer=count.of(DEFER),
        abstain=count.of(ABSTAIN),
        needed=_needed(rule.approve, count, rule=rule, electorate=electorate),
        waiting=waiting,
    )


def _first_reached(votes: Sequence[str], *, waiting: int, absent: int, rule: RoundRule) -> str | None:
    """Return what the earliest votes settled, whoever answered later."""
    for number in range(1, len(votes) + 1):
        seen = Counter(votes[:number])
        later = len(votes) - number + waiting
        count = _Count(tuple(sorted(seen.items())), later, absent)
        if settled := _reached(count, rule=rule, electorate=len(votes) + waiting + absent):
            return settled
    return None


def _reached(count: _Count, *, rule: RoundRule, electorate: int) -> str | None:
    """Return the first threshold that is reached for good; one whose base still moves is not, before all have voted."""
    for vote, threshold in ((REJECT, rule.reject), (RETURN, rule.returns), (APPROVE, rule.approve)):
        if threshold is None or (_moves(threshold, count) and count.waiting + count.absent):
            continue
        against = count.of(ABSTAIN) if vote == REJECT and rule.abstain == "against" else 0
        if count.of(vote) + against >= _needed(threshold, count, rule=rule, electorate=electorate):
            return vote
    return None


def _moves(threshold: PassRule, count: _Count) -> bool:
    return threshold.number is None and (threshold.of == "cast" or (threshold.of == "present" and count.absent > 0))


def _needed(threshold: PassRule, count: _Count, *, rule: RoundRule, electorate: int) -> int:
    cast = count.given - (count.of(ABSTAIN) if rule.abstain == "apart" else 0)
    return needed_for(threshold, electorate=electorate, present=count.given + count.waiting, cast=cast)


def _endings(
    count: _Count, *, rule: RoundRule, options: Sequence[str], last: bool, electorate: int
) -> Iterator[str]:
    """Give every verdict in which the count can still end; each reachable count is looked at once."""
    seen, ahead = {count}, [count]
    while ahead:
        here = ahead.pop()
        if not rule.hold and (settled := _reached(here, rule=rule, electorate=electorate)):
            yield settled
            continue
        if not here.waiting:
            yield _final(here, rule=rule, last=last, electorate=electorate)
        for vote in options:
            nexts = [here.with_vote(vote)] if here.waiting else []
            nexts += [here.with_vote(vote, from_absent=True)] if here.absent else []
            for onward in nexts:
                if onward not in seen:
                    seen.add(onward)
                    ahead.append(onward)


def _final(count: _Count, *, rule: RoundRule, last: bool, electorate: int) -> str:
    """Return the verdict once everybody present has voted."""
    settled = _reached(_Count(count.votes, 0, 0), rule=rule, electorate=electorate)
    if settled:
        return settled
    if count.of(DEFER) >= _needed(rule.approve, count, rule=rule, electorate=electorate):
        return DEFER
    tied = count.of(APPROVE) == count.of(REJECT) > 0
    return AGAIN if tied and rule.tie == "again" and not last else REJECT


def _only(endings: Iterator[str]) -> str | None:
    """Return the verdict in which all ways end; None where two differ."""
    first = next(endings)
    return first if all(ending == first for ending in endings) else None
