"""Who may plan for somebody: the office the policy names for the kind of post, and never for oneself."""

import datetime as dt

import rules
from django.db.models import Q
from rules.permissions import permissions

from approvals.policies.document import Seat
from core import clock
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import appointments_of, holds, place
from workflows.placement.models import Placement

# The words of the policy format that mean the person's own school, and its group, as a lookup of the school.
RELATIVE = {"school": "pk", "group": "parent"}


def office_for(user: User, placement) -> tuple[Role, Organisation] | None:
    """Return the office a user plans from, among those the policy names; None without one."""
    school = placement.organisation
    for seat in placement.campaign.policy.tracks[placement.track].nominated_by:
        body = place(seat.place, district=placement.district, school=school)
        if seat.role and body and holds(user, Role(seat.role), body):
            return Role(seat.role), body
    return None


def reach(user: User, *, seats: tuple[Seat, ...], on: dt.date, of: str = "") -> Q:
    """Return which schools a user's offices reach through the seats a policy names; ``of`` prefixes the lookup."""
    reached = Q(**{f"{of}pk__in": []})
    for held in appointments_of(user, on=on):
        for seat in seats:
            if seat.role == held.role and seat.place in (held.organisation.kind, held.organisation.code):
                lookup = RELATIVE.get(seat.place)
                where = {f"{of}{lookup}": held.organisation_id} if lookup else {f"{of}district": user.district_id}
                reached |= Q(**where)
    return reached


@rules.predicate
def holds_planning_office(user, placement) -> bool:
    return office_for(user, placement) is not None


@rules.predicate
def is_the_person(user, placement) -> bool:
    return user.person_id is not None and user.person_id == placement.person_id


@rules.predicate
def reads_the_plan(user, paper) -> bool:
    """True when a paper belongs to a plan that the user may open."""
    from workflows.placement.queries import plans_of

    held = Placement.objects.filter(Q(papers__paper=paper) | Q(milestones__paper=paper))
    return plans_of(user, on=clock.today()).filter(pk__in=held.values("pk")).exists()


rules.add_perm("placement.plan", holds_planning_office & ~is_the_person)
# Widened, not replaced: what other processes let somebody open stays open.
rules.set_perm("core.view_paper", permissions["core.view_paper"] | reads_the_plan)
