"""What is done with a paper: drawn as a draft, issued once, corrected by another, withdrawn."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.documents.codes import draw_code
from approvals.documents.drawing import draw
from approvals.documents.kinds import DocumentKind
from approvals.documents.models import IssuedDocument
from approvals.documents.numbers import next_number
from approvals.documents.readers import is_due, may_issue
from approvals.documents.subjects import SUBJECTS
from approvals.documents.templates import bytes_of, template_in_use
from approvals.documents.words import as_stored, digest_of, in_the_office_language, plain_day
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record


@in_the_office_language
def draft_words(
    kind: DocumentKind, thing: Any, *, reader: User | None, replaces: IssuedDocument | None = None
) -> dict[str, Any]:
    """Return what a paper would say now, to a reader who may not read all of it less; no number, and no day."""
    given = {"replaces": replaces} if kind.of == "campaign" else {}
    return as_stored(kind.words(thing, reader=reader, **given))


def draft(kind: DocumentKind, thing: Any, *, reader: User, extension: str) -> bytes:
    """Return a paper that is not issued yet, as ``docx`` or ``pdf``."""
    template = bytes_of(template_in_use(kind, district=thing.district), kind=kind)
    words = draft_words(kind, thing, reader=reader)
    return draw(words, template=template, extension=extension, fits_one_page=kind.fits_one_page)


def copy_of(document: IssuedDocument, *, extension: str) -> bytes:
    """Return an issued paper as it was issued: its own words in the template that was in use."""
    kind = document.rule
    if kind is None:
        raise Refused(_("The process that issued this paper is no longer installed; it cannot be drawn."))
    template = bytes_of(document.template, kind=kind)
    fits, code = kind.fits_one_page, document.code
    return draw(document.words, template=template, extension=extension, code=code, fits_one_page=fits)


@transaction.atomic
def issue(
    kind: DocumentKind,
    thing: Any,
    *,
    seen: str,
    by: User,
    now: dt.datetime,
    replaces: IssuedDocument | None = None,
) -> IssuedDocument:
    """Issue a paper under its check code and, where its kind is numbered, the next number of the year.

    ``seen`` is the digest of the words that were read: Conflict when they have changed since, or when such a paper
    stands already and this one does not replace it. Refused where no words stand before the number yet.
    """
    thing = type(thing)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
    if not may_issue(by, kind, thing):
        raise PermissionDenied
    if replaces is not None:
        replaces = _still_standing(replaces)
    if not is_due(kind, thing) and replaces is None:
        raise Conflict(_("There is nothing to issue here any more. Look at the register again."))
    _check_alone(kind, thing, replaces=replaces)
    words = draft_words(kind, thing, reader=None, replaces=replaces)
    if digest_of(words) != seen:
        raise Conflict(_("What the paper says has changed since you read it. Read it again before you issue it."))
    if replaces is not None:
        replaces.ended_at = now
        replaces.save(update_fields=["ended_at"])
    return _written(kind, thing, words=words, replaces=replaces, by=by, now=now)


@in_the_office_language
def _written(
    kind: DocumentKind,
    thing: Any,
    *,
    words: dict[str, Any],
    replaces: IssuedDocument | None,
    by: User,
    now: dt.datetime,
) -> IssuedDocument:
    today = day_of(now)
    words["number"] = next_number(kind, district=thing.district, on=today) if kind.numbered else ""
    words["day"] = plain_day(today)
    digest, code = digest_of(words), draw_code()
    told = {"kind": kind.key, "number": words["number"], "title": words["title"], "digest": digest}
    told |= {"replaces": replaces.code} if replaces else {}
    event = record("document.issued", on=SUBJECTS[kind.of].chain(thing), by=by, now=now, code=code, **told)
    document = IssuedDocument.objects.create(
        district_id=thing.district_id,
        kind=kind.key,
        **{kind.of: thing},
        number=words["number"],
        title=words["title"],
        code=code,
        words=words,
        digest=digest,
        template=template_in_use(kind, district=thing.district),
        event=event,
        issued_at=now,
        issued_on=today,
        issued_by=by,
        replaces=replaces,
    )
    document.cases.set(_concerned(kind, thing, replaces=replaces))
    return document


def _concerned(kind: DocumentKind, thing: Any, *, replaces: IssuedDocument | None):
    return kind.cases(thing, replaces=replaces) if kind.cases else SUBJECTS[kind.of].cases(thing)


@transaction.atomic
def withdraw(document: IssuedDocument, *, why: str, by: User, now: dt.datetime) -> IssuedDocument:
    """Withdraw an issued paper, with a reason; its page says so from now on, and its number is not given again.

    Conflict when it was replaced or withdrawn already.
    """
    document = _still_standing(document)
    kind = document.rule
    if kind is None or not may_issue(by, kind, document.subject):
        raise PermissionDenied
    document.ended_at, document.withdrawn_by, document.withdrawn_why = now, by, why
    document.save(update_fields=["ended_at", "withdrawn_by", "withdrawn_why"])
    chain = SUBJECTS[kind.of].chain(document.subject)
    record("document.withdrawn", on=chain, by=by, now=now, code=document.code, number=document.number, reason=why)
    return document


def _still_standing(document: IssuedDocument) -> IssuedDocument:
    row = IssuedDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if row.ended_at is not None:
        raise Conflict(_("This paper was replaced or withdrawn already; it cannot end twice."))
    return row


def _check_alone(kind: DocumentKind, thing: Any, *, replaces: IssuedDocument | None) -> None:
    """Raise Conflict where a paper of this kind stands for the thing and is not the one to be replaced."""
    standing = IssuedDocument.objects.standing().filter(kind=kind.key, **{kind.of: thing})
    if replaces is not None and not standing.filter(pk=replaces.pk).exists():
        raise Conflict(_("The paper to be replaced is another one. Begin from its own page."))
    if replaces is None and kind.of != "campaign" and (found := standing.first()):
        words = _("It was issued already on %(day)s. A correction begins from the page of that paper.")
        raise Conflict(words % {"day": found.issued_on})


def is_unchanged(document: IssuedDocument) -> bool:
    """Tell whether a paper still says what the record says was issued."""
    return digest_of(document.words) == document.digest and f'"{document.digest}"' in document.event.body
