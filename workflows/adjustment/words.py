"""书面决定: who decided what, on which facts and by which article, with what effect, and how to appeal. Pure."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.show import seat_text, span_text
from core.templatetags.yucai import day
from workflows.adjustment.hearing import rights_of
from workflows.adjustment.rules import BY_ITSELF, laws_of


@dataclass(frozen=True)
class Right:
    """Something the person may ask for: what, of whom, within which time."""

    what: str
    of: str
    within: str


@dataclass(frozen=True)
class Told:
    """What the words of a decision are made of."""

    person: str
    unit: str
    body: str  # who decided, or who established that it ended by itself
    what: str  # what it is about: the honour, the post
    effect: str  # the category, as the policy calls it
    reasons: str
    decided_on: dt.date | None
    in_effect_on: dt.date | None
    new_post: str = ""
    by_itself: bool = False
    basis: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    heard: str = ""  # how the person was heard, in words
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A written decision: its heading, its paragraphs, who signs."""

    title: str
    to: str
    paragraphs: tuple[str, ...]
    signed: str
    dated: dt.date | None
    facts: tuple[tuple[str, str], ...] = field(default=())


def letter(told: Told) -> Letter:
    """Return the words of a decision; of what lapsed by itself, the words of a notice that decides nothing."""
    return Letter(
        title=_("Notice that a title has lapsed") if told.by_itself else _("Decision on an adjustment"),
        to=_("%(person)s (%(unit)s):") % {"person": told.person, "unit": told.unit},
        paragraphs=tuple(filter(None, [_findings(told), told.heard, _decision(told), _effect(told), *_rights(told)])),
        signed=told.body,
        dated=told.decided_on,
        facts=told.facts,
    )


def heard_in_words(verdict: str, on: dt.date) -> str:
    """Return how the person was heard: their statement, or the chance that was not used."""
    said = {
        "done": _("Your statement of %(day)s was heard and weighed."),
        "decline": _("You declined to make a statement on %(day)s."),
        "lapsed": _("You were told in writing and made no statement until %(day)s."),
    }
    return said.get(verdict, "") % {"day": day(on)} if verdict in said else ""


def _findings(told: Told) -> str:
    return _("It was verified: %(reasons)s") % {"reasons": told.reasons}


def _decision(told: Told) -> str:
    words = {"what": told.what, "effect": told.effect, "body": told.body, "basis": _(", ").join(told.basis)}
    if told.by_itself:
        return _("By %(basis)s, “%(what)s” has ended by itself. No decision was needed for it.") % words
    return _("By %(basis)s, %(body)s has decided together on “%(what)s”: %(effect)s.") % words


def _effect(told: Told) -> str:
    if told.in_effect_on is None:
        return "" if told.by_itself else _("This is not in effect yet; it will be on the day it is carried out.")
    words = {"day": day(told.in_effect_on), "post": told.new_post}
    if told.new_post:
        return _("In effect on %(day)s; the post afterwards is “%(post)s”.") % words
    return _("In effect on %(day)s. Certificate and allowance end with it; sanctions are not touched.") % words


def _rights(told: Told) -> list[str]:
    if not told.rights:
        return []
    lines = [
        _("%(what)s: to %(of)s, within %(within)s.") % {"what": right.what, "of": right.of, "within": right.within}
        for right in told.rights
    ]
    return [
        _("If you do not agree, you may ask for a second look.")
        + " "
        + _("The decision stands meanwhile, and nobody fares worse for asking."),
        *lines,
    ]


def rights_in_words(policy: Policy, *, track: str, places: dict[str, str]) -> tuple[Right, ...]:
    """Return what the person may ask for after the effect, as the policy says it."""
    return tuple(
        Right(
            what=str(asking.title),
            of=seat_text(answering.seats(track)[0], places=places),
            within=span_text(asking.within) if asking.within else "",
        )
        for asking, answering in rights_of(policy, track=track)
    )


def basis_of(policy: Policy, *, track: str, trigger: str = "") -> tuple[str, ...]:
    """Return the articles an adjustment rests on: its trigger's, and those of what puts it in effect."""
    notes = [policy.triggers[trigger].note] if trigger in policy.triggers else []
    fired = laws_of(policy, track)
    notes += [stage.note for stage in policy.stages.values() if stage.law in fired]
    named = (article_of(policy, note.source) for note in notes if note.source)
    return tuple(dict.fromkeys(named)) or (_named(policy.title),)


def article_of(policy: Policy, source: str) -> str:
    """Return where a clause comes from, the document by its title; nothing for what is assumed."""
    key, _space, article = source.partition(" ")
    return f"{_named(policy.sources[key].title)}{article}" if key in policy.sources else ""


def _named(title: object) -> str:
    return _("“%(document)s” ") % {"document": title}


def ends_by_itself(policy: Policy, *, track: str) -> bool:
    """Tell whether a category ends things without anybody's decision."""
    return not laws_of(policy, track).isdisjoint(BY_ITSELF)
