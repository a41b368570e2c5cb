"""Papers read back: the words of a Word file and of a PDF."""

import io
import re
import subprocess

from docx import Document
from docx.table import Table

from approvals.documents.kinds import find
from approvals.documents.models import IssuedDocument
from approvals.documents.services import draft_words, issue
from approvals.documents.words import digest_of
from core.models import User

PAGE_NUMBER = re.compile(r"\d+/\d+$")


def word_lines(content: bytes) -> list[str]:
    """Return the lines of a Word file, those of its tables too, as they stand in it."""
    return [line for line in _lines(Document(io.BytesIO(content))) if line.strip()]


def _lines(holder) -> list[str]:
    found = []
    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            found += [line for row in block.rows for cell in row.cells for line in _lines(cell)]
        else:
            found += block.text.split("\n")
    return found


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return told.stdout.decode().split("\f")[:-1]


def squeezed(text: str) -> str:
    """Return a text without its spaces, as it reads whatever the lines break at."""
    return "".join(text.split())


def text_of(pages: list[str]) -> str:
    """Return the text of a PDF without its spaces and the numbers of its pages."""
    return "".join(PAGE_NUMBER.sub("", squeezed(page)) for page in pages)


def issued(season, kind: str, thing, *, by: User | None = None, replaces=None) -> IssuedDocument:
    """Issue a paper as somebody does who has just read it."""
    found = find(kind)
    seen = digest_of(draft_words(found, thing, reader=None, replaces=replaces))
    return issue(found, thing, seen=seen, by=by or season.head, now=season.now, replaces=replaces)
