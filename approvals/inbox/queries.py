"""待办 · 已办 · 我发起的: recomputed from seats and appointments each time, so never out of step."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from approvals.cases.models import Case
from approvals.cohorts import BY_TRACK, COLLECTIVE
from approvals.conflicts.services import kept_out
from approvals.copies.models import Copy
from approvals.covers.services import covered_offices
from approvals.policies.models import PolicyVersion
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import STANDING
from core.models import User
from core.organisations.services import appointments_of


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
    """Return which ballots are a user's: their own seats, those of offices they hold on a day or act from meanwhile."""
    mine = Q(user=user)
    for office in appointments_of(user, on=on):
        mine |= Q(role=office.role, organisation=office.organisation_id)
    return mine | _covered_seats(user, on=on)


def _covered_seats(user: User, *, on: dt.date) -> Q:
    """Return the seats of those whom a user stands in for; a holder who stays out of a case lends nothing in it."""
    covered = Q()
    for cover, office in covered_offices(user, on=on):
        seats = Q(role=office.role, organisation=office.organisation_id)
        if cover.process:
            seats &= Q(round__process__version__in=versions_of(cover.process, district=cover.district_id))
        covered |= seats & ~kept_out(cover.holder, case="round__process", office="organisation")
    return covered


def versions_of(process: str, *, district: int) -> list[int]:
    """Return the policy versions of a district that a process runs on."""
    versions = PolicyVersion.objects.filter(district=district)
    return [version.pk for version in versions if version.document.process == process]


def todo(user: User, *, on: dt.date, seats: Q | None = None) -> QuerySet[Ballot]:
    """Return the seats whose turn it is and that wait for a user in single cases, soonest deadline first.

    None that they stay out of, and none of an office where they have a seat of their own in the round. ``seats`` is
    what ``seats_of`` said, where it was asked already.
    """
    ballots = Ballot.objects.awaited().filter(seats or seats_of(user, on=on), round__closed_at=None)
    ballots = ballots.exclude(round__kind__in=COLLECTIVE)
    seated = Ballot.objects.filter(user=user, round=OuterRef("round"), vote_no=OuterRef("vote_no"), state__in=STANDING)
    ballots = ballots.filter(Q(role="") | ~Exists(seated))
    if user.person_id:
        ballots = ballots.exclude(Q(round__process__person=user.person_id) & ~Q(user=user))
    ballots = ballots.filter(~kept_out(user, case="round__process", office="organisation"))
    return _shown(ballots).order_by("round__due_at", "pk")


def sittings(user: User, *, on: dt.date, seats: Q | None = None) -> list[Sitting]:
    """Return the cohorts that wait for a user's office, one line each."""
    ballots = Ballot.objects.filter(
        seats or seats_of(user, on=on), state=Ballot.State.OPEN, round__closed_at=None, round__kind__in=COLLECTIVE
    ).filter(~kept_out(user, case="round__process", office="organisation"))
    ballots = ballots.filter(user=None, round__agenda_item=None, round__notice_entry=None)
    rows = (
        ballots.values("round__campaign_id", "round__stage", "round__kind", "round__track")
        .annotate(count=Count("pk"), due_at=Min("round__due_at"))
        .order_by("due_at")
    )
    return _merge(rows)


def _merge(rows) -> list[Sitting]:
    """Lay the categories of a meeting or a notice together; a ranking and its waiting list are one list a category."""
    merged: dict[tuple, Sitting] = {}
    for row in rows:
        track = row["round__track"] if row["round__kind"] in BY_TRACK else ""
        key = (row["round__campaign_id"], row["round__stage"], track)
        before = merged.get(key)
        due = min(filter(None, (row["due_at"], before.due_at if before else None)), default=None)
        merged[key] = Sitting(*key, row["round__kind"], row["count"] + (before.count if before else 0), due)
    return list(merged.values())


def done(user: User) -> QuerySet[Ballot]:
    """Return what a user has decided, cast or voted, and what was heard without counting, newest first."""
    given = Ballot.objects.filter(user=user, state__in=[Ballot.State.CAST, Ballot.State.NOTED])
    return _shown(given).order_by("-cast_at", "-pk")


def copied(user: User) -> QuerySet[Copy]:
    """Return the cases that were copied to a user, newest first."""
    copies = Copy.objects.filter(user=user).filter(~kept_out(user, case="case"))
    return copies.select_related(
        "case__person", "case__organisation", "case__version", "case__campaign", "sent_by"
    ).order_by("-pk")


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
        .filter(~kept_out(user, case="round__process"), round__kind="meeting")
        .select_related("round__agenda_item__meeting__organisation", "round__campaign__version")
    )


def _shown(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return ballots.select_related(
        "round__process__person", "round__process__organisation", "round__process__version", "round__campaign"
    )
