"""What the clauses of a placement policy may ask of a person, and what its road may ask of a plan under way."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.processes import Fact, Gathered
from core.facts.kinds import FactKind, register
from core.facts.services import facts_about
from core.models import Person
from workflows.placement.models import State

# Professional titles from the lowest upward (职称, 人社部发〔2015〕79号).
TITLES = ("三级教师", "二级教师", "一级教师", "高级教师", "正高级教师")

FACTS = {
    "post": Fact("string", _("Present post")),
    "post_since": Fact("date", _("In post since")),
    "teaching_since": Fact("date", _("Teaching since")),
    "measured_on": Fact("date", _("Measured on")),
    "reviews": Fact("list<string>", _("Annual reviews")),
    "title": Fact("string", _("Professional title")),
    "degree": Fact("string", _("Degree")),
    "phase": Fact("string", _("School phase")),
    "subject": Fact("string", _("Subject taught")),
    "in_system": Fact("bool", _("Employed in the district's schools")),
    "reserve": Fact("bool", _("Reserve cadre")),
    "in_management": Fact("bool", _("Member of a school's management team")),
    "honours": Fact("list<string>", _("Honours held")),
    "age": Fact("int", _("Age")),
    "discipline": Fact("bool", _("Under a sanction"), is_sensitive=True),
    "investigated": Fact("bool", _("Under investigation"), is_sensitive=True),
    "ethics_failed": Fact("bool", _("Breach of teacher ethics on file"), is_sensitive=True),
    "placed": Fact("bool", _("Placed elsewhere already")),
    "track": Fact("string", _("Kind of post")),
    # Asked anew whenever a stage opens: how the plan stands.
    "on_probation": Fact("bool", _("On probation")),
    "probation_until": Fact("date", _("Probation until")),
    "midterm_on": Fact("date", _("Middle of the term")),
    "term_until": Fact("date", _("Term until")),
    "milestone_due": Fact("date", _("Next milestone due")),
    "milestones_left": Fact("int", _("Milestones left")),
    "milestones_to_midterm": Fact("int", _("Milestones left until the middle of the term")),
    "milestones_on_probation": Fact("int", _("Milestones left on probation")),
}

# The kind of statement that each fact is read from; the others stand in the person's row, the plan's or the campaign's.
READ_FROM = {
    "post": "post",
    "post_since": "post",
    "in_management": "post",
    "teaching_since": "teaching",
    "reviews": "review",
    "title": "title",
    "degree": "degree",
    "in_system": "employment",
    "reserve": "reserve",
    "honours": "honour",
    "discipline": "sanction",
    "investigated": "investigation",
    "ethics_failed": "ethics_breach",
    "placed": "placement",
}


def gather(person: Person, *, track: str, measured_on: dt.date, now: dt.datetime) -> Gathered:
    """Return a person's facts as known now and true on the day the campaign measures by; dates as ``YYYY-MM-DD``."""
    known = [fact for fact in facts_about(person, known_at=now) if fact.true_from <= measured_on]
    by_kind = _grouped(fact for fact in known if fact.true_until is None or fact.true_until >= measured_on)
    reviews = _grouped(known).get("review", [])
    post = by_kind.get("post", [None])[-1]
    values = {
        "post": post.value if post else None,
        "post_since": str(post.true_from) if post else None,
        "teaching_since": str(by_kind["teaching"][0].true_from) if "teaching" in by_kind else None,
        "measured_on": str(measured_on),
        "reviews": [fact.value for fact in reviews] or None,
        "title": _last(by_kind, "title"),
        "degree": _last(by_kind, "degree"),
        "phase": person.organisation.phase,
        "subject": person.subject or None,
        "in_system": "employment" in by_kind,
        "reserve": "reserve" in by_kind,
        "in_management": bool(post and (post.detail.get("head") or post.detail.get("management"))),
        "honours": [fact.value for fact in by_kind.get("honour", [])],
        "age": _age(person.born_on, measured_on),
        "discipline": "sanction" in by_kind,
        "investigated": "investigation" in by_kind,
        "ethics_failed": "ethics_breach" in by_kind,
        "placed": "placement" in by_kind,
        "track": track,
    }
    used = {**by_kind, "review": reviews}
    return Gathered(
        values, rests_on={name: [fact.pk for fact in used.get(kind, [])] for name, kind in READ_FROM.items()}
    )


def standing(placement, *, now: dt.datetime) -> dict[str, Any]:
    """Return how a plan stands now: the days its road waits for, and how many milestones nobody has answered yet."""
    milestones = placement.milestones.order_by("due_on", "pk")
    left = [milestone for milestone in milestones if milestone.is_left]
    return {
        "on_probation": placement.state == State.PROBATION,
        "probation_until": _day(placement.probation_until),
        "midterm_on": _day(placement.midterm_on),
        "term_until": _day(placement.term_until),
        "milestone_due": _day(left[0].due_on if left else None),
        "milestones_left": len(left),
        "milestones_to_midterm": _until(left, placement.midterm_on),
        "milestones_on_probation": _until(left, placement.probation_until),
    }


def _until(milestones: Iterable[Any], last: dt.date | None) -> int:
    return sum(last is not None and milestone.due_on <= last for milestone in milestones)


def _day(day: dt.date | None) -> str | None:
    return str(day) if day else None


def _grouped(facts) -> dict[str, list]:
    groups: dict[str, list] = {}
    for fact in sorted(facts, key=lambda fact: fact.true_from):
        groups.setdefault(fact.kind, []).append(fact)
    return groups


def _last(by_kind: dict[str, list], kind: str) -> str | None:
    return by_kind[kind][-1].value if kind in by_kind else None


def _age(born_on: dt.date, on: dt.date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def register_kinds() -> None:
    """Make the kinds of statement known that only placement asks for."""
    register(FactKind("degree", _("Degree")), FactKind("reserve", _("Reserve cadre"), is_sensitive=True))
