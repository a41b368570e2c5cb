"""陈述申辩、复核、申诉: what the person says, or their school on a paper they have signed; and until when."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import Ballot, Round
from approvals.policies.document import Policy
from approvals.rounds.seats import may_fill
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Refused
from core.models import User
from core.papers.services import store
from workflows.adjustment.models import Adjustment, AdjustmentPaper


@transaction.atomic
def speak(adjustment: Adjustment, *, statement: str, by: User, now: dt.datetime, upload=None) -> Ballot:
    """State and defend, or ask for a second look: the words stand on the record and the case goes on.

    Refused once the time is over, with the day it ended; and for who files on somebody's behalf without a signed paper.
    """
    round = open_filing(adjustment)
    if round is None:
        raise _too_late(adjustment, now=now)
    if upload is not None and any(may_fill(by, seat, round.case) for seat in round.ballots.awaited()):
        paper = store(upload, by=by, now=now)
        AdjustmentPaper.objects.create(
            adjustment=adjustment, district_id=adjustment.district_id, heading=round.stage, paper=paper
        )
    return decide(round, by=by, verdict="done", opinion=statement, now=now)


def waive(adjustment: Adjustment, *, by: User, now: dt.datetime) -> Ballot:
    """Say that one makes no statement, or asks for no second look; the case goes on at once.

    Refused once the time is over, with the day it ended, and where the policy does not let anybody decline.
    """
    round = open_filing(adjustment)
    if round is None:
        raise _too_late(adjustment, now=now)
    return decide(round, by=by, verdict="decline", opinion=_("Nothing is stated."), now=now)


def open_filing(adjustment: Adjustment) -> Round | None:
    """Return the open round in which the person is asked for something, if there is one."""
    rounds = Round.objects.filter(process=adjustment.case_id, kind="filing", closed_at=None)
    return next((round for round in rounds.select_related("process__version") if asks_the_person(round)), None)


def asks_the_person(round: Round) -> bool:
    """Tell whether a round asks the person the case is about."""
    return any(seat.place == "self" for seat in round.rule.seats(round.track))


def hinders(adjustment: Adjustment, *, ballot: Ballot, verdict: str, now: dt.datetime) -> str:
    """Return, in a sentence, what stands against an answer: a time that is over, or a paper that nobody has signed."""
    round = ballot.round
    if not asks_the_person(round):
        return ""
    if round.due_at and now > round.due_at:
        return time_is_over(str(round.rule.title), day_of(round.due_at))
    if ballot.office and verdict == "done" and not adjustment.papers.filter(heading=round.stage).exists():
        return _("Attach the paper that %(person)s has signed: it is their word, and you only file it.") % {
            "person": adjustment.person
        }
    return ""


def _too_late(adjustment: Adjustment, *, now: dt.datetime) -> Refused:
    rounds = Round.objects.filter(process=adjustment.case_id, kind="filing").exclude(closed_at=None).order_by("-pk")
    last = next((round for round in rounds.select_related("process__version") if asks_the_person(round)), None)
    if last and last.due_at and last.verdict == "lapsed":
        return Refused(time_is_over(str(last.rule.title), day_of(last.due_at)))
    return Refused(_("Nothing is asked of the person now. Look at how the case stands."))


def time_is_over(title: str, day: dt.date) -> str:
    """Return the sentence that refuses what comes out of time, with the day it ended."""
    return _("The time for “%(what)s” ended on %(day)s; what comes later is not taken in.") % {
        "what": title,
        "day": day,
    }


def rights_of(policy: Policy, *, track: str) -> list[tuple]:
    """Return what somebody may ask for once an adjustment is in effect: each stage, and the one that answers it."""
    stages, found, in_effect = list(policy.stages.values()), [], False
    for stage in stages:
        in_effect = in_effect or stage.law is not None
        if in_effect and stage.kind == "filing" and any(seat.place == "self" for seat in stage.seats(track)):
            answering = policy.stages.get(stage.then["done"])
            if answering:
                found.append((stage, answering))
    return found
