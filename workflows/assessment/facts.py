"""What the clauses and grades of an assessment policy may ask, and how it is read from the files."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.gradings.services import grade_of
from approvals.processes import Fact, Gathered
from core.facts.kinds import FactKind, register
from core.facts.services import facts_about
from core.models import Fact as Stated
from workflows.assessment.due import Stay, is_short
from workflows.assessment.models import Assessment

# Professional titles from the lowest upward (职称, 人社部发〔2015〕79号).
TITLES = ("三级教师", "二级教师", "一级教师", "高级教师", "正高级教师")
DAYS_A_MONTH = 30

FACTS = {
    "joined_on": Fact("date", _("First employed on")),
    "days_served": Fact("int", _("Days worked in the year")),
    "is_new": Fact("bool", _("First employment, for less than half a year")),
    "leave_months": Fact("int", _("Months of sick and private leave in the year"), is_sensitive=True),
    "is_investigated": Fact("bool", _("Under an investigation that is not closed"), is_sensitive=True),
    "sanction": Fact("string", _("Sanction in force in the year"), is_sensitive=True),
    "reviews": Fact("list<string>", _("Grades of earlier years")),
    "merits": Fact("int", _("Years graded best before")),
    "teaching_years": Fact("int", _("Years of teaching")),
    "title": Fact("string", _("Professional title")),
    "has_other_unit": Fact("bool", _("Worked at another unit in the year too")),
    "is_person": Fact("bool", _("A person, and not an organisation")),
    "has_refused": Fact("bool", _("Refused to take part")),
    "has_reported": Fact("bool", _("Report handed in")),
    "is_sampled": Fact("bool", _("Drawn for a spot check")),
    "grade": Fact("string", _("Proposed grade")),
    "track": Fact("string", _("Category")),
}

# The kind of statement that each fact is read from; the others stand in the assessment's own row.
READ_FROM = {
    "joined_on": "employment",
    "days_served": "employment",
    "is_new": "employment",
    "leave_months": "leave",
    "is_investigated": "investigation",
    "sanction": "sanction",
    "reviews": "review",
    "merits": "review",
    "teaching_years": "teaching",
    "title": "title",
}


def gather(assessment: Assessment, *, now: dt.datetime) -> Gathered:
    """Return a subject's facts as known now, for the year of the campaign; dates as ``YYYY-MM-DD``."""
    first, last = assessment.campaign.term_from, assessment.campaign.term_until
    known = [fact for fact in facts_about(assessment.subject, known_at=now) if fact.true_from <= last]
    year = [fact for fact in known if fact.true_until is None or fact.true_until >= first]
    used = {kind: _of(year, kind) for kind in ("leave", "investigation", "sanction", "title")}
    used |= {kind: _of(known, kind) for kind in ("employment", "teaching")}
    used["review"] = [fact for fact in _of(known, "review") if fact.true_from < first]
    values = {
        **_of_service(used["employment"], first, last, is_body=assessment.person_id is None),
        "leave_months": sum(_months(fact, first, last) for fact in used["leave"]),
        "is_investigated": any(fact.true_until is None for fact in used["investigation"]),
        "sanction": used["sanction"][-1].value if used["sanction"] else "",
        "reviews": (reviews := [fact.value for fact in used["review"]]),
        "merits": reviews.count("优秀"),
        "teaching_years": last.year - used["teaching"][0].true_from.year if used["teaching"] else 0,
        "title": used["title"][-1].value if used["title"] else None,
        "has_other_unit": assessment.other_unit_id is not None,
        "is_person": assessment.person_id is not None,
        "track": assessment.track,
        **standing(assessment, now=now),
    }
    return Gathered(values, rests_on={name: [fact.pk for fact in used[kind]] for name, kind in READ_FROM.items()})


def _of_service(employed: list[Stated], first: dt.date, last: dt.date, *, is_body: bool) -> dict[str, Any]:
    """Return since when somebody is employed and how much of the year they served; a studio served all of it."""
    joined = min((fact.true_from for fact in employed), default=None)
    served = (last - first).days + 1 if is_body else sum(stay.days(first, last) for stay in stays_of(employed))
    return {
        "joined_on": str(joined) if joined else None,
        "days_served": served,
        "is_new": joined is not None and joined >= first and is_short(served),
    }


def standing(assessment: Assessment, *, now: dt.datetime) -> dict[str, Any]:
    """Return the facts that change while the case runs."""
    entry = grade_of(assessment.case_id) if assessment.case_id else None
    return {
        "grade": entry.grade if entry else "",
        "has_refused": assessment.has_refused,
        "has_reported": assessment.reported_at is not None,
        "is_sampled": assessment.is_sampled,
    }


def stays_of(facts: Iterable[Stated]) -> list[Stay]:
    """Return somebody's time at units, as their employment says it."""
    return [Stay(fact.value, fact.true_from, fact.true_until) for fact in facts if fact.kind == "employment"]


def since(facts: Iterable[Stated], kind: str) -> dt.date | None:
    """Return since when something final is true of a person: retired, died."""
    return max((fact.true_from for fact in facts if fact.kind == kind), default=None)


def _of(facts: Iterable[Stated], kind: str) -> list[Stated]:
    return sorted((fact for fact in facts if fact.kind == kind), key=lambda fact: fact.true_from)


def _months(fact: Stated, first: dt.date, last: dt.date) -> int:
    """Count the months of a leave in the year; maternity leave is none that counts (第四十一条)."""
    if fact.value == "产假":
        return 0
    return Stay("", fact.true_from, fact.true_until).days(first, last) // DAYS_A_MONTH


def register_kinds() -> None:
    """Make the kinds of statement known that only assessment asks for; why somebody was away is read by few."""
    register(
        FactKind("leave", _("Sick and private leave"), is_sensitive=True), FactKind("host", _("Host of the studio"))
    )
