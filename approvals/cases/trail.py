"""审批轨迹: what was done with a case, by whom and in which words; what is secret shows as a count."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from approvals.cases.acts import acts_of
from approvals.cases.models import Case
from approvals.policies.kinds import BY_THE_CLOCK, VERDICT_TITLES
from approvals.rounds.models import Ballot, Round
from core.templatetags.yucai import day

UNANSWERED = frozenset({"withdrawn", "taken_back", "dissolved"})  # the round ended before it had an answer
GOOD = frozenset({"done", "approve", "pass", "in", "called", "clear"})


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
    counts: bool = True


def rounds_of(case: Case) -> list[Round]:
    """Return every round of a case in order, with all that its trail shows."""
    rounds = list(
        case.rounds.select_related(
            "closed_by", "ranking_entry", "agenda_item__meeting__organisation", "notice_entry__notice"
        )
        .prefetch_related(
            "ballots__user",
            "ballots__organisation",
            "ballots__for_user",
            "ballots__asked_by",
            "notice_entry__objections",
        )
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
        yield from (_given(round, ballot) for ballot in round.ballots.all() if _is_given(ballot))
        if round.verdict in BY_THE_CLOCK:
            yield _entry(round, round.closed_at, round.verdict)
    elif round.closed_at and round.verdict not in UNANSWERED:
        by = str(round.closed_by or "") if round.kind in ("ranking", "grading", "waitlist", "public_notice") else ""
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


def _is_given(ballot: Ballot) -> bool:
    """Tell whether something was said from a seat, whether it counts or not.

    Of a round that was taken back, only what was taken back: the other answers stand in the visit after it.
    """
    round = ballot.round
    if "taken_back" in round.result and (ballot.cast_at, ballot.user_id) != (round.closed_at, round.closed_by_id):
        return False
    return ballot.cast_at is not None and ballot.state in (Ballot.State.CAST, Ballot.State.NOTED)


def _given(round: Round, ballot: Ballot) -> Entry:
    entry = _entry(round, ballot.cast_at, ballot.verdict)
    entry = replace(entry, who=_who(ballot), office=office_words(ballot), said=tuple(_said(round, ballot)))
    if ballot.state == Ballot.State.NOTED:
        return replace(entry, word=str(ballot.get_state_display()), tone="plain", counts=False)
    return entry


def _who(ballot: Ballot) -> str:
    """Return who answered, and for whom where they stood in."""
    if ballot.for_user is None:
        return str(ballot.user)
    return _("%(name)s for %(holder)s") % {"name": ballot.user, "holder": ballot.for_user}


def _said(round: Round, ballot: Ballot) -> Iterator[str]:
    if ballot.opinion:
        yield ballot.opinion
    if ballot.verdict == "return" and round.target:
        yield _("Returned to “%(stage)s”.") % {"stage": round.case.policy.stages[round.target].title}
    if ballot.way and ballot.asked_by:
        words = {"way": ballot.get_way_display(), "name": ballot.asked_by, "why": ballot.asked_why}
        yield _("%(way)s by %(name)s: %(why)s") % words


def office_words(ballot: Ballot) -> str:
    """Return a ballot's seat in words: the body and the post."""
    if ballot.office is None and ballot.way:  # somebody who was added, or to whom a seat was handed over
        return str(ballot.organisation or "")
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
    if not round.result:  # put off without a count
        return
    yield _("Present: %(present)d of %(electorate)d.") % round.result
    yield _("For %(approve)d, against %(reject)d, to defer %(defer)d, abstained %(abstain)d.") % round.result


def _ranked(round: Round) -> Iterator[str]:
    entry = getattr(round, "ranking_entry", None)
    if entry:
        yield _("Position %(n)d: %(standing)s.") % {"n": entry.position, "standing": entry.get_standing_display()}


def _graded(round: Round) -> Iterator[str]:
    if not round.result:
        return
    rule = round.case.policy.gradings[round.rule.grading]
    yield _("Proposed grade: %(grade)s.") % {"grade": rule.named(round.result["grade"]).title}


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
    "grading": _graded,
    "public_notice": _noticed,
    "check": _checked,
}


def _acts(case: Case) -> Iterator[Entry]:
    """Give the acts that are no verdict: begun, asked of the committee, answered, put off, withdrawn."""
    for act in acts_of(case):
        yield Entry(at=act.event.at, title=act.title, word=act.word, who=act.who, said=act.said, tone=act.tone)
