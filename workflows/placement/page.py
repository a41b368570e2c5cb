"""What the pages of a placement show."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.cases.page import clause_of, standing
from approvals.deadlines import Deadline, deadline
from approvals.models import Round
from approvals.policies.document import Material
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import end_of
from core.models import Event, User
from workflows.placement import serving
from workflows.placement.checks import explain, gaps, plan_of
from workflows.placement.forms import PlanForm, UploadForm
from workflows.placement.models import Milestone, Placement, PlacementPaper, State
from workflows.placement.words import kinds_of

TONES = {
    State.SENT_BACK: "soon",
    State.PROBATION: "info",
    State.SERVING: "info",
    State.CONCLUDED: "info",
    State.RETAINED: "good",
    State.ABSORBED: "good",
    State.ENDED: "late",
    State.REFUSED: "late",
}
FOUND = {Milestone.Standing.MET: "good", Milestone.Standing.MISSED: "late", Milestone.Standing.REPORTED: "soon"}


@dataclass(frozen=True)
class Row:
    """A plan in a list: how it stands, at which stage, by when."""

    placement: Any
    tone: str
    stage: str
    deadline: Deadline | None


@dataclass(frozen=True)
class Heading:
    """A heading of the papers, what is under it and the form that adds one."""

    material: Material
    papers: list[PlacementPaper]
    form: UploadForm
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"material-{self.material.key}")


@dataclass(frozen=True)
class Line:
    """A milestone as the page shows it: how it stands, and how late it is where nobody has answered it."""

    milestone: Milestone
    tone: str
    deadline: Deadline | None


def rows(placements: Iterable[Any], *, now: dt.datetime, calendar: Calendar) -> list[Row]:
    """Return plans as a list shows them; ``queries.plans_of`` has found the stage each stands at."""
    return [
        Row(
            placement,
            tone_of(placement),
            str(placement.campaign.policy.stages[placement.stage_now].title) if placement.stage_now else "",
            deadline(placement.due_now, now=now, calendar=calendar),
        )
        for placement in placements
    ]


def tone_of(placement: Placement) -> str:
    return TONES.get(State(placement.state), "plain")


def placement_page(
    placement: Placement,
    *,
    user: User,
    now: dt.datetime,
    form: PlanForm | None = None,
    upload: tuple[str, UploadForm] | None = None,
) -> dict[str, Any]:
    """Return everything the page of a plan shows; ``upload`` is a heading's form that was refused."""
    shown = {"placement": placement, "tone": tone_of(placement), "headings": headings(placement, upload=upload)}
    if placement.is_editable and user.has_perm("placement.plan", placement):
        return {**shown, **_draft(placement, form=form, now=now)}
    return {**shown, **_under_way(placement, user=user, now=now)}


def _draft(placement: Placement, *, form: PlanForm | None, now: dt.datetime) -> dict[str, Any]:
    answered = explain(placement, now=now)
    return {
        "may_write": True,
        "form": form or PlanForm(placement=placement),
        "clauses": [(clause_of(answer), not answer.is_clear and not answer.relaxed) for answer in answered],
        "gaps": gaps(placement, plan=plan_of(placement), now=now),
        "returned": _returned(placement),
        "shuts": deadline(placement.campaign.closes_at, now=now, calendar=load_calendar()),
    }


def _returned(placement: Placement) -> Round | None:
    """Return the round in which somebody wanted the plan changed; its words stand on top of the page."""
    if placement.state != State.SENT_BACK:
        return None
    closed = Round.objects.filter(process=placement.case_id).exclude(closed_at=None)
    return closed.select_related("process__version", "closed_by").order_by("-pk").first()


def _under_way(placement: Placement, *, user: User, now: dt.datetime) -> dict[str, Any]:
    open_round = Round.objects.filter(process=placement.case_id, closed_at=None).select_related("process__version")
    current = open_round.first()
    return {
        "lines": lines(placement, now=now),
        "tasks": _tasks(placement),
        "indicators": list(placement.indicators.all()),
        "standing": standing(current, now=now) if current else None,
        "moves": _moves(placement),
        "may_report": serving.may_report(user, placement),
        "may_answer": serving.may_answer(user, placement),
        "may_move": serving.may_move(user, placement),
        "may_break_off": serving.may_break_off(user, placement),
    }


def lines(placement: Placement, *, now: dt.datetime) -> list[Line]:
    """Return the milestones in the order of their days, each with how it stands."""
    calendar, found = load_calendar(), []
    for milestone in placement.milestones.select_related("paper", "reported_by", "answered_by"):
        late = deadline(end_of(milestone.due_on), now=now, calendar=calendar) if milestone.is_left else None
        found.append(Line(milestone, FOUND.get(Milestone.Standing(milestone.standing), "plain"), late))
    return found


def _tasks(placement: Placement) -> list[tuple[str, str]]:
    kinds = kinds_of(placement.campaign.policy)
    return [(kinds.get(task.kind, task.kind), task.words) for task in placement.tasks.all()]


def _moves(placement: Placement) -> list[dict[str, Any]]:
    """Return how milestones were moved, as the case's record has it."""
    if placement.case is None:
        return []
    events = Event.objects.filter(chain=placement.case.chain, verb=serving.MOVED).select_related("actor")
    told = [(event, json.loads(event.body)["details"]) for event in events.order_by("number")]
    return [
        {
            "at": event.at,
            "by": event.actor,
            "what": details["milestone"],
            "before": dt.date.fromisoformat(details["before"]),
            "due_on": dt.date.fromisoformat(details["due_on"]),
            "reason": details["reason"],
        }
        for event, details in told
    ]


def headings(placement: Placement, *, upload: tuple[str, UploadForm] | None = None) -> list[Heading]:
    """Return the policy's headings with what is under each."""
    papers: dict[str, list[PlacementPaper]] = {}
    for entry in placement.papers.select_related("paper"):
        papers.setdefault(entry.material, []).append(entry)
    refused, form = upload or ("", None)
    return [
        Heading(
            material,
            papers.get(key, []),
            form if form and key == refused else UploadForm(auto_id=f"id_{key}_%s"),
        )
        for key, material in placement.campaign.policy.materials.items()
    ]


@dataclass(frozen=True)
class Verb:
    """What one may do with a milestone: its title, what will happen, and what is said when it has."""

    title: Any
    says: Any
    done: Any


VERBS = {
    "report": Verb(
        _("Report on the milestone"),
        _("Whoever answers the milestones is shown what you write, and finds whether it is met."),
        _("Your report is kept."),
    ),
    "answer": Verb(
        _("Answer the milestone"),
        _("What you find stands on the record; the next milestone is asked for on its day."),
        _("The milestone is answered."),
    ),
    "move": Verb(
        _("Move the milestone"),
        _("The day is moved for everybody, and the reason stands on the record."),
        _("The milestone is moved."),
    ),
}
