"""Why somebody stands where they stand, in words that name nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.quotas import Ranking as Rule
from approvals.rankings.rank import Placed
from approvals.rankings.why import NO_PLACES, PERSON, RULE, SCORE, TIE, Why


def words_of(place: Placed, *, policy: Policy, rule: Rule, unknown: Sequence[str] = ()) -> str:
    """Return what set somebody apart from the next below, which rules moved them, and what their file lacks."""
    return " ".join(_said(place, policy, rule, unknown))


def _said(place: Placed, policy: Policy, rule: Rule, unknown: Sequence[str]) -> Iterator[str]:
    if place.parted_by:
        yield _("Equal score; set apart by: %(link)s") % {"link": link_words(rule, place.parted_by)}
    if place.lifted_by:
        yield _("Within the places by a reserved share: %(rules)s.") % {"rules": rule_words(policy, place.lifted_by)}
    if place.held_by:
        yield _("Not within the places by the rule: %(rules)s.") % {"rules": rule_words(policy, place.held_by)}
    for what in unknown:
        yield _lacking(policy, rule, what)


def _lacking(policy: Policy, rule: Rule, what: str) -> str:
    if what == "score":
        return _("No score on record; counted as the lowest.")
    if what in policy.caps:
        return _("Not known from the file, so not counted under “%(rule)s”.") % {"rule": policy.caps[what].says}
    return _("“%(link)s” is not on file; counted as the lowest.") % {"link": link_words(rule, int(what))}


def link_words(rule: Rule, number: int) -> str:
    """Return a link of the tie rule as the policy words it; past the last it is the person who decides."""
    links = [tie for tie in rule.ties if tie.by]
    return str(links[number - 1].says if number <= len(links) else rule.ties[-1].says)


def rule_words(policy: Policy, rules: Sequence[str]) -> str:
    """Return caps and shares as the policy words them."""
    return _("; ").join(str(policy.caps[rule].says) for rule in rules)


def why_text(why: Why, *, of: int, inside: int) -> dict[str, Any]:
    """Return a reason as it is stored beside the list."""
    least = None if why.least is None else f"{why.least.normalize():f}"
    return {**asdict(why), "rules": list(why.rules), "least": least, "withdrawals": list(why.withdrawals)} | {
        "of": of,
        "inside": inside,
    }


def why_words(why: Mapping[str, Any], *, policy: Policy, rule: Rule) -> list[str]:
    """Say why somebody is not within the places, and what would have been enough; it names no other person."""
    return [
        _("Position %(position)d of %(of)d; places: %(places)d.") % why,
        _link(why, policy, rule),
        _("A score of %(least)s would have been enough.") % why
        if why["least"]
        else _("No score would have been enough."),
        _withdrawals(len(why["withdrawals"]), why["inside"]),
    ]


def _link(why: Mapping[str, Any], policy: Policy, rule: Rule) -> str:
    words = {
        SCORE: _("The last place went by the score."),
        TIE: _("The last place went by tie rule %(n)d: %(link)s."),
        PERSON: _("The last place went by the order that a person gave to equals."),
        RULE: _("The rule that stood against it: %(rules)s."),
        NO_PLACES: _("There was no place to give."),
    }
    link = link_words(rule, why["number"]) if why["link"] == TIE else ""
    return words[why["link"]] % {"n": why["number"], "link": link, "rules": rule_words(policy, why["rules"])}


def _withdrawals(n: int, inside: int) -> str:
    if n == 0:
        return _("No single withdrawal would have been enough.")
    if n == inside:
        return _("It would have been enough if any one of those within the places had withdrawn.")
    message = _("It would have been enough if one of a certain %(n)d of those within the places had withdrawn.")
    return message % {"n": n}
