"""What the pages of a nomination show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from approvals.access import my_seat
from approvals.cases.page import clause_of
from approvals.deadlines import Deadline, deadline
from approvals.models import Round
from approvals.policies.document import Material
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.models import User
from workflows.selection.forms import StatementForm, UploadForm
from workflows.selection.models import Nomination, NominationPaper, State
from workflows.selection.services import explain, gaps

TONES = {State.DRAFT: "plain", State.UNDER_REVIEW: "info", State.RETURNED: "soon", State.HONOURED: "good"}


@dataclass(frozen=True)
class Row:
    """A nomination in a list: how it stands, at which stage, by when."""

    nomination: Nomination
    tone: str
    stage: str
    deadline: Deadline | None


@dataclass(frozen=True)
class Heading:
    """A heading of the dossier, the papers under it and the form that adds one."""

    material: Material
    papers: list[NominationPaper]
    form: UploadForm
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"material-{self.material.key}")


def rows(nominations: Iterable[Nomination], *, now: dt.datetime, calendar: Calendar) -> list[Row]:
    """Return nominations as a list shows them; ``queries.nominations_of`` has found the stage each stands at."""
    return [_row(nomination, now=now, calendar=calendar) for nomination in nominations]


def _row(nomination: Any, *, now: dt.datetime, calendar: Calendar) -> Row:
    stage, is_mine = nomination.stage_now, nomination.state == State.RETURNED
    return Row(
        nomination,
        tone_of(nomination),
        str(nomination.campaign.policy.stages[stage].title) if stage else "",
        deadline(nomination.due_now, now=now, calendar=calendar) if is_mine else None,
    )


def tone_of(nomination: Nomination) -> str:
    return TONES.get(State(nomination.state), "plain")


def nomination_page(
    nomination: Nomination,
    *,
    user: User,
    now: dt.datetime,
    form: StatementForm | None = None,
    upload: tuple[str, UploadForm] | None = None,
) -> dict[str, Any]:
    """Return everything the page of a nomination shows; ``upload`` is a heading's form that was refused."""
    shown = {
        "nomination": nomination,
        "reads_file": user.has_perm("core.view_file", nomination.person),
        "tone": tone_of(nomination),
        "form": form or StatementForm(initial={"statement": nomination.statement}),
        "headings": headings(nomination, upload=upload),
    }
    if not nomination.is_editable:
        return shown
    answered = explain(nomination, now=now)
    return {
        **shown,
        "clauses": [(clause_of(answer), not answer.is_clear and not answer.relaxed) for answer in answered],
        "gaps": gaps(nomination, now=now),
        "returned": returned(nomination, user=user, now=now) if nomination.state == State.RETURNED else None,
        "shuts": deadline(nomination.campaign.closes_at, now=now, calendar=load_calendar()),
    }


def headings(nomination: Nomination, *, upload: tuple[str, UploadForm] | None = None) -> list[Heading]:
    """Return the policy's headings with what is under each."""
    papers: dict[str, list[NominationPaper]] = {}
    for entry in nomination.papers.select_related("paper"):
        papers.setdefault(entry.material, []).append(entry)
    refused, form = upload or ("", None)
    return [
        Heading(
            material,
            papers.get(key, []),
            form if form and key == refused else UploadForm(auto_id=f"id_{key}_%s"),
        )
        for key, material in nomination.campaign.policy.materials.items()
    ]


@dataclass(frozen=True)
class Returned:
    """A reviewer's words on a nomination that came back, and until when it has to be handed in again."""

    by: str
    stage: str
    at: dt.datetime
    words: str
    deadline: Deadline | None
    is_mine: bool


def returned(nomination: Nomination, *, user: User, now: dt.datetime) -> Returned | None:
    """Return why a nomination came back: the last closed round says it."""
    rounds = Round.objects.filter(process=nomination.case_id).select_related("process__version", "closed_by")
    last = rounds.exclude(closed_at=None).order_by("-pk").first()
    waiting = rounds.filter(closed_at=None).first()
    if last is None or waiting is None or last.closed_at is None:
        return None
    return Returned(
        by=last.closed_by.name if last.closed_by else _("the system"),
        stage=str(last.rule.title),
        at=last.closed_at,
        words=last.reason,
        deadline=deadline(waiting.due_at, now=now, calendar=load_calendar()),
        is_mine=my_seat(user, waiting) is not None,
    )
