"""Who may be asked to sit in a round, and who decides about that."""

import datetime as dt

from django.db.models import Q, QuerySet

from approvals.access import my_seat, visible_cases
from approvals.conflicts.services import barred_users, is_barred
from approvals.escalation.services import may_watch
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import STANDING, covers_for, may_fill
from approvals.rounds.services import is_clerk
from core.models import Appointment, User
from core.organisations.services import holders

BY_VERDICT = ("review", "countersign")


def own_seat(user: User, round: Round) -> Ballot | None:
    """Return the open seat a user acts from in their own name, the one that may be shared or passed on.

    Who stands in for somebody, and who was only asked for an opinion, passes nothing on.
    """
    seat = my_seat(user, round) if round.is_open else None
    if seat is None or not seat.counts or covers_for(user, seat, round.case) is not None:
        return None
    return seat


def askable(seat: Ballot, round: Round, *, by: User, on: dt.date) -> QuerySet[User]:
    """Return whom the holder of a seat may add or ask: who is in office, neither sits in the round nor stays out."""
    in_office = Appointment.objects.in_force(on).filter(district=round.district_id)
    users = User.objects.filter(pk__in=in_office.values("user")).exclude(pk__in=barred_users(round.case) | {by.pk})
    return _outside(users, round, mine=seat, on=on)


def colleagues(seat: Ballot, round: Round, *, by: User, on: dt.date) -> QuerySet[User]:
    """Return to whom a seat may be handed over: whoever holds an office at its body, or at one of its person's."""
    in_office = Appointment.objects.in_force(on)
    own = in_office.filter(user=seat.user).values("organisation")
    there = Q(organisation=seat.organisation_id) if seat.organisation_id else Q(organisation__in=own)
    users = User.objects.filter(pk__in=in_office.filter(there).values("user"))
    users = users.exclude(pk__in=barred_users(round.case, at=seat.organisation) | {by.pk})
    return _outside(users, round, mine=seat, on=on)


def leavers(user: User, round: Round) -> list[Ballot]:
    """Return the seats a user may take off a round: those they asked for, or all where they keep it.

    Who has left the round takes nobody off it.
    """
    if not round.is_open or round.kind not in (*BY_VERDICT, "panel"):
        return []
    seats = round.ballots.filter(state=Ballot.State.OPEN).select_related("user", "organisation")
    if round.kind == "panel":
        seats = seats.filter(role="")
    watches = may_watch(user) and may_read(user, round) and not is_barred(user, round.case)
    if is_clerk(user, round) or watches:
        return list(seats)
    return [seat for seat in seats if seat.asked_by_id == user.pk and seat.instead_of_id is None and _sits(user, round)]


def _sits(user: User, round: Round) -> bool:
    """Tell whether a user still has a seat in a round, answered or not."""
    standing = round.ballots.filter(state__in=STANDING).select_related("organisation", "instead_of__organisation")
    return any(may_fill(user, seat, round.case) for seat in standing)


def may_read(user: User, round: Round) -> bool:
    """Tell whether a user may open the case a round belongs to."""
    return visible_cases(user).filter(pk=round.process_id).exists()


def _outside(users: QuerySet[User], round: Round, *, mine: Ballot, on: dt.date) -> QuerySet[User]:
    """Leave out who sits in the round by name and who holds another open office of it: that office needs them."""
    seats = list(round.ballots.filter(state__in=STANDING).select_related("organisation"))
    inside = {ballot.user_id for ballot in seats if ballot.user_id}
    for ballot in seats:
        if ballot.office and ballot.state == Ballot.State.OPEN and ballot != mine:
            inside |= set(holders(*ballot.office, on=on).values_list("pk", flat=True))
    found = users.filter(is_active=True, district=round.district_id)
    return found.exclude(pk__in=inside).order_by("name", "pk")
