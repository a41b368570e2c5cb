"""留痕: a case's record as an inspector reads it, line by line."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.cases.models import Case
from approvals.processes import process
from approvals.rounds.models import Round
from core.models import Event
from core.record.services import faults_of

VERBS: Mapping[str, str | Promise] = {
    "ballot.advised": _("Opinion given, not counted"),
    "ballot.decided": _("Decided"),
    "ballot.noted": _("Came too late, kept without counting"),
    "ballot.scored": _("Score sheet handed in"),
    "ballot.taken_back": _("Answer taken back"),
    "ballot.voted": _("Voted"),
    "case.checked": _("Conditions checked"),
    "case.copied": _("Copied to others"),
    "case.ended": _("Case ended"),
    "case.started": _("Begun"),
    "case.withdrawn": _("Withdrawn"),
    "case.overtaken": _("Overtaken by events"),
    "conflict.dismissed": _("Conflict dismissed as a false alarm"),
    "conflict.doubted": _("Conflict doubted"),
    "conflict.found": _("Conflicts found"),
    "conflict.none_declared": _("No relation to the candidate, as declared by the judge"),
    "conflict.stepped_aside": _("Stepped aside"),
    "document.issued": _("Document issued"),
    "document.withdrawn": _("Document withdrawn"),
    "fact.corrected": _("Statement on file replaced"),
    "fact.established": _("Statement put on file"),
    "law.fired": _("A step of the law taken"),
    "meeting.called": _("Meeting called"),
    "meeting.commented": _("Commented before the meeting"),
    "meeting.counted": _("Votes counted"),
    "meeting.papers": _("Papers laid before the meeting"),
    "meeting.put_off": _("Put off to the next meeting"),
    "meeting.second_ballot": _("Second ballot opened"),
    "member.added": _("Somebody added to the round"),
    "member.asked": _("Asked for an opinion"),
    "member.dropped": _("Taken off the round"),
    "member.handed": _("Handed over"),
    "member.stepped_out": _("Stepped out of the matter"),
    "minutes.signed": _("Minutes signed"),
    "notice.published": _("Notice published"),
    "objection.answered": _("Objection answered"),
    "objection.declined": _("Objection not taken up"),
    "objection.inquired": _("Objection looked into"),
    "objection.inquiry_asked": _("Inquiry handed over"),
    "objection.received": _("Objection received"),
    "objection.taken_up": _("Objection taken up"),
    "panel.drawn": _("Panel drawn by lot"),
    "panel.kept_shut": _("Panel could not be closed"),
    "panel.refilled": _("Another judge drawn"),
    "panel.opened": _("Score sheets opened"),
    "panel.passed_on": _("A sheet given up to another judge"),
    "ranking.frozen": _("Ranking frozen"),
    "reconsideration.changed": _("Looked at again: to be changed"),
    "reconsideration.not_needed": _("A statement it used was corrected; no answer of a clause changes"),
    "reconsideration.opened": _("To be looked at again"),
    "reconsideration.upheld": _("Looked at again: it stands"),
    "round.clock_resumed": _("Clock runs on"),
    "round.clock_stopped": _("Clock stopped"),
    "round.closed": _("Stage closed"),
    "round.closed_early": _("Closed with the answers that were in"),
    "round.dissolved": _("Dissolved and begun anew"),
    "round.extended": _("New last day set"),
    "round.opened": _("Stage opened"),
    "round.replied": _("Committee answered"),
    "round.sent_up": _("Sent up to the committee"),
    "round.urged": _("Urged"),
    "stage.kept": _("Stage not asked again: nothing it answers for has changed"),
    "stage.skipped": _("Stage skipped: its condition does not hold"),
    "withdrawal.asked": _("Withdrawal asked for"),
    "withdrawal.granted": _("Withdrawal consented to"),
    "withdrawal.refused": _("Withdrawal not consented to"),
}
# Who judges is nobody's business before the sheets are opened.
SEALED = ("ballot.scored", "conflict.none_declared", "panel.drawn", "panel.passed_on")


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
    """Return a case's acts from the first to the last; who judges stays covered while a panel is open."""
    panel_open = Round.objects.filter(process=case, kind="panel", closed_at=None).exists()
    titles = {**VERBS, **process(case.policy.process).record_words}
    return [
        _line(event, titles=titles, sealed=panel_open and event.verb in SEALED)
        for event in Event.objects.filter(chain=case.chain)
    ]


def is_whole(case: Case) -> bool:
    """Tell whether no line of the case's record was changed, left out or swapped."""
    return not faults_of(case)


def _line(event: Event, *, titles: Mapping[str, Any], sealed: bool) -> Line:
    body = json.loads(event.body)
    details = "" if sealed else json.dumps(body["details"], ensure_ascii=False, indent=1)
    title = titles.get(event.verb, event.verb)
    actor = "" if sealed else body["actor_name"]
    return Line(event.number, title, event.at, actor, details, event.digest, sealed)
