"""计票: pure; the votes of a round become its verdict by the policy's own rule, as soon as nothing can change it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from approvals.policies.words import PassRule, RoundRule

APPROVE, REJECT, RETURN, DEFER, ABSTAIN, AGAIN = "approve", "reject", "return", "defer", "abstain", "again"
VOTES = (APPROVE, REJECT, RETURN, DEFER, ABSTAIN)
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
    question = _Question(rule, tuple(options), last)
    count = _Count.of_votes(votes, waiting=waiting, absent=absent)
    verdict = question.first_reached(votes, waiting=waiting, absent=absent) or _only(question.endings(count))
    return Standing(
        verdict=verdict,
        approve=count.of(APPROVE),
        reject=count.of(REJECT),
        returns=count.of(RETURN),
        defer=count.of(DEFER),
        abstain=count.of(ABSTAIN),
        needed=question.needed(rule.approve, count),
        waiting=waiting,
    )


class _Count(NamedTuple):
    """The votes so far in the order of VOTES, and who may still vote; ``absent`` members may come or stay away."""

    votes: tuple[int, ...]
    waiting: int
    absent: int

    @classmethod
    def of_votes(cls, votes: Sequence[str], *, waiting: int, absent: int) -> "_Count":
        return cls(tuple(votes.count(vote) for vote in VOTES), waiting, absent)

    def of(self, vote: str) -> int:
        return self.votes[VOTES.index(vote)]

    @property
    def given(self) -> int:
        return sum(self.votes)

    def plus(self, vote: str, *, times: int = 1, coming: int = 0) -> "_Count":
        """Return the count after so many more votes of a kind, ``coming`` of them by members who were absent."""
        at = VOTES.index(vote)
        votes = (*self.votes[:at], self.votes[at] + times, *self.votes[at + 1 :])
        return _Count(votes, self.waiting - times + coming, self.absent - coming)


class _Question(NamedTuple):
    """A rule, with what does not change while it is asked."""

    rule: RoundRule
    options: tuple[str, ...]
    last: bool

    def first_reached(self, votes: Sequence[str], *, waiting: int, absent: int) -> str | None:
        """Return what the earliest votes settled, whoever answered later; nothing where everybody is heard first."""
        if self.rule.hold:
            return None
        for number in range(1, len(votes) + 1):
            later = len(votes) - number + waiting
            count = _Count.of_votes(votes[:number], waiting=later, absent=absent)
            if settled := self._reached(count, over=False):
                return settled
        return None

    def endings(self, count: _Count) -> Iterator[str]:
        """Give every verdict in which a count can still end, the likeliest to differ first."""
        if self.rule.hold:
            yield from (self._end(count.plus(vote, times=count.waiting)) for vote in self.options)
        seen, ahead = {count}, [count]
        while ahead:
            here = ahead.pop()
            settled = None if self.rule.hold else self._reached(here, over=False)
            if settled or not here.waiting:
                yield settled or self._end(here)
            for onward in () if settled else self._onward(here):
                if onward not in seen:
                    seen.add(onward)
                    ahead.append(onward)

    def needed(self, threshold: PassRule, count: _Count) -> int:
        """Return how many votes reach a threshold as the count is now."""
        cast = count.given - (count.of(ABSTAIN) if self.rule.abstain == "apart" else 0)
        present = count.given + count.waiting
        return needed_for(threshold, electorate=present + count.absent, present=present, cast=cast)

    def against(self, count: _Count) -> int:
        """Return the votes against, and the abstentions where the rule counts them so."""
        return count.of(REJECT) + (count.of(ABSTAIN) if self.rule.abstain == "against" else 0)

    def _onward(self, count: _Count) -> Iterator[_Count]:
        for vote in self.options:
            if count.waiting:
                yield count.plus(vote)
            if count.absent:
                yield count.plus(vote, coming=1)

    def _reached(self, count: _Count, *, over: bool) -> str | None:
        """Return the first threshold that is reached; while votes are out, only one whose base no longer moves."""
        rule = self.rule
        for vote, threshold in ((REJECT, rule.reject), (RETURN, rule.returns), (APPROVE, rule.approve)):
            if threshold is None or (not over and _moves(threshold, count)):
                continue
            given = self.against(count) if vote == REJECT else count.of(vote)
            if given >= self.needed(threshold, count):
                return vote
        return None

    def _end(self, count: _Count) -> str:
        """Return the verdict once everybody present has voted; who is absent has stayed away."""
        if settled := self._reached(count, over=True):
            return settled
        if count.of(DEFER) >= self.needed(self.rule.approve, count):
            return DEFER
        tied = count.of(APPROVE) == self.against(count) > 0
        return AGAIN if tied and self.rule.tie == "again" and not self.last else REJECT


def _moves(threshold: PassRule, count: _Count) -> bool:
    """Tell whether votes still to come may move what a share is taken of."""
    if threshold.number is not None or threshold.of == "electorate":
        return False
    return bool(count.absent or (threshold.of == "cast" and count.waiting))


def _only(endings: Iterator[str]) -> str | None:
    """Return the verdict in which all ways end; None where two differ."""
    first = next(endings)
    return first if all(ending == first for ending in endings) else None
