"""Who must act in a round, and who may."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from approvals.rounds.models import Ballot, Round
from core.errors import Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holders, holds, place


def office_of(case, seat) -> tuple[str, Organisation | None]:
    """Return the role and the body a seat of the policy means for this case."""
    if seat.place == "nominator":
        return case.nominator_role, case.nominator_at
    return seat.role, place(seat.place, district=case.district, school=case.organisation)


def seat_holders(case, seat, *, on: dt.date) -> list[User]:
    """Return who may fill a seat on a day; never the person the case is about."""
    if seat.place == "self":
        login = login_of(case)
        return [login] if login else []
    role, organisation = office_of(case, seat)
    found = holders(Role(role), organisation, on=on) if organisation else []
    return [user for user in found if not is_subject(user, case)]


def login_of(case) -> User | None:
    """Return the login of the person a case is about, if they have one."""
    return getattr(case.person, "user", None)


def seat_office(round: Round, seat, *, on: dt.date) -> Ballot:
    """Open a seat for an office; Refused when nobody could fill it today."""
    if not seat_holders(round.case, seat, on=on):
        raise Refused(
            _(
                "The next stage “%(stage)s” cannot open: nobody holds the post “%(post)s” at “%(place)s”. "
                "Ask the system administrator to fill it, then try again."
            )
            % {"stage": round.rule.title, **post_words(round.case, seat)}
        )
    if seat.place == "self":
        return Ballot.objects.create(district_id=round.district_id, round=round, user=login_of(round.case))
    role, organisation = office_of(round.case, seat)
    return Ballot.objects.create(district_id=round.district_id, round=round, role=role, organisation=organisation)


def post_words(case, seat) -> dict[str, str]:
    """Return a seat in words: the post and the body."""
    if seat.place == "self":
        return {"post": _("the person"), "place": str(case.organisation)}
    role, organisation = office_of(case, seat)
    return {"post": str(Role(role).label), "place": str(organisation or seat.place)}


def is_subject(user: User, case) -> bool:
    """Tell whether a case is about this very user; nobody decides on himself."""
    return user.person_id is not None and user.person_id == case.person_id


def awaited(round: Round, *, on: dt.date) -> list[User]:
    """Return everybody who must still act in a round on a day."""
    people: dict[int, User] = {}
    for ballot in round.ballots.filter(state=Ballot.State.OPEN).select_related("user", "organisation"):
        for user in _who(ballot, on=on):
            if not is_subject(user, round.case) or ballot.user_id == user.pk:
                people[user.pk] = user
    return list(people.values())


def _who(ballot: Ballot, *, on: dt.date) -> Iterable[User]:
    if ballot.office:
        return holders(*ballot.office, on=on)
    return [ballot.user] if ballot.user else []


def may_fill(user: User, ballot: Ballot, case) -> bool:
    """Tell whether a user may act from a seat: their own, or that of an office they hold."""
    if ballot.office:
        return not is_subject(user, case) and holds(user, *ballot.office)
    return ballot.user_id == user.pk


def seat_of(user: User, round: Round) -> Ballot:
    """Return the seat a user acts from; PermissionDenied when they have none in this round."""
    ballots = round.ballots.filter(state__in=[Ballot.State.OPEN, Ballot.State.CAST]).select_related("organisation")
    mine = [ballot for ballot in ballots if may_fill(user, ballot, round.case)]
    if not mine:
        raise PermissionDenied
    return min(mine, key=lambda ballot: ballot.state != Ballot.State.OPEN)
