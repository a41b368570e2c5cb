"""The lines of the inbox: what each kind of thing that waits shows of itself."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.cases.progress import outcome_words
from approvals.copies.models import Copy
from approvals.deadlines import Deadline, days_since, deadline
from approvals.inbox.queries import Sitting
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Ballot
from approvals.rounds.opening import code_of
from approvals.rounds.services import VERDICTS_ARE_GIVEN
from core.calendar.rules import Calendar


@dataclass(frozen=True)
class Line:
    """One thing of the inbox: who it is about, where it stands, and where to go."""

    url: str
    title: str
    under: str
    number: str
    campaign: str
    track: str
    stage: str
    waited: int | None = None
    deadline: Deadline | None = None
    word: str = ""
    tone: str = "plain"
    at: dt.datetime | None = None
    note: str = ""


def line_of_seat(ballot: Ballot, *, now: dt.datetime, calendar: Calendar) -> Line:
    """Return a single case that waits for a decision or a sheet."""
    return Line(
        **_about(ballot),
        waited=days_since(ballot.round.opened_at, now=now),
        deadline=deadline(ballot.round.due_at, now=now, calendar=calendar),
    )


def line_of_act(ballot: Ballot) -> Line:
    """Return what a user has given: the verdict or, of a sheet, that it was handed in; a vote is not repeated here."""
    tells = ballot.round.kind in VERDICTS_ARE_GIVEN and ballot.verdict
    word = str(VERDICT_TITLES[ballot.verdict]) if tells else _("Handed in")
    if ballot.state == Ballot.State.NOTED:
        word = _("Heard, not counted")
    return Line(**_about(ballot), word=word, at=ballot.cast_at)


def line_of_copy(copy: Copy) -> Line:
    """Return a case that was copied to a user: by whom, why, and whether they have read it."""
    case = copy.case
    return Line(
        url=reverse("case", args=[case.pk]),
        title=case.title,
        under=case.organisation.name if case.person else "",
        number=case.number,
        campaign=case.campaign.title,
        track=str(case.policy.tracks[case.track].title),
        stage=str(copy.sent_by),
        note=copy.note,
        word=_("read") if copy.read_at else _("new"),
        tone="plain" if copy.read_at else "soon",
        at=copy.sent_at,
    )


def _about(ballot: Ballot) -> dict[str, Any]:
    round, case = ballot.round, ballot.round.case
    is_blind = round.rule.blind and not ballot.role
    return {
        "url": reverse("round", args=[case.pk, round.pk]),
        "title": code_of(round) if is_blind else case.title,
        "under": "" if is_blind or not case.person else case.organisation.name,
        "number": "" if is_blind else case.number,
        "campaign": round.campaign.title,
        "track": str(case.policy.tracks[case.track].title),
        "stage": str(round.rule.title),
    }


def line_of_sitting(sitting: Sitting, campaign: Campaign, *, now: dt.datetime, calendar: Calendar) -> Line:
    """Return the cases that wait together for one list, one meeting or one notice."""
    policy = campaign.policy
    where = [campaign.pk, sitting.stage]
    return Line(
        url=reverse(sitting.kind, args=[*where, sitting.track]) if sitting.track else reverse("cohort", args=where),
        title=_("%(stage)s: cases waiting: %(n)d") % {"stage": policy.stages[sitting.stage].title, "n": sitting.count},
        under="",
        number="",
        campaign=campaign.title,
        track=str(policy.tracks[sitting.track].title) if sitting.track else "",
        stage=str(policy.stages[sitting.stage].title),
        deadline=deadline(sitting.due_at, now=now, calendar=calendar),
    )


def lines_of_votes(ballots: Iterable[Ballot], *, now: dt.datetime, calendar: Calendar) -> list[Line]:
    """Return the open meetings in which a member still has votes to give, one line each."""
    by_meeting: dict[int, list[Ballot]] = {}
    for ballot in ballots:
        by_meeting.setdefault(ballot.round.agenda_item.meeting_id, []).append(ballot)
    return [_meeting(pk, matters, now=now, calendar=calendar) for pk, matters in by_meeting.items()]


def _meeting(pk: int, matters: list[Ballot], *, now: dt.datetime, calendar: Calendar) -> Line:
    round = matters[0].round
    meeting, stage = round.agenda_item.meeting, round.campaign.policy.stages[round.stage]
    return Line(
        url=reverse("meeting", args=[pk]),
        title=_("%(body)s: votes to give: %(n)d") % {"body": meeting.organisation, "n": len(matters)},
        under="",
        number="",
        campaign=round.campaign.title,
        track="",
        stage=str(stage.title),
        waited=days_since(meeting.called_at, now=now),
        deadline=deadline(round.due_at, now=now, calendar=calendar),
    )


def line_of_case(case: Case, *, now: dt.datetime, calendar: Calendar) -> Line:
    """Return a case that a user put forward: the stage it stands at, or how it ended."""
    policy, stage = case.policy, case.stage_now
    outcome = policy.outcomes.get(case.outcome)
    return Line(
        url=reverse("case", args=[case.pk]),
        title=case.title,
        under=case.organisation.name if case.person else "",
        number=case.number,
        campaign=case.campaign.title,
        track=str(policy.tracks[case.track].title),
        stage=str(policy.stages[stage].title) if stage else "",
        deadline=deadline(case.due_now, now=now, calendar=calendar),
        word="" if case.is_live else outcome_words(case),
        tone="good" if outcome and outcome.good else "plain",
        at=case.created,
    )
