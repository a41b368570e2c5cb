"""What the page of a case shows: the facts and the rules, the papers, the trail and where it stands."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.cases.progress import outcome_words, progress
from approvals.cases.trail import office_words, rounds_of, trail
from approvals.cases.withdrawals import is_free, may_withdraw
from approvals.deadlines import Deadline, days_since, deadline
from approvals.eligibility import Answer, judge
from approvals.moves.returning import targets
from approvals.panels.derivations import scores_shown
from approvals.policies.kinds import VERDICT_TITLES
from approvals.processes import process
from approvals.rankings.reasons import why_of
from approvals.reliance.grounds import rests_on
from approvals.rounds.models import Ballot, Pause, Round
from approvals.rounds.seats import STANDING, awaited, turns_among
from approvals.rounds.services import is_clerk
from approvals.rounds.verbs import verbs_for
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import User
from core.templatetags.yucai import day


@dataclass(frozen=True)
class Standing:
    """The stage a case stands at: who holds it, since when, until when, and what follows."""

    round: Round
    holders: tuple[str, ...]
    waited: int
    deadline: Deadline | None
    pause: Pause | None
    follows: tuple[tuple[str, str], ...]


def case_page(case: Case, *, user: User, now: dt.datetime) -> dict[str, Any]:
    """Return everything the page of a case shows to a user."""
    rounds = rounds_of(case)
    current = next((round for round in rounds if round.is_open), None)
    return {
        "case": case,
        "track": case.policy.tracks[case.track].title,
        "steps": progress(case, rounds=rounds),
        "answers": answers_of(case),
        "dossier": dossier_of(case),
        "trail": trail(case, rounds=rounds),
        "scores": scores_shown(case, rounds=rounds, user=user),
        "standing": standing(current, now=now) if current else None,
        "outcome": "" if case.is_live else outcome_words(case),
        "why": why_of(case, user=user),
        **rests_on(case, user=user),
        "verbs": verbs_for(user, current) if current else [],
        "may_withdraw": may_withdraw(user, case) and is_free(case),
        "may_close_panel": bool(current and current.kind == "panel" and is_clerk(user, current)),
    }


def dossier_of(case: Case):
    """Return what the school wrote and attached."""
    told = process(case.policy.process)
    return told.dossier(told.subject_of(case))


def standing(round: Round, *, now: dt.datetime) -> Standing:
    """Tell where a case stands; the members of a panel or a meeting are counted, never named."""
    return Standing(
        round=round,
        holders=tuple(_holders(round, now=now)),
        waited=days_since(round.opened_at, now=now),
        deadline=deadline(round.due_at, now=now, calendar=load_calendar()),
        pause=round.pauses.filter(until=None).select_related("stopped_by").first(),
        follows=tuple(_follows(round)),
    )


def _holders(round: Round, *, now: dt.datetime) -> Iterator[str]:
    offices = [ballot for ballot in turns_among(round.ballots.all()) if ballot.office]
    yield from (office_words(ballot) for ballot in offices)
    if round.kind in ("panel", "meeting"):
        seats = [ballot for ballot in round.ballots.all() if not ballot.office and ballot.state in STANDING]
        if seats:
            given = sum(ballot.state == Ballot.State.CAST for ballot in seats)
            yield _("%(given)d of %(seats)d have answered") % {"given": given, "seats": len(seats)}
    else:
        yield from (user.name for user in awaited(round, on=day_of(now)))


def _follows(round: Round) -> Iterator[tuple[str, str]]:
    policy = round.case.policy
    for verdict, target in round.rule.then.items():
        for key in targets(round) if verdict == "return" else [target]:
            node = policy.stages.get(key) or policy.outcomes[key]
            yield str(VERDICT_TITLES[verdict]), str(node.title)


@dataclass(frozen=True)
class Clause:
    """A rule of the policy beside what the file says."""

    says: str
    facts: tuple[tuple[str, str], ...]
    word: str
    tone: str
    relaxation: str = ""


def answers_of(case: Case) -> list[Clause]:
    """Return each clause in words with the facts it rests on, as they stood when they were last gathered."""
    return [clause_of(answer) for answer in judge(case.policy, track=case.track, facts=case.facts)]


def clause_of(answer: Answer) -> Clause:
    word, tone = {
        True: (_("met"), "good"),
        False: (_("not met"), "late"),
        None: (_("not known"), "soon"),
    }[answer.met]
    facts = tuple((str(label), fact_words(value)) for label, value in answer.facts)
    unless = getattr(answer.clause, "unless", None)
    relaxation = str(unless.says) if unless and answer.relaxed else ""
    return Clause(clause_words(answer), facts, word, tone, relaxation)


def clause_words(answer: Answer) -> str:
    """Return a condition as the policy says it; a veto is met where nobody falls under it."""
    says = str(answer.clause.says)
    return says if hasattr(answer.clause, "unless") else _("Not: %(veto)s") % {"veto": says}


def fact_words(value: Any) -> str:
    """Return a fact's value as people write it."""
    if value is None or value == []:
        return _("not on file") if value is None else _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return " · ".join(str(item) for item in value)
    date = parse_date(value) if isinstance(value, str) else None
    return day(date) if date else str(value)
