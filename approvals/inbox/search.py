"""Looking something up in the inbox: by name, pinyin, number or school; what a blind panel hides stays hidden."""

import re

from django.db.models import Q, QuerySet

from approvals.cases.models import Case
from approvals.copies.models import Copy
from approvals.policies.models import PolicyVersion
from approvals.rounds.models import Ballot


def cases_found(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Return the cases that a query means."""
    return cases.filter(_meant(query, of="")) if query else cases


def copies_found(copies: QuerySet[Copy], query: str) -> QuerySet[Copy]:
    """Return the copies of the cases that a query means."""
    return copies.filter(_meant(query, of="case__")) if query else copies


def ballots_found(ballots: QuerySet[Ballot], query: str) -> QuerySet[Ballot]:
    """Return the seats that a query means; the sheets of a blind panel answer to their code only."""
    if not query:
        return ballots
    blind = _blind(ballots)
    return ballots.filter((_meant(query, of="round__process__") & ~blind) | (_coded(query) & blind))


def _meant(query: str, *, of: str) -> Q:
    words = (
        "person__name__icontains",
        "person__pinyin__icontains",
        "number__icontains",
        "organisation__name__icontains",
    )
    found = Q()
    for word in words:
        found |= Q(**{of + word: query})
    return found


def _blind(ballots: QuerySet[Ballot]) -> Q:
    """Return which of a user's seats must not tell a name."""
    panels = ballots.filter(role="", round__kind="panel").order_by()
    stages = list(panels.values_list("round__process__version", "round__stage").distinct())
    versions = PolicyVersion.objects.in_bulk({version for version, _stage in stages})
    found = Q(pk=None)
    for version, stage in stages:
        if versions[version].document.stages[stage].blind:
            found |= Q(role="", round__process__version=version, round__stage=stage)
    return found


def _coded(query: str) -> Q:
    match = re.fullmatch(r"(?:[A-Za-z]-)?(\d{1,12})", query)
    return Q(round=int(match.group(1))) if match else Q(pk=None)
