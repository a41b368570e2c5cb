"""Who leads the assessments of a unit, who announces them, and who reads one."""

import rules

from approvals.access import visible_cases
from core.models import User
from core.organisations.roles import Role
from core.organisations.services import holds
from workflows.assessment.models import Assessment

LEADERS = (Role.PRINCIPAL, Role.SECRETARY)


@rules.predicate
def leads_the_unit(user: User, assessment: Assessment) -> bool:
    """True for the head and the secretary of the unit that assesses; never for themselves."""
    return any(holds(user, role, assessment.organisation) for role in LEADERS)


@rules.predicate
def is_the_assessed(user: User, assessment: Assessment) -> bool:
    return user.person_id is not None and user.person_id == assessment.person_id


@rules.predicate
def reads_the_case(user: User, assessment: Assessment) -> bool:
    return visible_cases(user).filter(assessment=assessment.pk).exists()


rules.add_perm("assessment.lead", leads_the_unit & ~is_the_assessed)
rules.add_perm("assessment.read", is_the_assessed | leads_the_unit | reads_the_case)
