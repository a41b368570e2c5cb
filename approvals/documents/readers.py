"""Who opens a paper and who issues one; whoever stays out of a case it speaks of does neither."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from approvals.access import sees_everything, visible_cases
from approvals.cases.models import Case
from approvals.conflicts.services import kept_out
from approvals.documents.kinds import SIGNERS, DocumentKind, find, kinds
from approvals.documents.models import IssuedDocument
from approvals.documents.subjects import (
    OFFICE_PLACES,
    SUBJECTS,
    check_stays_clear,
    has_post,
    keeps_papers,
    stays_out,
)
from approvals.inbox.queries import seats_of
from approvals.rounds.models import Ballot
from core import clock
from core.models import User
from core.organisations.roles import Role

RELATED = (
    "case",
    "meeting__organisation",
    "meeting__campaign__version",
    "notice",
    "campaign",
    "district",
    "issued_by",
    "withdrawn_by",
    "template__paper",
    "event",
    "replaces",
    "replaced_by",
)


def drawable(user: User, key: str, pk: int) -> tuple[DocumentKind, Any]:
    """Return a kind and the thing a user wants a paper of; 404 where there is none or they may not look at it.

    PermissionDenied, in words, for who stays out of it.
    """
    kind = find(key)
    if kind is None:
        raise Http404
    thing = SUBJECTS[kind.of].open_for(user, pk)
    if not is_due(kind, thing):
        raise Http404
    return kind, thing


def is_due(kind: DocumentKind, thing: Any) -> bool:
    """Tell whether there is anything to say in such a paper: the process fits, and it has come so far."""
    return kind.process in ("", SUBJECTS[kind.of].process(thing)) and kind.when(thing)


def may_issue(user: User, kind: DocumentKind, thing: Any) -> bool:
    """Tell whether a user may issue a paper of a thing: they hold the post for it, and stay out of no case in it."""
    if user.district_id != thing.district_id:
        return False
    may = kind.may_issue(user, thing) if kind.may_issue else has_post(user, kind.issued_by)
    return may and stays_out(user, SUBJECTS[kind.of].cases(thing)) is None


def carries_out(user: User, case: Case) -> bool:
    """Tell whether a user issues what a case has come to: heads and leaders, and the office asked to carry it out.

    That is an office of the bureau to which the road gives something to hand in, and not only something to judge.
    """
    asked = Ballot.objects.filter(seats_of(user, on=clock.today()), round__process=case, round__kind="filing")
    return has_post(user, SIGNERS) or asked.filter(role=Role.OFFICER, organisation__kind__in=OFFICE_PLACES).exists()


def issued_for(user: User, pk: int) -> IssuedDocument:
    """Return an issued paper to who may open what it is of; a public one to the register, and to whose case it names.

    404 for everybody else; PermissionDenied, in words, for who stays out of one of its cases.
    """
    papers = IssuedDocument.objects.select_related(*RELATED)
    found = get_object_or_404(papers, pk=pk, district=user.district_id)
    if found.rule and found.rule.public and _reads_public(user, found):
        return found
    if found.issued_by_id != user.pk or found.case_id is not None:
        SUBJECTS[found.of].open_for(user, found.subject.pk)
    if found.case_id is None:
        check_stays_clear(user, found.cases.all())
    return found


def _reads_public(user: User, document: IssuedDocument) -> bool:
    return keeps_papers(user) or visible_cases(user).filter(documents=document).exists()


def register_of(user: User) -> QuerySet[IssuedDocument]:
    """Return the papers that stand in a user's register: all for who watches over the district, else what is theirs."""
    papers = IssuedDocument.objects.filter(district=user.district_id)
    if sees_everything(user):
        return papers
    public = [kind.key for kind in kinds() if kind.public]
    return papers.filter(Q(kind__in=public) | Q(issued_by=user) | Q(case__in=visible_cases(user)))


def closed_to(user: User, documents: Sequence[IssuedDocument]) -> set[int]:
    """Return those of a register's papers that a user may not open, in one question: they stay out of a case in it."""
    told = {document.pk for document in documents if not (document.rule and document.rule.public)}
    own = Q(person=user.person_id) if user.person_id else Q(pk=None)
    barred = Case.objects.filter(own | kept_out(user, case="pk"), documents__in=told)
    return told & set(barred.values_list("documents", flat=True))
