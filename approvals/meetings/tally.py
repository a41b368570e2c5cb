"""表决: pure; votes become a verdict by the policy's quorum and pass rule."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from approvals.policies.document import PassRule

APPROVE, REJECT, DEFER, ABSTAIN = "approve", "reject", "defer", "abstain"
VOTES = (APPROVE, REJECT, DEFER, ABSTAIN)


@dataclass(frozen=True)
class Tally:
    """How the votes on one matter came out."""

    verdict: str
    approve: int
    reject: int
    defer: int
    abstain: int
    needed: int


def quorum_of(electorate: int, *, quorum: Fraction | None) -> int:
    """Return how many of the electorate must be present."""
    return math.ceil(electorate * (quorum or Fraction(1, 2)))


def needed_for(rule: PassRule, *, electorate: int, present: int, cast: int) -> int:
    """Return how many votes in favour carry the question; abstentions are not among the votes cast."""
    base = {"electorate": electorate, "present": present, "cast": cast}[rule.of]
    share = base * rule.share
    return math.floor(share) + 1 if rule.strict else max(math.ceil(share), 1)


def tally(votes: Sequence[str], *, electorate: int, present: int, rule: PassRule) -> Tally:
    """Count the votes on one matter.

    It is approved when enough approve, deferred when enough ask for that instead, and otherwise rejected.
    """
    count = Counter(votes)
    cast = count[APPROVE] + count[REJECT] + count[DEFER]
    needed = needed_for(rule, electorate=electorate, present=present, cast=cast)
    if count[APPROVE] >= needed:
        verdict = APPROVE
    elif count[DEFER] >= needed:
        verdict = DEFER
    else:
        verdict = REJECT
    return Tally(verdict, count[APPROVE], count[REJECT], count[DEFER], count[ABSTAIN], needed)
