"""异议受理机关: who takes up, looks into and answers an objection; nobody in conflict ever does."""

import datetime as dt

from approvals.conflicts.services import barred_users, is_barred
from approvals.notices.models import Objection
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import may_fill
from core import clock
from core.models import Appointment, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import holders

WATCHERS = (Role.CLERK, Role.MEMBER, Role.LEADER)
INQUIRERS = (Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.SECRETARY, Role.PRINCIPAL)


def may_answer(user: User, objection: Objection) -> bool:
    """Tell whether a user may take up and answer an objection: the notice's office, but nobody in conflict.

    Where everybody who holds the office is in conflict, it is for those who watch over the district.
    """
    round = objection.entry.round
    return any(
        may_fill(user, seat, round.case) and not is_barred(user, round.case, at=seat.organisation)
        for seat in _offices(round)
    ) or user in _instead(round, on=clock.today())


def answerers(objection: Objection, *, on: dt.date) -> list[User]:
    """Return who may take up and answer an objection on a day."""
    round = objection.entry.round
    return _office_holders(round, on=on) or _instead(round, on=on)


def _offices(round: Round) -> list[Ballot]:
    return list(round.ballots.exclude(role="").select_related("organisation"))


def _office_holders(round: Round, *, on: dt.date) -> list[User]:
    free: dict[int, User] = {}
    for role, body in filter(None, (seat.office for seat in _offices(round))):
        barred = barred_users(round.case, at=body)
        free |= {user.pk: user for user in holders(role, body, on=on) if user.pk not in barred}
    return list(free.values())


def _instead(round: Round, *, on: dt.date) -> list[User]:
    """Return who stands in for an office whose every holder is in conflict."""
    if _office_holders(round, on=on):
        return []
    kinds = [Kind.COMMITTEE, Kind.BUREAU]
    posts = Appointment.objects.in_force(on).filter(district=round.district_id, role__in=WATCHERS)
    watching = User.objects.filter(is_active=True, pk__in=posts.filter(organisation__kind__in=kinds).values("user"))
    return list(watching.exclude(pk__in=barred_users(round.case)).order_by("pk"))


def inquirers(objection: Objection, *, on: dt.date) -> list[User]:
    """Return who may be asked to look into an objection: officers of the district who stay clear of the case."""
    case = objection.entry.round.case
    posts = Appointment.objects.in_force(on).filter(district=case.district_id, role__in=INQUIRERS)
    people = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return list(people.exclude(pk__in=barred_users(case) | {case.opened_by_id}).order_by("name", "pk"))
