"""Papers in the demo: the words before their numbers, and one issued of each kind that has a number."""

import datetime as dt
from typing import Any

from approvals.documents.kinds import DocumentKind, find
from approvals.documents.models import IssuedDocument
from approvals.documents.readers import is_due, may_issue
from approvals.documents.services import draft_words, issue
from approvals.documents.templates import set_prefix
from approvals.documents.words import digest_of
from approvals.models import Campaign, Case
from core.models import Organisation, User
from workflows.demo.invented import data

OF = {"case": Case, "campaign": Campaign}


def live(district: Organisation, *, now: dt.datetime) -> list[IssuedDocument]:
    """Let the administrator say what stands before the numbers, and whoever may issue the first paper of each kind."""
    admin, issued = User.objects.get(district=district, username="admin"), []
    for key, prefix in data("papers")["prefixes"].items():
        if kind := find(key):
            set_prefix(kind, prefix=prefix, by=admin, now=now)
            thing, by = _first(kind, district)
            issued.append(issue(kind, thing, seen=digest_of(draft_words(kind, thing, reader=None)), by=by, now=now))
    return issued


def _first(kind: DocumentKind, district: Organisation) -> tuple[Any, User]:
    """Return the first thing of which there is a paper of this kind to issue, and who may."""
    things = OF[kind.of]._default_manager.filter(district=district).order_by("pk")
    offices = User.objects.filter(district=district, appointments__isnull=False).distinct().order_by("pk")
    return next(
        (thing, user)
        for thing in things.select_related("version")
        if is_due(kind, thing)
        for user in offices
        if may_issue(user, kind, thing)
    )
