"""审批轨迹: what was done with a case, by whom and in which words; what is secret shows as a count."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Ballot, Round
from core.models import Event
from core.templatetags.yucai import day

GOOD = frozenset({"done", "approve", "pass", "in", "clear"})


@dataclass(frozen=True)
class Entry:
    """One line of the trail; ``said`` are the words that go with it."""

    at: dt.datetime
    title: str
    word: str
    who: str = ""
    office: str = ""
    said: tuple[str, ...] = ()
    tone: str = "plain"
    is_void: bool = False
    stage: str = ""


def rounds_of(case: Case) -> list[Round]:
    """Return every round of a case in order, with all that its trail shows."""
    rounds = list(
        case.rounds.select_related(
            "closed_by", "ranking_entry", "agenda_item__meeting__organisation", "notice_entry__notice"
        )
        .prefetch_related("ballots__user", "ballots__organisation", "notice_entry__objections")
        .order_by("pk")
    )
    for round in rounds:
        round.process = case
    return rounds


def trail(case: Case, *, rounds: list[Round]) -> list[Entry]:
    """Return what was done with a case, the first act first."""
    given = [entry for round in rounds for entry in entries_of(round)]
    return sorted([*_acts(case), *given], key=lambda entry: entry.at)


def entries_of(round: Round) -> Iterator[Entry]:
    """Give what a round adds to the trail: each office's verdict, or the count of those who act in secret."""
    if round.kind in ("filing", "review", "countersign"):
        yield from (_given(round, ballot) for ballot in round.ballots.all() if ballot.state == Ballot.State.CAST)
    elif round.closed_at and round.verdict != "withdrawn":
        by = str(round.closed_by or "") if round.kind in ("ranking", "public_notice") else ""
        yield replace(_entry(round, round.closed_at, round.verdict), said=tuple(_counted(round)), who=by)


def _entry(round: Round, at: dt.datetime | None, verdict: str) -> Entry:
    return Entry(
        at=at or round.opened_at,
        title=str(round.rule.title),
        word=str(VERDICT_TITLES.get(verdict, verdict)),
        tone="good" if verdict in GOOD else "late",
        is_void=round.is_void,
        stage=round.stage,
    )


def _given(round: Round, ballot: Ballot) -> Entry:
    said = (ballot.opinion,) if ballot.opinion else ()
    entry = _entry(round, ballot.cast_at, ballot.verdict)
    return replace(entry, who=str(ballot.user), office=office_words(ballot), said=said)


def office_words(ballot: Ballot) -> str:
    """Return a ballot's seat in words: the body and the post."""
    if ballot.office is None:
        return _("the person")
    role, organisation = ballot.office
    return f"{organisation} {role.label}"


def _counted(round: Round) -> Iterator[str]:
    """Say how a collegial round came out, without telling who gave what."""
    if round.kind in SAID:
        yield from SAID[round.kind](round)
    if round.reason and round.kind != "public_notice":
        yield round.reason


def _scored(round: Round) -> Iterator[str]:
    given = sum(ballot.state == Ballot.State.CAST for ballot in round.ballots.all())
    yield _("Score %(score)s, from %(given)d of %(seats)d sheets.") % {**round.result, "given": given}


def _voted(round: Round) -> Iterator[str]:
    yield _("Present: %(present)d of %(electorate)d.") % round.result
    yield _("For %(approve)d, against %(reject)d, to defer %(defer)d, abstained %(abstain)d.") % round.result


def _ranked(round: Round) -> Iterator[str]:
    entry = getattr(round, "ranking_entry", None)
    if entry:
        yield _("Position %(n)d: %(standing)s.") % {"n": entry.position, "standing": entry.get_standing_display()}


def _noticed(round: Round) -> Iterator[str]:
    entry = getattr(round, "notice_entry", None)
    if entry:
        days = {"start": day(entry.notice.starts_on), "end": day(entry.notice.ends_on)}
        yield _("Published from %(start)s to %(end)s.") % days
        yield _("Objections: %(n)d.") % {"n": len(entry.objections.all())}


def _checked(round: Round) -> Iterator[str]:
    clauses = {**round.case.policy.eligibility, **round.case.policy.vetoes}
    missed = [str(clauses[key].says) for key in round.result["missed"]]
    if missed:
        yield _("Not met: %(clauses)s.") % {"clauses": "; ".join(missed)}


SAID: dict[str, Callable[[Round], Iterator[str]]] = {
    "panel": _scored,
    "meeting": _voted,
    "ranking": _ranked,
    "public_notice": _noticed,
    "check": _checked,
}


def _acts(case: Case) -> Iterator[Entry]:
    """Give the acts that are no verdict: begun, asked of the committee, answered, put off, withdrawn."""
    words = {
        "case.started": _("Put forward"),
        "round.sent_up": _("Sent up to the committee"),
        "round.replied": _("Answered by the committee"),
        "round.extended": _("New last day set"),
        "round.urged": _("Urged"),
        "case.withdrawn": _("Withdrawn"),
    }
    for event in Event.objects.filter(chain=case.chain, verb__in=words).select_related("actor"):
        details = json.loads(event.body)["details"]
        told = [details.get(key) for key in ("until", "reason", "answer")]
        stage = case.policy.stages.get(details.get("stage", ""))
        yield Entry(
            at=event.at,
            title=str(stage.title) if stage else case.campaign.title,
            word=words[event.verb],
            who=str(event.actor or ""),
            said=tuple(filter(None, told)),
            tone="late" if event.verb == "case.withdrawn" else "plain",
        )
