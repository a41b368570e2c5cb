"""留痕: a case's record as an inspector reads it, line by line."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.cases.models import Case
from approvals.rounds.models import Round
from core.models import Event
from core.record.services import faults_of

VERBS: Mapping[str, str | Promise] = {
    "ballot.decided": _("Decided"),
    "ballot.scored": _("Score sheet handed in"),
    "ballot.voted": _("Voted"),
    "case.checked": _("Conditions checked"),
    "case.ended": _("Case ended"),
    "case.started": _("Put forward"),
    "case.withdrawn": _("Withdrawn"),
    "meeting.called": _("Meeting called"),
    "meeting.counted": _("Votes counted"),
    "notice.published": _("Notice published"),
    "objection.answered": _("Objection answered"),
    "objection.received": _("Objection received"),
    "panel.drawn": _("Panel drawn by lot"),
    "ranking.frozen": _("Ranking frozen"),
    "round.closed": _("Stage closed"),
    "round.extended": _("New last day set"),
    "round.opened": _("Stage opened"),
    "round.replied": _("Committee answered"),
    "round.sent_up": _("Sent up to the committee"),
    "round.urged": _("Urged"),
    "stage.skipped": _("Stage skipped: its condition does not hold"),
}
SEALED = "ballot.scored"


@dataclass(frozen=True)
class Line:
    """One act: its number in the chain, who, when, and everything that was stored with it."""

    number: int
    title: Any
    at: dt.datetime
    actor: str
    details: str
    digest: str
    is_sealed: bool


def lines_of(case: Case) -> list[Line]:
    """Return a case's acts from the first to the last; sheets stay sealed while their panel is open."""
    panel_open = Round.objects.filter(process=case, kind="panel", closed_at=None).exists()
    return [
        _line(event, sealed=panel_open and event.verb == SEALED) for event in Event.objects.filter(chain=case.chain)
    ]


def is_whole(case: Case) -> bool:
    """Tell whether no line of the case's record was changed, left out or swapped."""
    return not faults_of(case)


def _line(event: Event, *, sealed: bool) -> Line:
    body = json.loads(event.body)
    details = "" if sealed else json.dumps(body["details"], ensure_ascii=False, indent=1)
    title = VERBS.get(event.verb, event.verb)
    return Line(event.number, title, event.at, body["actor_name"], details, event.digest, sealed)
