"""Who may open a paper: whoever may read the dossier it lies in, besides the one who uploaded it."""

import rules
from django.db.models import Q

from approvals.access import visible_cases
from approvals.meetings.readers import reads_at_a_meeting
from approvals.processes import cases_with
from approvals.rounds.models import Ballot
from core.models import Fact, Paper, Rectification, User
from core.people.readers import keeps_files
from core.rules import is_uploader


@rules.predicate
def reads_its_dossier(user: User, paper: Paper | None) -> bool:
    """True for who sees the case whole, for a judge of a panel that is not blind, and before a meeting."""
    if paper is None:
        return False
    if reads_at_a_meeting(user, paper) or reads_with_a_file(user, paper):
        return True
    cases = cases_with(paper)
    if visible_cases(user).filter(pk__in=cases).exists():
        return True
    sheets = Ballot.objects.filter(user=user, role="", round__kind="panel", round__process__in=cases)
    sheets = sheets.exclude(state=Ballot.State.RECUSED)
    return any(not ballot.round.rule.blind for ballot in sheets.select_related("round__process__version"))


def reads_with_a_file(user: User, paper: Paper) -> bool:
    """Tell whether a paper belongs to a statement, or to a request to correct one, that a user may read on file."""
    of_person = Q(person=user.person_id) if user.person_id else Q(pk=None)
    mine = Q() if keeps_files(user) else of_person
    asked = Rectification.objects.filter(mine, district=user.district_id, papers=paper)
    said = Fact.objects.filter(mine, district=user.district_id, papers=paper)
    return asked.exists() or said.exists()


rules.set_perm("core.view_paper", is_uploader | reads_its_dossier)
