"""The papers that a page offers: what may be drawn of a thing, and what was issued of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.documents.kinds import DocumentKind, kinds
from approvals.documents.models import IssuedDocument
from approvals.documents.readers import is_due, may_issue
from approvals.documents.subjects import SUBJECTS
from core.models import User

EXTENSIONS = ("pdf", "docx")


@dataclass(frozen=True)
class Draft:
    """A kind of paper that may be drawn of a thing: its files, and the page where it is issued for who may."""

    title: str
    files: tuple[tuple[str, str], ...]
    issue_at: str


def drafts_of(of: str, thing: Any, *, user: User, issued: list[IssuedDocument]) -> list[Draft]:
    """Return the papers that may be drawn of a thing; one that stands issued is not offered for issuing again."""
    standing = {document.kind for document in issued if document.ended_at is None}
    offered = [kind for kind in kinds((of,), process=SUBJECTS[of].process(thing)) if is_due(kind, thing)]
    return [draft(kind, thing, is_open=kind.key not in standing and may_issue(user, kind, thing)) for kind in offered]


def draft(kind: DocumentKind, thing: Any, *, is_open: bool) -> Draft:
    """Return how a kind is drawn of a thing, and issued where ``is_open``."""
    files = tuple((one.upper(), reverse("document-draw", args=[kind.key, thing.pk, one])) for one in EXTENSIONS)
    return Draft(str(kind.title), files, reverse("document-draft", args=[kind.key, thing.pk]) if is_open else "")


def issued_of(of: str, thing: Any) -> list[IssuedDocument]:
    """Return what was issued of a thing, the newest first; of a case also the public papers that name it."""
    wanted = Q(**{of: thing})
    if of == "case":
        wanted |= Q(kind__in=[kind.key for kind in kinds() if kind.public], cases=thing)
    return list(IssuedDocument.objects.filter(wanted).select_related("replaced_by").distinct())


def papers_of(of: str, thing: Any, *, user: User) -> dict[str, Any]:
    """Return what the part of a page shows that lists a thing's papers."""
    issued = issued_of(of, thing)
    return {"drafts": drafts_of(of, thing, user=user, issued=issued), "issued": issued}


def state_of(document: IssuedDocument) -> tuple[str, str]:
    """Return in a word whether a paper stands, and the tone to say it in."""
    if document.is_withdrawn:
        return _("Withdrawn"), "late"
    return (_("Replaced"), "soon") if document.ended_at else (_("Stands"), "good")
