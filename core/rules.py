"""Who may do what on the ground; the floors above widen ``core.view_paper`` with rules.set_perm."""

import rules

from core.facts.models import Fact
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


@rules.predicate
def is_of_its_district(user: User, thing: Paper | Fact | None) -> bool:
    return thing is None or user.district_id == thing.district_id


@rules.predicate
def is_of_themselves(user: User, fact: Fact | None) -> bool:
    return fact is not None and fact.person_id is not None and fact.person_id == user.person_id


rules.add_perm("core.view_paper", is_uploader)
rules.add_perm("core.correct_fact", keeps_files & is_of_its_district & ~is_of_themselves)
rules.add_perm("core.find_paper_false", watches_everybody & is_of_its_district)
rules.add_perm("core.change_calendar", is_administrator)
rules.add_perm("core.change_appointment", is_administrator)

# 人才档案: who reads a file, who reads what is sensitive in it, who copies it out, who answers for what stands there.
rules.add_perm("core.view_file", reads_the_file)
rules.add_perm("core.view_sensitive_facts", is_of_their_district & (is_the_person | keeps_files | watches_everybody))
rules.add_perm("core.copy_file", is_of_their_district & (is_the_person | keeps_files))
rules.add_perm("core.correct_file", is_of_their_district & keeps_files & ~is_the_person)
