"""Who may open a paper: whoever may read the dossier it lies in, besides the one who uploaded it."""

import rules

from approvals.access import visible_cases
from approvals.processes import cases_with
from approvals.rounds.models import Ballot
from core.models import Paper, User
from core.rules import is_uploader


@rules.predicate
def reads_its_dossier(user: User, paper: Paper | None) -> bool:
    """True for who sees the case whole, and for a judge of a panel that is not blind."""
    if paper is None:
        return False
    cases = cases_with(paper)
    if visible_cases(user).filter(pk__in=cases).exists():
        return True
    sheets = Ballot.objects.filter(user=user, role="", round__kind="panel", round__process__in=cases)
    return any(not ballot.round.rule.blind for ballot in sheets.select_related("round__process__version"))


rules.set_perm("core.view_paper", is_uploader | reads_its_dossier)
