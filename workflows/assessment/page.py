"""What the pages of an assessment show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from approvals.access import my_seat
from approvals.deadlines import Deadline, deadline
from approvals.gradings.services import grade_of
from approvals.models import NoticeEntry, Round
from approvals.panels.forms import SheetForm
from approvals.panels.views import column_page
from approvals.policies.document import Material
from approvals.policies.expressions import evaluate
from approvals.policies.show import span_text
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import User
from workflows.assessment.forms import BetterGradeForm, EndForm, EvidenceForm, ReportForm, WordsForm
from workflows.assessment.models import Assessment, Evidence, State
from workflows.assessment.opening import opener
from workflows.assessment.services import Ask, asked, better_grades, gaps
from workflows.assessment.words import Told, notification

TONES = {State.IN_EFFECT: "good", State.CLOSED: "good", State.PROPOSED: "info", State.UNDER_REVIEW: "info"}
SETTLED = (State.IN_EFFECT, State.CLOSED)


@dataclass(frozen=True)
class Row:
    """An assessment in a list: how it stands, at which stage, by when."""

    assessment: Assessment
    tone: str
    stage: str
    deadline: Deadline | None
    is_late: bool


@dataclass(frozen=True)
class Heading:
    """A heading of the evidence and what is under it."""

    material: Material
    papers: list[Evidence]
    form: EvidenceForm


def rows(assessments: Iterable[Assessment], *, now: dt.datetime, calendar: Calendar) -> list[Row]:
    """Return assessments as a list shows them; ``queries.shown`` has found the stage each stands at."""
    return [_row(one, now=now, calendar=calendar) for one in assessments]


def _row(assessment: Any, *, now: dt.datetime, calendar: Calendar) -> Row:
    stage, due_at = assessment.stage_now, assessment.due_now
    return Row(
        assessment,
        tone_of(assessment),
        str(assessment.campaign.policy.stages[stage].title) if stage else "",
        deadline(due_at, now=now, calendar=calendar),
        is_late=bool(due_at and due_at < now),
    )


def tone_of(assessment: Assessment) -> str:
    return TONES.get(State(assessment.state), "plain")


def assessment_page(
    assessment: Assessment, *, user: User, now: dt.datetime, sheet: SheetForm | None = None, **forms: Any
) -> dict[str, Any]:
    """Return everything the page of an assessment shows; ``forms`` are those that were refused."""
    round = Round.objects.filter(process=assessment.case_id, closed_at=None).select_related("process__version").first()
    seat = my_seat(user, round) if round else None
    ask = asked(assessment) if seat else None
    ends = assessment.state not in (*SETTLED, State.ENDED) and opener(user, assessment.campaign)
    shown = {
        "assessment": assessment,
        "is_own": user.person_id is not None and user.person_id == assessment.person_id,
        "tone": tone_of(assessment),
        "stage": round.rule if round else None,
        "deadline": deadline(round.due_at, now=now, calendar=load_calendar()) if round else None,
        "ask": ask.value if ask else "",
        "headings": headings(assessment),
        **(column_page(round, form=sheet, seat=seat) if round and ask == Ask.REPORT else {}),
        "gaps": gaps(assessment) if ask == Ask.REPORT else [],
        "report_form": ReportForm(initial={"statement": assessment.statement}),
        "words_form": WordsForm(),
        "better_form": BetterGradeForm(grades=better_grades(assessment)) if ask == Ask.BETTER_GRADE else None,
        "refusal_form": WordsForm(prefix="refusal") if may_note_refusal(assessment, user=user) else None,
        "end_form": EndForm(prefix="end") if ends else None,
        "told": notification(told(assessment)) if assessment.state in SETTLED else [],
        "why": _why(assessment),
    }
    return {**shown, **forms}


def may_note_refusal(assessment: Assessment, *, user: User) -> bool:
    """Tell whether a user may put on record that the person refuses to take part."""
    open_now = assessment.state in (State.ANNOUNCED, State.UNDER_REVIEW) and assessment.person_id is not None
    return open_now and not assessment.has_refused and user.has_perm("assessment.lead", assessment)


def headings(assessment: Assessment) -> list[Heading]:
    """Return the policy's headings with the evidence under each."""
    papers: dict[str, list[Evidence]] = {}
    for one in assessment.papers.select_related("paper"):
        papers.setdefault(one.material, []).append(one)
    materials = assessment.campaign.policy.materials.items()
    return [Heading(material, papers.get(key, []), EvidenceForm(auto_id=f"id_{key}_%s")) for key, material in materials]


def told(assessment: Assessment) -> Told:
    """Return what the person is told of their result."""
    entry = grade_of(assessment.case_id)
    rounds = Round.objects.filter(process=assessment.case_id, is_void=False).select_related("process__version")
    decided = rounds.filter(kind="meeting", verdict="approve").order_by("pk").first()
    notice = NoticeEntry.objects.filter(round__in=rounds.filter(verdict="clear")).select_related("notice").first()
    asks = rounds.filter(kind="filing", closed_at=None).first()
    may_ask = asks is not None and "decline" in asks.rule.then
    return Told(
        name=str(assessment),
        unit=str(assessment.organisation),
        year=assessment.campaign.term_from.year,
        grade=assessment.grade,
        score=f"{entry.score.normalize():f}" if entry and entry.score is not None else "",
        decided_on=day_of(decided.closed_at) if decided and decided.closed_at else None,
        published=(notice.notice.starts_on, notice.notice.ends_on) if notice else None,
        is_signed=asks is None or may_ask,
        ask_until=day_of(asks.due_at) if may_ask and asks and asks.due_at else None,
        ask_within=_ask_within(asks, grade=entry.grade) if entry and asks and not may_ask else "",
    )


def _ask_within(told_at: Round, *, grade: str) -> str:
    """Return how long somebody who is being told may ask for a review afterwards; nothing where they may not."""
    policy, facts = told_at.case.policy, {**told_at.case.facts, "grade": grade}
    order = list(policy.stages.values())
    later = order[order.index(told_at.rule) + 1 :]
    asking = (stage for stage in later if stage.kind == told_at.kind and "decline" in stage.then)
    open_to = (stage for stage in asking if stage.when is None or evaluate(stage.when, facts) is True)
    return next((span_text(stage.within) for stage in open_to if stage.within), "")


def _why(assessment: Assessment) -> str:
    """Return why the grade is what it is; nothing before it holds."""
    entry = grade_of(assessment.case_id) if assessment.state in SETTLED else None
    return entry.words if entry else ""
