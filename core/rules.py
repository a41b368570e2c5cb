"""Who may do what on the ground; the floors above widen ``core.view_paper`` with rules.set_perm."""

import rules

from core.organisations.roles import Role
from core.organisations.services import holds_somewhere
from core.papers.models import Paper
from core.people.models import User


@rules.predicate
def is_uploader(user: User, paper: Paper | None) -> bool:
    return paper is not None and user.pk == paper.uploaded_by_id


@rules.predicate
def is_administrator(user: User) -> bool:
    return user.is_authenticated and holds_somewhere(user, Role.ADMINISTRATOR)


rules.add_perm("core.view_paper", is_uploader)
rules.add_perm("core.change_calendar", is_administrator)
rules.add_perm("core.change_appointment", is_administrator)
