"""The plan itself: what it says, what contradicts itself in it, and what it lacks; pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Step:
    """A milestone as it is planned."""

    what: str
    due_on: dt.date
    asks_paper: bool = False


@dataclass(frozen=True)
class Plan:
    """What a plan says; ``host``, ``home`` and ``mentor`` are compared and never asked anything.

    ``tasks`` are words by kind, ``indicators`` pairs of what is measured and what is to be reached.
    """

    post: str = ""
    home: Any = None
    host: Any = None
    term_from: dt.date | None = None
    term_until: dt.date | None = None
    probation_until: dt.date | None = None
    mentor: Any = None
    is_own_mentor: bool = False
    aims: str = ""
    exception: str = ""
    resources: str = ""
    exit_rule: str = ""
    tasks: Mapping[str, str] | None = None
    indicators: tuple[tuple[str, str], ...] = ()
    milestones: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(sorted(self.milestones, key=lambda step: step.due_on))


@dataclass(frozen=True)
class Gap:
    """Something that stands against submitting, in a sentence, and the part of the page where it is mended."""

    words: str
    part: str

    def __str__(self) -> str:
        return self.words


def contradictions(plan: Plan) -> list[Gap]:
    """Return what cannot be so, whatever is still to come."""
    found = [*_places(plan), *_days(plan)]
    return found if any(gap.part == "term" for gap in found) else [*found, *_milestones(plan)]


def _places(plan: Plan) -> Iterator[Gap]:
    if plan.host is not None and plan.host == plan.home:
        message = _("The host school is the school the person comes from (%(school)s). Choose another school.")
        yield Gap(message % {"school": plan.home}, "host")
    if plan.is_own_mentor:
        yield Gap(_("Nobody is their own mentor. Choose somebody else."), "mentor")


def _days(plan: Plan) -> Iterator[Gap]:
    first, last, trial = plan.term_from, plan.term_until, plan.probation_until
    if first and last and last <= first:
        message = _("The term ends (%(last)s) before it has begun (%(first)s). Correct one of the two days.")
        yield Gap(message % {"first": first, "last": last}, "term")
    elif trial and first and last and not first <= trial <= last:
        message = _("The probation ends on %(day)s, outside the term (%(first)s to %(last)s). Choose a day within it.")
        yield Gap(message % {"day": trial, "first": first, "last": last}, "probation")


def _milestones(plan: Plan) -> Iterator[Gap]:
    for step in plan.steps:
        if trouble := out_of_term(step.what, step.due_on, first=plan.term_from, last=plan.term_until):
            yield Gap(trouble, "milestones")


def out_of_term(what: str, due_on: dt.date, *, first: dt.date | None, last: dt.date | None) -> str:
    """Say that a milestone lies outside the term; nothing where it does not."""
    if first is None or last is None or first <= due_on <= last:
        return ""
    message = _("“%(what)s” is due on %(day)s, outside the term (%(first)s to %(last)s). Choose a day within it.")
    return message % {"what": what, "day": due_on, "first": first, "last": last}


def omissions(plan: Plan) -> list[Gap]:
    """Return what a plan lacks before it can be put forward."""
    asked = [
        (plan.post, "post", _("Name the post.")),
        (plan.host, "host", _("Choose the host school.")),
        (plan.term_from and plan.term_until, "term", _("Say from when to when the term lasts.")),
        (plan.probation_until, "probation", _("Say until when the probation lasts.")),
        (plan.mentor, "mentor", _("Choose a mentor.")),
        (plan.aims.strip(), "aims", _("Write why this person is placed there, and what for.")),
        (plan.tasks, "tasks", _("Give at least one task.")),
        (plan.milestones, "milestones", _("Set at least one milestone with its day.")),
        (plan.indicators, "indicators", _("Say by at least one indicator what is to be reached.")),
        (plan.exit_rule.strip(), "exit", _("Write the exit rule: what ends the placement early.")),
    ]
    return [Gap(words, part) for given, part, words in asked if not given]


def overlap(first: dt.date, last: dt.date, *, other_first: dt.date, other_last: dt.date | None) -> bool:
    """Tell whether two terms share a day; the last day of each counts, and one without an end never ends."""
    return first <= (other_last or dt.date.max) and other_first <= last
