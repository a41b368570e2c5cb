"""Who leads the assessments of a unit, who announces them, and who reads one."""

import datetime as dt

import rules

from approvals.access import visible_cases
from approvals.conflicts.services import is_barred
from core import clock
from core.models import User
from core.organisations.roles import SCHOOL_LEADERS, Role
from core.organisations.services import appointments_of, holds
from workflows.assessment.models import Assessment

WATCHERS = (Role.OFFICER, Role.HEAD, Role.LEADER, Role.INSPECTOR, Role.CLERK)


@rules.predicate
def leads_the_unit(user: User, assessment: Assessment) -> bool:
    """True for the head and the secretary of the unit that assesses; never for themselves."""
    return any(holds(user, role, assessment.organisation) for role in SCHOOL_LEADERS)


@rules.predicate
def is_the_assessed(user: User, assessment: Assessment) -> bool:
    return user.person_id is not None and user.person_id == assessment.person_id


def watches(user: User, *, on: dt.date) -> bool:
    """Tell whether a user looks at every unit of the district."""
    kinds = ("bureau", "section", "committee")
    return any(office.role in WATCHERS and office.organisation.kind in kinds for office in appointments_of(user, on=on))


@rules.predicate
def looks_at_every_unit(user: User, assessment: Assessment) -> bool:
    """True for who watches over the district's units, but for an assessment they stay out of."""
    if user.district_id != assessment.district_id or not watches(user, on=clock.today()):
        return False
    return assessment.case is None or not is_barred(user, assessment.case)


@rules.predicate
def reads_the_case(user: User, assessment: Assessment) -> bool:
    return visible_cases(user).filter(assessment=assessment.pk).exists()


rules.add_perm("assessment.lead", leads_the_unit & ~is_the_assessed)
rules.add_perm("assessment.read", is_the_assessed | leads_the_unit | reads_the_case | looks_at_every_unit)
