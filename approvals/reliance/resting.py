"""依据: what a case rests on, written down whenever its facts are gathered."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.cases.models import Case, CaseQuerySet
from approvals.processes import cases_with, process
from approvals.reliance.models import Reliance
from approvals.reliance.opening import open_for_paper
from core.errors import Conflict
from core.models import Fact, Paper


def rest_on(case: Case, facts: Mapping[str, Any], *, now: dt.datetime, round=None) -> None:
    """Write down which statements and papers a case's facts were gathered from; the caller holds the case's lock.

    Facts that name no statements (a plain dict) leave none. Conflict where one was corrected in this very moment: its
    row was waited for. A paper that is known to be false is put to the committee at once.
    """
    named = getattr(facts, "rests_on", {})
    where = {"district_id": case.district_id, "case": case, "round": round}
    rows = [Reliance(**where, fact_id=fact, name=name) for name, found in named.items() for fact in found]
    papers = papers_in(case)
    Reliance.objects.bulk_create([*rows, *(Reliance(**where, paper=paper) for paper in papers)])
    if Fact.objects.filter(pk__in={row.fact_id for row in rows}).exclude(known_until=None).exists():
        raise Conflict(_("A statement was corrected at this very moment. Look at the facts again, then repeat this."))
    for paper in Paper.objects.filter(pk__in=[paper.pk for paper in papers], is_false=True):
        open_for_paper(case, paper, now=now)


def papers_in(case: Case) -> list[Paper]:
    """Return the papers of a case's dossier as it is now, each once."""
    told = process(case.policy.process)
    papers = told.dossier(told.subject_of(case)).papers
    return list({paper.pk: paper for _heading, paper in papers}.values())


def cases_using(fact: Fact) -> CaseQuerySet:
    """Return the cases that used a statement, or one that it has replaced."""
    return Case.objects.filter(pk__in=_reliances(fact).values("case")).order_by("pk")


def names_used(case: Case, fact: Fact) -> list[str]:
    """Return under which names a case used a statement, or one that it has replaced."""
    return sorted(set(_reliances(fact).filter(case=case).values_list("name", flat=True)))


def _reliances(fact: Fact) -> QuerySet[Reliance]:
    """Return what rests on a statement, or on what stood before an effect or a correction put this one in its place."""
    versions, earlier = [fact.pk], fact.previous_id
    while earlier:
        versions.append(earlier)
        earlier = Fact.objects.values_list("previous", flat=True).get(pk=earlier)
    return Reliance.objects.filter(fact__in=versions)


def cases_using_paper(paper: Paper) -> CaseQuerySet:
    """Return the cases whose dossier holds a paper or held it when they were checked, or that used what rests on it."""
    held = Reliance.objects.filter(paper=paper).values("case")
    stated = Reliance.objects.filter(fact__in=paper.facts.all()).values("case")
    found = Case.objects.filter(pk__in=cases_with(paper)) | Case.objects.filter(pk__in=held)
    return (found | Case.objects.filter(pk__in=stated)).order_by("pk")


def keeps_account(case: Case) -> bool:
    """Tell whether it is on record which statements a case used; of cases from before that was kept, it is not."""
    return Reliance.objects.filter(case=case).exclude(fact=None).exists()
