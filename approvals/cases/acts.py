"""What was done with a case besides answering: asked, stopped, taken back, dissolved; from its record."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.cases.models import Case
from core.models import Event

# In the order a clerk would list them; what a record says besides belongs to its own page.
ACTS: Mapping[str, Any] = {
    "case.started": gettext_lazy("Begun"),
    "round.sent_up": gettext_lazy("Sent up to the committee"),
    "round.replied": gettext_lazy("Answered by the committee"),
    "round.extended": gettext_lazy("New last day set"),
    "round.urged": gettext_lazy("Urged"),
    "round.clock_stopped": gettext_lazy("Clock stopped"),
    "round.clock_resumed": gettext_lazy("Clock runs on"),
    "round.closed_early": gettext_lazy("Closed with the answers that were in"),
    "round.dissolved": gettext_lazy("Dissolved and begun anew"),
    "ballot.taken_back": gettext_lazy("Answer taken back"),
    "member.added": gettext_lazy("Somebody added to the round"),
    "member.asked": gettext_lazy("Asked for an opinion"),
    "member.handed": gettext_lazy("Handed over"),
    "member.dropped": gettext_lazy("Taken off the round"),
    "case.copied": gettext_lazy("Copied to others"),
    "stage.kept": gettext_lazy("Not asked again"),
    "withdrawal.asked": gettext_lazy("Withdrawal asked for"),
    "withdrawal.granted": gettext_lazy("Withdrawal consented to"),
    "withdrawal.refused": gettext_lazy("Withdrawal not consented to"),
    "case.withdrawn": gettext_lazy("Withdrawn"),
    "reconsideration.opened": gettext_lazy("To be looked at again"),
    "reconsideration.upheld": gettext_lazy("Looked at again: it stands"),
    "reconsideration.changed": gettext_lazy("Looked at again: to be changed"),
    "case.overtaken": gettext_lazy("Overtaken by events"),
}
LATE = frozenset({"case.withdrawn", "case.overtaken", "round.dissolved", "reconsideration.changed"})


@dataclass(frozen=True)
class Act:
    """One act of the record: what, when, by whom, at which stage and in which words."""

    event: Event
    title: str
    word: str
    who: str
    said: tuple[str, ...]
    tone: str


def acts_of(case: Case) -> Iterator[Act]:
    """Give the acts of a case that are no verdict, in order."""
    events = Event.objects.filter(chain=case.chain, verb__in=ACTS).select_related("actor").order_by("number")
    for event in events:
        details = json.loads(event.body)["details"]
        stage = case.policy.stages.get(details.get("stage", ""))
        yield Act(
            event=event,
            title=str(stage.title) if stage else case.campaign.title,
            word=str(ACTS[event.verb]),
            who=_who(event, details),
            said=tuple(_said(event.verb, details, case=case)),
            tone="late" if event.verb in LATE else "plain",
        )


def _who(event: Event, details: Mapping[str, Any]) -> str:
    words = {"name": str(event.actor or ""), "holder": details.get("for_name", "")}
    return _("%(name)s for %(holder)s") % words if words["holder"] else words["name"]


def _said(verb: str, details: dict[str, Any], *, case: Case) -> Iterator[str]:
    yield from (str(details[key]) for key in ("name", "until", "reason", "answer", "note") if details.get(key))
    if details.get("names"):
        yield _(", ").join(details["names"])
    if details.get("missing"):
        yield _("Without an answer: %(names)s.") % {"names": _("; ").join(details["missing"])}
    if verb == "stage.kept":
        yield _("Nothing that this stage answers for has changed; its earlier answer stands.")
    if ended := case.policy.stages.get(details.get("ended", "")):
        yield _("“%(stage)s” is asked no longer.") % {"stage": ended.title}
