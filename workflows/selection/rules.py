"""Who may put somebody forward: the office the policy names for the category, and never for oneself."""

import datetime as dt

import rules
from django.db.models import Q

from approvals.policies.document import Seat
from approvals.rules import reads_its_dossier
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import appointments_of, holds, place
from core.rules import is_uploader
from workflows.selection.models import Nomination

# The words of the policy format that mean the nominee's own school, and its group, as a lookup of the school.
RELATIVE = {"school": "pk", "group": "parent"}


def nominator(user: User, *, school: Organisation, seats: tuple[Seat, ...]) -> tuple[Role, Organisation] | None:
    """Return the office a user puts people of a school forward from, among those a policy names; None without one."""
    for seat in seats:
        body = place(seat.place, district=school.district or school, school=school)
        if seat.role and body and holds(user, Role(seat.role), body):
            return Role(seat.role), body
    return None


def office_for(user: User, nomination) -> tuple[Role, Organisation] | None:
    """Return the office a user acts from for a nomination."""
    seats = nomination.campaign.policy.tracks[nomination.track].nominated_by
    return nominator(user, school=nomination.organisation, seats=seats)


def offices_of(user: User, *, on: dt.date) -> list[tuple[str, Organisation]]:
    """Return every office a user holds on a day."""
    return [(appointment.role, appointment.organisation) for appointment in appointments_of(user, on=on)]


def is_seat(seat: Seat, *, role: str, body: Organisation) -> bool:
    """Tell whether an office is the one a policy names for some school."""
    is_place = seat.place == body.kind if seat.place in RELATIVE else seat.place == body.code
    return seat.role == role and is_place


def reach(offices: list[tuple[str, Organisation]], *, seats: tuple[Seat, ...], of: str = "") -> Q:
    """Return which schools offices reach through the seats a policy names; ``of`` is a prefix, ``organisation__``."""
    reached = Q(**{f"{of}pk__in": []})
    for role, body in offices:
        for seat in seats:
            if is_seat(seat, role=role, body=body):
                lookup = RELATIVE.get(seat.place)
                reached |= Q(**{f"{of}{lookup}": body.pk}) if lookup else Q(**{f"{of}district": body.district_id})
    return reached


@rules.predicate
def holds_nominating_office(user, nomination) -> bool:
    return office_for(user, nomination) is not None


@rules.predicate
def is_nominee(user, nomination) -> bool:
    return user.person_id is not None and user.person_id == nomination.person_id


@rules.predicate
def writes_the_dossier(user, paper) -> bool:
    """True when a paper lies in a dossier that the user's office answers for; a draft has no case yet."""
    dossiers = Nomination.objects.filter(papers__paper=paper)
    return any(user.has_perm("selection.nominate", nomination) for nomination in dossiers)


rules.add_perm("selection.nominate", holds_nominating_office & ~is_nominee)
rules.set_perm("core.view_paper", is_uploader | reads_its_dossier | writes_the_dossier)
