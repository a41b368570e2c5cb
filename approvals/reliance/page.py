"""What the pages of a statement, a false paper and a reconsideration show."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from approvals.access import sees_everything, visible_cases
from approvals.cases.models import Case
from approvals.cases.page import Clause, clause_of, fact_words
from approvals.cases.progress import outcome_words
from approvals.processes import process
from approvals.rankings.models import Ranking, RankingEntry
from approvals.reliance.compare import shifts
from approvals.reliance.models import Reconsideration, Reliance
from core.facts.services import lineage
from core.models import Fact, Paper, User
from core.people.readers import keeps_files


@dataclass(frozen=True)
class Said:
    """A statement as one of its versions said it, and why it says so no longer."""

    fact: Fact
    is_this: bool
    why: str

    @property
    def was_taken_back(self) -> bool:
        return self.fact.ended_by is not None and self.fact.ended_by.verb == "fact.retracted"


@dataclass(frozen=True)
class Used:
    """A case that used it: how it stands, and what came of looking at it again."""

    case: Case
    track: str
    outcome: str
    reconsideration: Reconsideration | None


@dataclass(frozen=True)
class UsedList:
    """A frozen list on which a case that used it stands; the order of all may change."""

    ranking: Ranking
    url: str
    cases: list[Case]


def versions_of(fact: Fact) -> list[Said]:
    """Return a statement's versions, the first one first."""
    return [Said(one, one.pk == fact.pk, _reason(one)) for one in lineage(fact)]


def _reason(fact: Fact) -> str:
    return json.loads(fact.ended_by.body)["details"].get("reason", "") if fact.ended_by else ""


def used_by(cases, *, user: User, **cause: Any) -> list[Used]:
    """Return the cases that used something, those that a reader may open, each with its reconsideration."""
    seen = cases.filter(pk__in=visible_cases(user).values("pk"))
    rows = list(seen.select_related("version", "campaign", "person", "organisation"))
    again = {one.case_id: one for one in Reconsideration.objects.filter(case__in=rows, **cause)}
    return [_used(case, again.get(case.pk)) for case in rows]


def _used(case: Case, again: Reconsideration | None) -> Used:
    track = str(case.policy.tracks[case.track].title)
    return Used(case, track, "" if case.is_live else outcome_words(case), again)


def lists_with(used: Iterable[Used], *, user: User) -> list[UsedList]:
    """Return the frozen lists on which cases stand, with everybody on them whom a reader may see."""
    known = [one.case.pk for one in used]
    lists = RankingEntry.objects.filter(round__process__in=known).values("ranking")
    entries = RankingEntry.objects.filter(ranking__in=lists, round__process__in=visible_cases(user).values("pk"))
    rows = entries.select_related("ranking__campaign", "round__process__person", "round__process__organisation")
    found: dict[Ranking, list[Case]] = {}
    for entry in rows.order_by("ranking", "position"):
        found.setdefault(entry.ranking, []).append(entry.round.case)
    watches = sees_everything(user)
    return [UsedList(ranking, _url(ranking) if watches else "", cases) for ranking, cases in found.items()]


def _url(ranking: Ranking) -> str:
    return reverse("ranking", args=[ranking.campaign_id, ranking.stage, ranking.track])


def without_account(fact: Fact, *, user: User) -> list[Case]:
    """Return the cases about the same person or body of which it is not on record what they used."""
    about = {"person": fact.person_id} if fact.person_id else {"person": None, "organisation": fact.organisation_id}
    accounted = Reliance.objects.exclude(fact=None).values("case")
    cases = visible_cases(user).filter(**about).exclude(pk__in=accounted)
    return list(cases.select_related("campaign", "person", "organisation").order_by("pk"))


def may_read(user: User, fact: Fact) -> bool:
    """Tell whether a statement concerns a user: theirs, of files they keep or watch over, or of a case they see."""
    if user.district_id != fact.district_id:
        return False
    if keeps_files(user) or sees_everything(user) or (fact.person_id and fact.person_id == user.person_id):
        return True
    again = Reconsideration.objects.filter(before=fact).values("case")
    after = Reconsideration.objects.filter(after=fact).values("case")
    used = Reliance.objects.filter(fact=fact).values("case")
    cases = visible_cases(user)
    return cases.filter(Q(pk__in=used) | Q(pk__in=again) | Q(pk__in=after)).exists()


@dataclass(frozen=True)
class ShiftLine:
    """A clause in words that is answered otherwise, then and now."""

    says: str
    then: Clause
    now: Clause


@dataclass(frozen=True)
class FactLine:
    """A fact that rested on what was wrong: what it was, and what it is without the error."""

    label: str
    then: str
    now: str


def shift_lines(wanted: Reconsideration) -> list[ShiftLine]:
    """Return the clauses that are answered otherwise."""
    case = wanted.case
    then, now = {**case.facts, **wanted.then}, {**case.facts, **wanted.now}
    found = shifts(case.policy, track=case.track, then=then, now=now)
    pairs = [(clause_of(shift.then), clause_of(shift.now)) for shift in found]
    return [ShiftLine(then.says, then, now) for then, now in pairs]


def fact_lines(wanted: Reconsideration) -> list[FactLine]:
    """Return the facts that rested on the statement, then and now."""
    labels = process(wanted.case.policy.process).facts
    return [
        FactLine(str(labels[name].label), fact_words(wanted.then.get(name)), fact_words(value))
        for name, value in wanted.now.items()
        if name in labels
    ]


def papers_of(fact: Fact) -> list[Paper]:
    """Return the papers a statement rests on."""
    return list(fact.papers.order_by("pk"))
