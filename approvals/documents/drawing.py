"""A paper drawn from a Word template: as Word, and as a PDF of that very Word document, so both say the same."""

import io
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from approvals.documents.codes import shown
from approvals.documents.layouts import saved
from approvals.documents.printing import pdf_of
from approvals.documents.words import DIGITS_SHOWN, digest_of
from core.record.chain import canonical

QR_SIZE = 22  # millimetres
KEPT = 64  # drawn papers a process remembers: the same words are not drawn twice


def environment() -> ImmutableSandboxedEnvironment:
    """Return what a template may use: its variables, loops and conditions, and nothing of the program."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    return made


def draw(
    words: Mapping[str, Any], *, template: bytes, extension: str, code: str = "", fits_one_page: bool = False
) -> bytes:
    """Return a paper as ``docx`` or ``pdf``; without a code it says that it is a draft."""
    word = _word(canonical(words), template, code)
    return word if extension == "docx" else _pdf(word, fits_one_page)


def check_address(code: str) -> str:
    """Return where the public checks a code."""
    return f"{settings.SITE_URL}{reverse('check-code', args=[code])}"


@lru_cache(maxsize=KEPT)
def _word(text: str, template: bytes, code: str) -> bytes:
    opened = DocxTemplate(io.BytesIO(template))
    opened.render(context_of(json.loads(text), code=code, opened=opened), environment())
    return saved(opened.docx)


@lru_cache(maxsize=KEPT)
def _pdf(word: bytes, fits_one_page: bool) -> bytes:
    return pdf_of(Document(io.BytesIO(word)), fits_one_page=fits_one_page)


def context_of(words: Mapping[str, Any], *, code: str, opened: DocxTemplate) -> dict[str, Any]:
    """Return every variable a template may name."""
    return {
        **words,
        "fact": {fact["key"]: fact["value"] for fact in words["facts"]},
        "code": shown(code),
        "address": check_address(code) if code else "",
        "digest": digest_of(words)[:DIGITS_SHOWN],
        "qr": _picture(code, opened=opened) if code else "",
    }


def _picture(code: str, *, opened: DocxTemplate) -> InlineImage:
    drawn = io.BytesIO()
    segno.make(check_address(code), error="m").save(drawn, kind="png", scale=8)
    return InlineImage(opened, drawn, width=Mm(QR_SIZE))
