"""What the clauses of a selection policy may ask of a person, and how it is read from the talent file."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from approvals.processes import Fact, Gathered
from core.facts.services import facts_about
from core.models import Person

# Professional titles from the lowest upward (职称, 人社部发〔2015〕79号).
TITLES = ("三级教师", "二级教师", "一级教师", "高级教师", "正高级教师")

FACTS = {
    "post_since": Fact("date", _("In post since")),
    "teaching_since": Fact("date", _("Teaching since")),
    "class_teacher_since": Fact("date", _("Class teacher since")),
    "measured_on": Fact("date", _("Measured on")),
    "reviews": Fact("list<string>", _("Annual reviews")),
    "title": Fact("string", _("Professional title")),
    "phase": Fact("string", _("School phase")),
    "rural": Fact("bool", _("Rural school")),
    "subject": Fact("string", _("Subject taught")),
    "in_system": Fact("bool", _("Employed in the district's schools")),
    "is_head": Fact("bool", _("Head of a school")),
    "leads_class": Fact("bool", _("Class teacher now")),
    "honours": Fact("list<string>", _("Honours held")),
    "age": Fact("int", _("Age")),
    "discipline": Fact("bool", _("Under a sanction"), is_sensitive=True),
    "ethics_failed": Fact("bool", _("Breach of teacher ethics on file"), is_sensitive=True),
    "track": Fact("string", _("Category")),
}


# The kind of statement that each fact is read from; the others stand in the person's row or the campaign's.
READ_FROM = {
    "post_since": "post",
    "is_head": "post",
    "teaching_since": "teaching",
    "class_teacher_since": "class_teacher",
    "leads_class": "class_teacher",
    "reviews": "review",
    "title": "title",
    "in_system": "employment",
    "honours": "honour",
    "discipline": "sanction",
    "ethics_failed": "ethics_breach",
}


def gather(person: Person, *, track: str, measured_on: dt.date, now: dt.datetime) -> Gathered:
    """Return a person's facts as known now and true on the day the campaign measures by; dates as ``YYYY-MM-DD``."""
    known = [fact for fact in facts_about(person, known_at=now) if fact.true_from <= measured_on]
    standing = [fact for fact in known if fact.true_until is None or fact.true_until >= measured_on]
    by_kind = _grouped(standing)
    reviews = _grouped(known).get("review", [])
    post = by_kind.get("post", [None])[-1]
    values = {
        "post_since": str(post.true_from) if post else None,
        "teaching_since": _since(by_kind, "teaching"),
        "class_teacher_since": _since(by_kind, "class_teacher"),
        "measured_on": str(measured_on),
        "reviews": [fact.value for fact in reviews] or None,
        "title": by_kind["title"][-1].value if "title" in by_kind else None,
        "phase": person.organisation.phase,
        "rural": person.organisation.is_rural,
        "subject": person.subject or None,
        "in_system": "employment" in by_kind,
        "is_head": bool(post and post.detail.get("head")),
        "leads_class": "class_teacher" in by_kind,
        "honours": [fact.value for fact in by_kind.get("honour", [])],
        "age": _age(person.born_on, measured_on),
        "discipline": "sanction" in by_kind,
        "ethics_failed": "ethics_breach" in by_kind,
        "track": track,
    }
    used = {**by_kind, "review": reviews}
    return Gathered(
        values, rests_on={name: [fact.pk for fact in used.get(kind, [])] for name, kind in READ_FROM.items()}
    )


def _grouped(facts) -> dict[str, list]:
    groups: dict[str, list] = {}
    for fact in sorted(facts, key=lambda fact: fact.true_from):
        groups.setdefault(fact.kind, []).append(fact)
    return groups


def _since(by_kind: dict[str, list], kind: str) -> str | None:
    return str(by_kind[kind][0].true_from) if kind in by_kind else None


def _age(born_on: dt.date, on: dt.date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
