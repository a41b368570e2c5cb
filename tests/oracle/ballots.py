"""What a round's votes come to, worked out by trying everything: the oracle of the product's counting.

It shares no code with the product. A rule is a plain dict: ``approve``, ``reject`` and ``returns`` are None, a number
or (share, strict, base); ``abstain``, ``again`` (a tie is voted on once more) and ``hold`` as in a policy.
"""

from fractions import Fraction
from functools import cache

KINDS = ("approve", "reject", "return", "defer", "abstain")


def enough(threshold, votes, *, cast, present, electorate):
    """Tell whether so many votes reach a threshold."""
    if isinstance(threshold, int):
        return votes >= threshold
    share, strict, base = threshold
    whole = {"cast": cast, "present": present, "electorate": electorate}[base]
    if votes == 0:
        return False
    return Fraction(votes) > share * whole if strict else Fraction(votes) >= share * whole


def result(rule, counts, *, present, electorate, last=False):
    """Return the verdict of a finished vote; ``counts`` are in the order of KINDS."""
    a, r, t, d, x = counts
    cast = a + r + t + d + (0 if rule["abstain"] == "apart" else x)
    where = {"cast": cast, "present": present, "electorate": electorate}
    no = r + x if rule["abstain"] == "against" else r
    for verdict, key, votes in (("reject", "reject", no), ("return", "returns", t), ("approve", "approve", a)):
        if rule[key] is not None and enough(rule[key], votes, **where):
            return verdict
    if enough(rule["approve"], d, **where):
        return "defer"
    return "again" if rule["again"] and a == r and a and not last else "reject"


def settled(rule, counts, *, waiting, absent):
    """Return what is settled for good while votes are out, where nobody has to be heard first."""
    if rule["hold"]:
        return None
    a, r, t, d, x = counts
    given = sum(counts)
    where = {"present": given + waiting, "electorate": given + waiting + absent}
    where["cast"] = a + r + t + d + (0 if rule["abstain"] == "apart" else x)
    no = r + x if rule["abstain"] == "against" else r
    for verdict, key, votes in (("reject", "reject", no), ("return", "returns", t), ("approve", "approve", a)):
        threshold = rule[key]
        if threshold is None:
            continue
        if not isinstance(threshold, int):
            base = threshold[2]
            if base == "cast" and (waiting or absent):
                continue
            if base == "present" and absent:
                continue
        if enough(threshold, votes, **where):
            return verdict
    return None


def every_end(rule, *, options, last=False):
    """Return ``ends(counts, waiting, absent)``: in which verdicts a vote can still end, by trying all."""

    @cache
    def ends(counts, waiting, absent):
        if verdict := settled(rule, counts, waiting=waiting, absent=absent):
            return frozenset({verdict})
        found = set()
        if not waiting:
            given = sum(counts)
            found.add(result(rule, counts, present=given, electorate=given + absent, last=last))
        for option in options:
            more = tuple(n + (kind == option) for kind, n in zip(KINDS, counts, strict=True))
            if waiting:
                found |= ends(more, waiting - 1, absent)
            if absent:
                found |= ends(more, waiting, absent - 1)
        return frozenset(found)

    return ends
