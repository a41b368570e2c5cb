"""待办 · 已办 · 我发起的: recomputed from seats and appointments each time, so never out of step."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from approvals.cases.models import Case
from approvals.cohorts import COLLECTIVE
from approvals.rounds.models import Ballot, Round
from core.models import Appointment, User


@dataclass(frozen=True)
class Sitting:
    """Cases that wait together for one office: a list to freeze, a meeting to call, a notice to publish."""

    campaign_id: int
    stage: str
    track: str
    kind: str
    count: int
    due_at: dt.datetime | None


def seats_of(user: User, *, on: dt.date) -> Q:
    """Return which open ballots wait for a user: their own seats, and those of offices they hold on a day."""
    mine = Q(user=user)
    in_force = Appointment.objects.in_force(on).filter(user=user)
    for role, organisation in in_force.values_list("role", "organisation"):
        mine |= Q(role=role, organisation=organisation)
    return mine


def todo(user: User, *, on: dt.date) -> QuerySet[Ballot]:
    """Return the open seats that wait for a user in single cases, soonest deadline first; never their own case."""
    ballots = Ballot.objects.filter(seats_of(user, on=on), state=Ballot.State.OPEN, round__closed_at=None)
    ballots = ballots.exclude(round__kind__in=COLLECTIVE)
    if user.person_id:
        ballots = ballots.exclude(Q(round__process__person=user.person_id) & ~Q(user=user))
    return _shown(ballots).order_by("round__due_at", "pk")


def sittings(user: User, *, on: dt.date) -> list[Sitting]:
    """Return the cohorts that wait for a user's office, one line each."""
    ballots = Ballot.objects.filter(
        seats_of(user, on=on), state=Ballot.State.OPEN, round__closed_at=None, round__kind__in=COLLECTIVE
    ).filter(user=None, round__agenda_item=None, round__notice_entry=None)
    rows = (
        ballots.values("round__campaign_id", "round__stage", "round__kind", "round__track")
        .annotate(count=Count("pk"), due_at=Min("round__due_at"))
        .order_by("due_at")
    )
    return _merge(rows)


def _merge(rows) -> list[Sitting]:
    """Lay the categories of a meeting or a notice together; a ranking is one list a category."""
    merged: dict[tuple, Sitting] = {}
    for row in rows:
        track = row["round__track"] if row["round__kind"] == "ranking" else ""
        key = (row["round__campaign_id"], row["round__stage"], track)
        before = merged.get(key)
        due = min(filter(None, (row["due_at"], before.due_at if before else None)), default=None)
        merged[key] = Sitting(*key, row["round__kind"], row["count"] + (before.count if before else 0), due)
    return list(merged.values())


def done(user: User) -> QuerySet[Ballot]:
    """Return what a user has decided, cast or voted, newest first."""
    return _shown(Ballot.objects.filter(user=user, state=Ballot.State.CAST)).order_by("-cast_at", "-pk")


def started(user: User) -> QuerySet[Case]:
    """Return the cases a user put forward, newest first, with the stage each stands at."""
    open_round = Round.objects.filter(process=OuterRef("pk"), closed_at=None)
    return (
        Case.objects.filter(opened_by=user)
        .select_related("person", "organisation", "version", "campaign")
        .annotate(stage_now=Subquery(open_round.values("stage")[:1]), due_now=Subquery(open_round.values("due_at")[:1]))
        .order_by("-pk")
    )


def votes_due(user: User) -> QuerySet[Ballot]:
    """Return the votes a member has still to cast in meetings that are open."""
    return (
        Ballot.objects.filter(user=user, role="", state=Ballot.State.OPEN, round__agenda_item__meeting__closed_at=None)
        .filter(round__kind="meeting")
        .select_related("round__agenda_item__meeting__organisation", "round__campaign__version")
    )


def _shown(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return ballots.select_related(
        "round__process__person", "round__process__organisation", "round__process__version", "round__campaign"
    )
