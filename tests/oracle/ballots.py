"""What a round's votes come to, worked out by trying everything: the oracle of the product's counting.

It shares no code with the product. A rule is a plain dict: ``approve``, ``reject`` and ``returns`` are None, a number
or (share, strict, base); ``abstain``, ``again`` (a tie is voted on once more) and ``hold`` as in a policy. Counts are
in the order of KINDS.
"""

from fractions import Fraction
from functools import cache

KINDS = ("approve", "reject", "return", "defer", "abstain")


def enough(rule, threshold, votes, counts, *, waiting=0, absent=0):
    """Tell whether so many votes reach a threshold for good; while votes are out, a base that still moves does not."""
    if threshold is None or isinstance(threshold, int):
        return threshold is not None and votes >= threshold
    share, strict, base = threshold
    if (absent and base != "electorate" and waiting is not None) or (waiting and base == "cast"):
        return False
    present = sum(counts) + (waiting or 0)
    cast = sum(counts) - (counts[-1] if rule["abstain"] == "apart" else 0)
    whole = {"cast": cast, "present": present, "electorate": present + absent}[base]
    return votes > 0 and (Fraction(votes) > share * whole if strict else Fraction(votes) >= share * whole)


def reached(rule, counts, **where):
    """Return the first threshold that is reached."""
    a, r, t, _d, x = counts
    no = r + x if rule["abstain"] == "against" else r
    for verdict, key, votes in (("reject", "reject", no), ("return", "returns", t), ("approve", "approve", a)):
        if enough(rule, rule[key], votes, counts, **where):
            return verdict
    return None


def settled(rule, counts, *, waiting, absent):
    """Return what is settled for good while votes are out, where nobody has to be heard first."""
    return None if rule["hold"] else reached(rule, counts, waiting=waiting, absent=absent)


def result(rule, counts, *, absent=0, last=False):
    """Return the verdict of a finished vote; who is absent has stayed away."""
    over = {"waiting": None, "absent": absent}
    if verdict := reached(rule, counts, **over):
        return verdict
    if enough(rule, rule["approve"], counts[3], counts, **over):
        return "defer"
    no = counts[1] + counts[-1] if rule["abstain"] == "against" else counts[1]
    return "again" if rule["again"] and counts[0] == no and counts[0] and not last else "reject"


def every_end(rule, *, options, last=False):
    """Return ``ends(counts, waiting, absent)``: in which verdicts a vote can still end, by trying all."""

    @cache
    def ends(counts, waiting, absent):
        if verdict := settled(rule, counts, waiting=waiting, absent=absent):
            return frozenset({verdict})
        found = set() if waiting else {result(rule, counts, absent=absent, last=last)}
        for option in options:
            more = tuple(n + (kind == option) for kind, n in zip(KINDS, counts, strict=True))
            found |= ends(more, waiting - 1, absent) if waiting else set()
            found |= ends(more, waiting, absent - 1) if absent else set()
        return frozenset(found)

    return ends
