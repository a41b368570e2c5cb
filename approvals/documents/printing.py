"""A Word document in print: its paragraphs, tables and pictures as HTML, and that as PDF.

What it does not know it does not drop in silence: ``unprintable`` names it, and no such template is taken in.
"""

import base64
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.template.loader import render_to_string
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.section import Section
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SCALES = (1, 0.92, 0.84, 0.76)  # the largest at which a form is one page
ALIGNED: dict[Any, str] = {ALIGN.CENTER: "center", ALIGN.RIGHT: "right", ALIGN.JUSTIFY: "justify"}
PICTURES = frozenset({"image/png", "image/jpeg"})
UNPRINTABLE = (
    "w:txbxContent", "w:pict", "w:object", "w:altChunk", "w:footnoteReference", "w:endnoteReference",
    "w:ins", "w:del", "w:sdt", "w:commentReference", "w:subDoc",
)  # fmt: skip
EMU_A_MILLIMETRE = 36000


def unprintable(document: Docx) -> bool:
    """Tell whether a document holds something that print would leave out: a text box, a footnote, a tracked change."""
    parts = [document.element.body, *(part._element for part in _margins(document.sections[0]))]
    return any(part.findall(f".//{qn(tag)}") for part in parts for tag in UNPRINTABLE)


def pdf_of(document: Docx, *, fits_one_page: bool = False) -> bytes:
    """Return a document as PDF; one that should fit a page is made smaller where that helps, and only there."""
    from weasyprint import HTML  # takes a second to load, and few requests need it
    from weasyprint.urls import URLFetcher

    shown, within = _shown(document), URLFetcher(allowed_protocols=("data",))  # nothing is fetched from elsewhere

    def printed(scale: float) -> Any:
        text = render_to_string("approvals/documents/print.html", {**shown, "scale": scale})
        return HTML(string=text, url_fetcher=within).render()

    tried = map(printed, SCALES if fits_one_page else SCALES[:1])
    whole = next(tried)
    return next((one for one in chain([whole], tried) if len(one.pages) == 1), whole).write_pdf()


def _shown(document: Docx) -> dict[str, Any]:
    section = document.sections[0]
    edges = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    head, foot = ([_paragraph(one) for one in part.paragraphs] for part in _margins(section))
    return {
        "size": [_mm(section.page_width), _mm(section.page_height)],
        "margins": [_mm(edge) for edge in edges],
        "blocks": [_block(one) for one in document.iter_inner_content()],
        "head": [line for line in head if line["runs"]],
        "foot": [line for line in foot if line["runs"]],
    }


def _margins(section: Section) -> tuple[Any, Any]:
    return section.header, section.footer


def _block(one: Paragraph | Table) -> dict[str, Any]:
    return {"table": _table(one)} if isinstance(one, Table) else _paragraph(one)


def _table(table: Table) -> dict[str, Any]:
    """Return a table by its rows; a cell that goes on from the one above or beside it is counted, not repeated."""
    grid: list[list[Any]] = [[cell._tc for cell in row.cells] for row in table.rows]
    tops = [
        [row.index(cell) == at and _is_first(grid, n, at) for at, cell in enumerate(row)] for n, row in enumerate(grid)
    ]
    return {
        "widths": [_mm(column.width or 0) for column in table.columns],
        "rows": [
            [_cell(_Cell(cell, table), grid, n, at) for at, cell in enumerate(row) if tops[n][at]]
            for n, row in enumerate(grid)
        ],
    }


def _is_first(grid: list[list[Any]], row: int, at: int) -> bool:
    return row == 0 or at >= len(grid[row - 1]) or grid[row - 1][at] is not grid[row][at]


def _cell(cell: _Cell, grid: list[list[Any]], row: int, at: int) -> dict[str, Any]:
    down = sum(1 for below in grid[row:] if at < len(below) and below[at] is cell._tc)
    return {
        "across": grid[row].count(cell._tc),
        "down": down,
        "blocks": [_block(one) for one in cell.iter_inner_content()],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    looks = paragraph.paragraph_format
    return {
        "align": ALIGNED.get(paragraph.alignment, "left"),
        "indent": looks.first_line_indent.pt if looks.first_line_indent else 0,
        "left": looks.left_indent.pt if looks.left_indent else 0,
        "before": looks.space_before.pt if looks.space_before else 0,
        "after": looks.space_after.pt if looks.space_after else 0,
        "breaks": bool(looks.page_break_before),
        "runs": list(_runs(paragraph)),
    }


def _runs(paragraph: Paragraph) -> Iterator[dict[str, Any]]:
    """Give the pieces of a paragraph: text with its looks, a picture, or the number of a page."""
    base = paragraph.style.font if paragraph.style else None
    field = ""
    for element in paragraph._p.iter(qn("w:r")):
        run = Run(element, paragraph)
        holder = element.getparent()
        simple = holder.get(qn("w:instr"), "") if holder.tag == qn("w:fldSimple") else ""
        field = _field(element, field)
        if name := (simple or field).split()[:1]:
            yield {"counter": {"PAGE": "page", "NUMPAGES": "pages"}.get(name[0], ""), "text": run.text}
            continue
        yield from ({"picture": drawn, "width": width} for drawn, width in _pictures(run))
        if run.text:
            yield {"text": run.text, **_looks(run, base)}


def _field(element: Any, before: str) -> str:
    """Return the field a run lies in, written in parts: it begins, names itself, shows something and ends."""
    told = element.find(qn("w:instrText"))
    mark = element.find(qn("w:fldChar"))
    if told is not None:
        return str(told.text or "")
    return "" if mark is not None and mark.get(qn("w:fldCharType")) == "end" else before


def _looks(run: Run, base: Any) -> dict[str, Any]:
    size = run.font.size or (base.size if base else None)
    return {
        "size": size.pt if size else 0,
        "bold": bool(run.bold),
        "italic": bool(run.italic),
        "under": bool(run.underline),
    }


def _pictures(run: Run) -> Iterator[tuple[str, float]]:
    for drawing in run._r.iter(qn("w:drawing")):
        extent = next(drawing.iter(qn("wp:extent")))
        for blip in drawing.iter(qn("a:blip")):
            part = run.part.related_parts[blip.get(qn("r:embed"))]
            if part.content_type in PICTURES:
                drawn = base64.b64encode(part.blob).decode()
                yield f"data:{part.content_type};base64,{drawn}", _mm(int(extent.get("cx")))


def _mm(length: Any) -> float:
    return round(int(length) / EMU_A_MILLIMETRE, 2)
