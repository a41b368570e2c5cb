"""Who may read why somebody is not within the places: the person, who put them forward, and who watches."""

from approvals.access import sees_everything
from approvals.cases.models import Case
from approvals.rankings.models import RankingEntry
from approvals.rankings.words import why_words
from core.models import User
from core.organisations.roles import Role
from core.organisations.services import holds


def may_read_why(user: User, case: Case) -> bool:
    """Tell whether a user may read why a case is not within the places."""
    is_person = user.person_id is not None and user.person_id == case.person_id
    is_nominator = case.opened_by_id == user.pk or holds(user, Role(case.nominator_role), case.nominator_at)
    return is_person or is_nominator or sees_everything(user)


def why_of(case: Case, *, user: User) -> list[str]:
    """Return in words why the last frozen list left a case out; nothing for others, and before a list is frozen."""
    entries = RankingEntry.objects.filter(round__process=case, round__is_void=False).select_related("ranking")
    entry = entries.order_by("-pk").first()
    if entry is None or not entry.why or not may_read_why(user, case):
        return []
    policy = case.policy
    return why_words(entry.why, policy=policy, rule=policy.rankings[policy.stages[entry.ranking.stage].ranking or ""])
