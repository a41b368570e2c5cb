"""公文模板: which Word template a kind is drawn from; the bureau may put its own in place of the shipped one."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError, UndefinedError

from approvals.documents.drawing import context_of, draw, environment
from approvals.documents.kinds import DocumentKind
from approvals.documents.models import DocumentTemplate, NumberPrefix
from approvals.documents.printing import unprintable
from approvals.documents.samples import sample_words
from approvals.documents.subjects import has_post
from core.errors import Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds_somewhere
from core.papers.services import store
from core.record.services import record

MOST_UNPACKED = 40 * 1024 * 1024
SAMPLE_CODE = "0" * 16


def may_replace(user: User) -> bool:
    """Tell whether a user may change templates and numbers: the district's administrator, and the bureau's leaders."""
    if not user.is_authenticated:
        return False
    return holds_somewhere(user, Role.ADMINISTRATOR) or has_post(user, frozenset({Role.LEADER}))


def template_in_use(kind: DocumentKind, *, district: Organisation) -> DocumentTemplate | None:
    """Return the district's own template of a kind; None where the shipped one is in use."""
    own = DocumentTemplate.objects.filter(district=district, kind=kind.key, ended_at=None)
    return own.select_related("paper").first()


def bytes_of(template: DocumentTemplate | None, *, kind: DocumentKind) -> bytes:
    """Return a template's file; the shipped one where there is none of the district's own."""
    if template is None:
        return kind.layout()
    with template.paper.file.open("rb") as stored:
        return stored.read()


@transaction.atomic
def replace(kind: DocumentKind, upload: UploadedFile, *, by: User, now: dt.datetime) -> DocumentTemplate:
    """Use another template from now on; what was issued keeps the one it was drawn from.

    Refused, with what is wrong with it, where it does not open, names what is not known, or cannot be printed.
    """
    district = _district(by)
    check(upload, kind=kind)
    paper = store(upload, by=by, now=now)
    _end(kind, district=district, now=now)
    placed = DocumentTemplate.objects.create(district=district, kind=kind.key, paper=paper, placed_by=by, placed_at=now)
    record("template.replaced", on=district, by=by, now=now, kind=kind.key, name=paper.name, digest=paper.digest)
    return placed


@transaction.atomic
def go_back(kind: DocumentKind, *, by: User, now: dt.datetime) -> None:
    """Use the shipped template again; harmless where it is in use."""
    district = _district(by)
    if _end(kind, district=district, now=now):
        record("template.shipped", on=district, by=by, now=now, kind=kind.key)


@transaction.atomic
def set_prefix(kind: DocumentKind, *, prefix: str, by: User, now: dt.datetime) -> None:
    """Say which words stand before the numbers of a kind; numbers already given stay as they are."""
    district = _district(by)
    NumberPrefix.objects.update_or_create(district=district, kind=kind.key, defaults={"prefix": prefix})
    record("number.prefixed", on=district, by=by, now=now, kind=kind.key, prefix=prefix)


def check(upload: UploadedFile, *, kind: DocumentKind) -> None:
    """Raise Refused, saying what to mend, for a template that could not be used."""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    _check_parts(content)
    try:
        opened = DocxTemplate(io.BytesIO(content))
        unknown = opened.get_undeclared_template_variables(environment()) - known_variables(kind)
    except TemplateError as error:
        raise _refused(error) from error
    except Exception as error:  # whatever a broken file makes the reader of it stumble over
        raise Refused(_("The file does not open as a Word document. Save it anew as .docx and upload that.")) from error
    if unknown:
        said = _("The template asks for what no such paper says: %(names)s. Known are: %(known)s.")
        raise Refused(said % {"names": ", ".join(sorted(unknown)), "known": ", ".join(sorted(known_variables(kind)))})
    if unprintable(Document(io.BytesIO(content))):
        raise Refused(
            _(
                "The template holds a text box, a footnote, a field to fill in or a tracked change, which print would "
                "leave out. Write it into paragraphs and tables."
            )
        )
    _check_sample(content, kind=kind)


def known_variables(kind: DocumentKind) -> set[str]:
    """Return what a template of a kind may ask for."""
    return set(context_of(sample_words(kind), code="", opened=DocxTemplate(io.BytesIO(kind.layout()))))


def _check_sample(content: bytes, *, kind: DocumentKind) -> None:
    """Draw a sample in print; PDF is made of Word, so one drawing tries both."""
    try:
        draw(sample_words(kind), template=content, extension="pdf", code=SAMPLE_CODE)
    except TemplateError as error:
        raise _refused(error) from error
    except Exception as error:
        raise Refused(_("No sample could be drawn from the template. Begin again from the one in use.")) from error


def _refused(error: TemplateError) -> Refused:
    if isinstance(error, SecurityError):
        return Refused(
            _("The template reaches for what is not its business. Use variables, loops and conditions only.")
        )
    if isinstance(error, UndefinedError):
        return Refused(_("The template asks for what no such paper says: %(what)s.") % {"what": error.message})
    return Refused(_("The template has a mistake in one of its signs { }: %(what)s.") % {"what": error.message})


def _check_parts(content: bytes) -> None:
    """Refuse what unpacks to too much, and what would fetch something from elsewhere when it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
            outward = (
                any(b'TargetMode="External"' in parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
                if size <= MOST_UNPACKED
                else False
            )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused(_("The file does not open as a Word document. Save it anew as .docx and upload that.")) from error
    if size > MOST_UNPACKED:
        raise Refused(_("The template is too large. Make its pictures smaller."))
    if outward:
        raise Refused(_("The template refers to something outside itself, a link or a linked picture. Take it out."))


def _district(by: User) -> Organisation:
    if by.district is None or not may_replace(by):
        raise PermissionDenied
    return Organisation.objects.select_for_update(no_key=True).get(pk=by.district.pk)


def _end(kind: DocumentKind, *, district: Organisation, now: dt.datetime) -> int:
    return DocumentTemplate.objects.filter(district=district, kind=kind.key, ended_at=None).update(ended_at=now)


def rows_of(district: Organisation, kinds: list[DocumentKind]) -> list[dict[str, Any]]:
    """Return each kind with its template and the words before its numbers, from two questions."""
    own = DocumentTemplate.objects.filter(district=district, ended_at=None).select_related("paper", "placed_by")
    placed = {template.kind: template for template in own}
    prefixes = dict(NumberPrefix.objects.filter(district=district).values_list("kind", "prefix"))
    return [{"kind": kind, "template": placed.get(kind.key), "prefix": prefixes.get(kind.key, "")} for kind in kinds]
