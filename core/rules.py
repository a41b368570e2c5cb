"""Who may do what on the ground; the floors above widen ``core.view_paper`` with rules.set_perm."""

import rules

from core.organisations.roles import Role
from core.organisations.services import holds_somewhere
from core.papers.models import Paper
from core.people.models import User
from core.people.readers import is_of_their_district, is_the_person, keeps_files, reads_the_file, watches_everybody


@rules.predicate
def is_uploader(user: User, paper: Paper | None) -> bool:
    return paper is not None and user.pk == paper.uploaded_by_id


@rules.predicate
def is_administrator(user: User) -> bool:
    return user.is_authenticated and holds_somewhere(user, Role.ADMINISTRATOR)


rules.add_perm("core.view_paper", is_uploader)
rules.add_perm("core.change_calendar", is_administrator)
rules.add_perm("core.change_appointment", is_administrator)

# 人才档案: who reads a file, who reads what is sensitive in it, who copies it out, who answers for what stands there.
rules.add_perm("core.view_file", reads_the_file)
rules.add_perm("core.view_sensitive_facts", is_of_their_district & (is_the_person | keeps_files | watches_everybody))
rules.add_perm("core.copy_file", is_of_their_district & (is_the_person | keeps_files))
rules.add_perm("core.correct_file", is_of_their_district & keeps_files & ~is_the_person)
