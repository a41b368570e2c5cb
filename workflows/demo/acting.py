"""What people do together with what waits for them, kind by kind; the demo's people always find a verdict."""

import datetime as dt
import random
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cohorts import waiting
from approvals.gradings.services import close, look
from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.models import Campaign, Meeting, Round
from approvals.notices.objecting import object_to
from approvals.notices.services import publish_notice
from approvals.rankings.services import freeze, preview
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide, send_up
from core.clock import day_of
from core.errors import Refused
from core.models import Organisation, User
from workflows.demo.answering import approve, score


def act(campaign: Campaign, *, stopping: dict[int, str], random: random.Random, now: dt.datetime) -> int:
    """Do once whatever waits, except in cases that have come to where they stop; return how much was done."""
    rounds = Round.objects.filter(campaign=campaign, closed_at=None).select_related("process__version").order_by("pk")
    moving = [round for round in rounds if round.kind != "waitlist" and stopping.get(round.process_id) != round.stage]
    single = [round for round in moving if round.kind in ("review", "countersign", "filing", "panel")]
    for round in single:
        score(round, random=random, now=now) if round.kind == "panel" else approve(round, now=now)
    sittings = {(round.kind, round.stage, round.track if round.kind == "ranking" else "") for round in moving} - {
        (round.kind, round.stage, "") for round in single
    }
    done = [sit(campaign, *sitting, rounds=moving, now=now) for sitting in sorted(sittings)]
    return len(single) + sum(done)


def sit(
    campaign: Campaign,
    kind: str,
    stage: str,
    track: str,
    *,
    rounds: Iterable[Round],
    now: dt.datetime,
    against: bool = False,
) -> int:
    """Rank, grade, publish or meet over what waits at a stage, of one unit where it has a list of its own.

    Returns 1 when something was done; ``against`` puts off what a meeting has before it.
    """
    free = _free(campaign, stage)
    chosen = [round.pk for round in rounds if round.stage == stage and round.pk in free]
    if not chosen:
        return 0
    first = Round.objects.select_related("process__organisation").get(pk=chosen[0])
    by = awaited(first, on=day_of(now))[0]
    if kind == "ranking":
        _rank(campaign, stage, track, by=by, now=now)
    elif kind == "grading":
        grade(campaign, stage, first.case.organisation, by=by, now=now)
    elif kind == "public_notice":
        publish_notice(campaign, stage=stage, rounds=chosen, by=by, now=now)
    else:
        _meet(campaign, stage, chosen, by=by, now=now, against=against)
    return 1


def _free(campaign: Campaign, stage: str) -> set[int]:
    return set(waiting(campaign, stage=stage).values_list("pk", flat=True))


def _rank(campaign: Campaign, stage: str, track: str, *, by, now: dt.datetime) -> None:
    rounds = list(waiting(campaign, stage=stage, track=track))
    _placed, tied = preview(rounds, campaign=campaign, stage=stage, track=track)
    reason = _("Put in order after looking at the dossiers again.") if tied else ""
    seen = [round.pk for round in rounds]
    freeze(campaign, stage=stage, track=track, by=by, now=now, seen=seen, chosen=tied, reason=reason)


def grade(campaign: Campaign, stage: str, unit: Organisation, *, by: User, now: dt.datetime) -> None:
    """Close a unit's list as it comes; equals stand in the order of arrival."""
    rounds = list(waiting(campaign, stage=stage, unit=unit))
    found = look(rounds, campaign=campaign, stage=stage, unit=unit, now=now)
    reason = _("Put in order after looking at the dossiers again.") if found.tied else ""
    seen = [round.pk for round in rounds]
    close(campaign, stage=stage, unit=unit, by=by, now=now, seen=seen, chosen=found.tied, reason=reason)


@transaction.atomic
def _meet(campaign: Campaign, stage: str, rounds: list[int], *, by, now: dt.datetime, against: bool = False) -> Meeting:
    meeting = call(campaign, stage=stage, rounds=rounds, by=by, now=now)
    attend(meeting, present=set(meeting.attendances.values_list("user", flat=True)), by=by, now=now)
    for item in meeting.items.all():
        for member in User.objects.filter(ballots__round=item.round, ballots__role=""):
            vote(item, by=member, choice="defer" if against else "approve", now=now)
    return close_meeting(meeting, by=by, now=now)


def incident(what: str, *, case: int | None, stage: str, now: dt.datetime) -> bool:
    """Let something out of the ordinary happen to a case once it waits at a stage; tell whether it did."""
    round = Round.objects.filter(process=case, stage=stage, closed_at=None).select_related("process__version").first()
    if round is None:
        return False
    try:
        INCIDENTS[what](round, now)
    except (Refused, PermissionDenied):
        return False
    return True


def _send_up(round: Round, now: dt.datetime) -> None:
    reason = _(
        "The nominee was on an overseas exchange for half a year; the policy does not say how those years count."
    )
    send_up(round, by=awaited(round, on=day_of(now))[0], reason=reason, now=now)


def _send_back(round: Round, now: dt.datetime) -> None:
    opinion = _("The certificate of the annual review of last year lacks its stamped page; please add it.")
    decide(round, by=awaited(round, on=day_of(now))[0], verdict="return", opinion=opinion, now=now)


def _defer(round: Round, now: dt.datetime) -> None:
    _meet(round.campaign, round.stage, [round.pk], by=awaited(round, on=day_of(now))[0], now=now, against=True)


def _object(round: Round, now: dt.datetime) -> None:
    if not hasattr(round, "notice_entry"):
        listed = sorted(_free(round.campaign, round.stage))
        publish_notice(round.campaign, stage=round.stage, rounds=listed, by=awaited(round, on=day_of(now))[0], now=now)
    entry = Round.objects.get(pk=round.pk).notice_entry
    text = _("The public lesson of last year was given together with a colleague; please check the share of the work.")
    object_to(entry, name="周明远", contact="13900009999", text=text, now=now)


def _score_one(round: Round, now: dt.datetime) -> None:
    score(round, random=random.Random(round.pk), now=now, judges=1)  # noqa: S311 — repeatable on purpose


INCIDENTS = {"send_up": _send_up, "send_back": _send_back, "defer": _defer, "object": _object, "score": _score_one}
