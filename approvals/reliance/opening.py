"""复查: a decision is put to the committee again, once for each cause, with twenty working days to answer."""

import datetime as dt
from typing import Any

from django.urls import reverse

from approvals.cases.models import Case
from approvals.conflicts.services import barred_users
from approvals.escalation.services import WATCHERS, WATCHING
from approvals.reliance.models import Reconsideration
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import Appointment, Fact, Paper, User
from core.record.services import record
from notifications.services import notify

WORKING_DAYS = 20
State = Reconsideration.State


def open_for_paper(case: Case, paper: Paper, *, now: dt.datetime) -> Reconsideration | None:
    """Put a case to the committee again because a paper it holds is false; once, whoever asks."""
    if Reconsideration.objects.filter(case=case, paper=paper).exists():
        return None
    return _open(case, state=State.OPEN, told={"paper": paper.pk, "digest": paper.digest}, at=now, paper=paper)


def open_for_fact(
    case: Case, *, before: Fact, after: Fact | None, facts: tuple[dict, dict], is_open: bool, now: dt.datetime
) -> Reconsideration:
    """Write down that a case used a statement that was corrected or taken back.

    ``facts`` are those that rested on it, then and now. Where they change no answer, nobody needs to give one.
    """
    told = {"before": before.pk, "after": after.pk if after else None}
    state = State.OPEN if is_open else State.UNCHANGED
    fields = {"before": before, "after": after, "then": facts[0], "now": facts[1]}
    return _open(case, state=state, told=told, at=now, **fields)


def _open(case: Case, *, state: str, told: dict[str, Any], at: dt.datetime, **fields: Any) -> Reconsideration:
    is_open = state == State.OPEN
    due_on = load_calendar().add(day_of(at), WORKING_DAYS) if is_open else None
    verb = "reconsideration.opened" if is_open else "reconsideration.not_needed"
    event = record(verb, on=case, by=None, now=at, **told, **({"due_on": str(due_on)} if due_on else {}))
    said = {"district_id": case.district_id, "case": case, "opened_at": at, "due_on": due_on, "event": event}
    opened = Reconsideration.objects.create(**said, state=state, **fields)
    if is_open:
        tell(opened, "opened", letter="reconsideration", now=at)
    return opened


def tell(wanted: Reconsideration, what: str, *, letter: str, now: dt.datetime, **words: Any) -> int:
    """Tell everybody who may answer."""
    said = {"title": wanted.case.title, "campaign": wanted.case.campaign.title, "due": str(wanted.due_on)}
    return notify(
        f"reconsideration:{wanted.pk}:{what}",
        to=answerers(wanted.case, on=day_of(now)),
        template=f"approvals/messages/{letter}",
        context={**said, "link": reverse("reconsideration", args=[wanted.pk]), **words},
        now=now,
    )


def answerers(case: Case, *, on: dt.date) -> list[User]:
    """Return who may answer for a district: those who watch its board, but for those who stay out of the case."""
    seats = Appointment.objects.in_force(on).filter(
        district=case.district_id, role__in=WATCHERS, organisation__kind__in=WATCHING
    )
    users = User.objects.filter(is_active=True, pk__in=seats.values("user"))
    return list(users.exclude(pk__in=barred_users(case)).order_by("pk"))
