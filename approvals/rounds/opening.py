"""A round opens: who sits in it, by when, who is told, what is promised."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.escalation.ladder import ladder
from approvals.policies.expressions import evaluate
from approvals.policies.kinds import KINDS
from approvals.policies.words import Seat
from approvals.processes import facts_now, process
from approvals.rounds.models import Ballot, Promise, Round
from approvals.rounds.seats import awaited, login_of, seat_office
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.errors import Refused
from core.models import User
from notifications.services import notify


def new_round(case, flow_task, *, token, now: dt.datetime) -> Round:
    """Write the row of a new visit to a stage; the database refuses a second open one."""
    visit = Round.objects.filter(process=case, stage=flow_task.name).count() + 1
    return Round.objects.create(
        process=case,
        flow_task=flow_task,
        flow_task_type=flow_task.task_type,
        token=token,
        district_id=case.district_id,
        campaign_id=case.campaign_id,
        track=case.track,
        stage=flow_task.name,
        kind=flow_task.rule.kind,
        visit=visit,
        opened_at=now,
        due_at=None,
    )


def seat(round: Round, *, now: dt.datetime) -> None:
    """Give a round its office seats, one for each body the policy names; in turn where the policy says so.

    Refused when nobody holds one of them, and when fewer are asked than its rule needs.
    """
    wanted = [seat for seat in round.rule.seats(round.track) if is_asked(seat, round, now=now)]
    needed = round.rule.decides.approve.number or 1
    if len(wanted) < needed and (round.rule.only_if or not wanted):
        raise Refused(
            _(
                "The next stage “%(stage)s” cannot open: it needs %(needed)d answers, but the conditions of the policy "
                "leave %(asked)d to ask. Ask the bureau to correct the policy."
            )
            % {"stage": round.rule.title, "needed": needed, "asked": len(wanted)}
        )
    before = None
    for office in wanted:
        ballot = seat_office(round, office, on=day_of(now))
        if round.rule.decides.in_turn and before:
            ballot.waits_for = before
            ballot.save(update_fields=["waits_for"])
        before = ballot


def is_asked(seat: Seat, round: Round, *, now: dt.datetime) -> bool:
    """Tell whether the policy's condition for asking an office holds; what is not known counts as holding."""
    case, condition = round.case, round.rule.only_if.get(str(seat))
    if condition is None:
        return True
    ranks = process(case.policy.process).rank_table()
    return evaluate(condition, facts_now(case, now=now), ranks=ranks) is not False


def seat_people(round: Round, users: list[User]) -> None:
    """Freeze a round's electorate: one open ballot a person."""
    Ballot.objects.bulk_create([Ballot(district_id=round.district_id, round=round, user=user) for user in users])


def date(round: Round, *, now: dt.datetime) -> None:
    """Set the deadline and write the reminders it promises."""
    calendar = load_calendar()
    last = _last_day(round, calendar=calendar, now=now)
    if last is None:
        return
    round.due_at = end_of(last)
    round.save(update_fields=["due_at"])
    if KINDS[round.kind].human:
        promise_ladder(round, now=now, calendar=calendar)


def _last_day(round: Round, *, calendar: Calendar, now: dt.datetime) -> dt.date | None:
    """Return a round's last day: the one a fact names, else so long from today; Refused where it names none."""
    rule = round.rule
    named = facts_now(round.case, now=now).get(rule.due) if rule.due else None
    if named:
        return dt.date.fromisoformat(named)
    if rule.due and rule.within is None:
        raise Refused(
            _("The next stage “%(stage)s” cannot open: no day is set for it. Set one, then try again.")
            % {"stage": rule.title}
        )
    return rule.within.end(day_of(now), calendar) if rule.within else None


def promise_ladder(round: Round, *, now: dt.datetime, calendar) -> None:
    """Write the ladder of a round's deadline; steps already past are left out."""
    if round.due_at is None:
        return
    steps = ladder(day_of(round.due_at), offsets=round.rule.remind, escalates=bool(round.rule.tell), calendar=calendar)
    Promise.objects.bulk_create(
        [
            Promise(district_id=round.district_id, round=round, step=step.step, offset=step.offset, due_at=step.at)
            for step in steps
            if step.at > now
        ]
    )


def announce(round: Round, *, now: dt.datetime) -> None:
    """Tell whoever must act that the stage is open."""
    notify(
        f"round:{round.pk}:opened",
        to=awaited(round, on=day_of(now)),
        template="approvals/messages/opened",
        context=words(round),
        now=now,
    )


def announce_end(case, *, rule, now: dt.datetime) -> None:
    """Tell who put the case forward, and the person where they have a login, how it ended."""
    people = {case.opened_by, login_of(case)} - {None}
    notify(
        f"case:{case.pk}:ended",
        to=people,
        template="approvals/messages/ended",
        context={
            "title": case.title,
            "campaign": case.campaign.title,
            "outcome": rule.title,
            "link": reverse("case", args=[case.pk]),
        },
        now=now,
    )


def words(round: Round) -> dict[str, Any]:
    """Return what a message may say of a round; a blind panel is told a code, never a name."""
    rule = round.rule
    return {
        "title": code_of(round) if rule.blind else round.case.title,
        "unit": "" if rule.blind else round.case.organisation.name,
        "campaign": round.campaign.title,
        "stage": rule.title,
        "due": day_of(round.due_at).isoformat() if round.due_at else "",
        "link": reverse("round", args=[round.process_id, round.pk]),
    }


def code_of(round: Round) -> str:
    """Return the code a blind panel knows a candidate by."""
    return f"{round.track[:1].upper()}-{round.pk:04d}"
