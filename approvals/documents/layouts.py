"""The Word templates that papers are shipped with, made from code so that they are the same everywhere.

``letter`` is a paper of running text with a list, ``form`` one of boxes. Both know every variable of ``Words``; a
bureau downloads the one in use, changes it in Word and puts it in place instead.
"""

import io
import zipfile
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from approvals.documents.words import in_the_office_language

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
A4, TEXT_WIDTH = (210, 297), 160  # millimetres
SMALL = 9  # points
SAME_DAY = (2000, 1, 1, 0, 0, 0)


@lru_cache(maxsize=1)
@in_the_office_language
def letter() -> bytes:
    """Return the template of a paper of running text: number, title, text, a list, who issues it and when."""
    made = _page(margin=25, size=16)
    _when(made, "number", "{{ number }}", align=CENTER)
    _line(made, "{{ title }}", align=CENTER, size=22, bold=True, after=14)
    _when(made, "subtitle", "{{ subtitle }}", align=CENTER)
    _when(made, "addressee", "{{ addressee }}")
    _each(made, "fact in facts", "{{ fact.label }} {{ fact.value }}")
    _each(made, "text in paragraphs", "{{ text }}", indent=2)
    _list(made, size=12)
    _each(made, "text in closing", "{{ text }}", indent=2)
    _line(made, "{{ issuer }}", align=RIGHT, before=18)
    _when(made, "day", "{{ day }}", align=RIGHT)
    _end(made)
    return saved(made)


@lru_cache(maxsize=1)
@in_the_office_language
def form() -> bytes:
    """Return the template of a form: what it is about, each condition, and a box for every opinion."""
    made = _page(margin=15, size=10)
    _line(made, "{{ title }}", align=CENTER, size=17, bold=True, after=4)
    _when(made, "number", "{{ number }}", align=CENTER)
    _when(made, "subtitle", "{{ subtitle }}", align=CENTER)
    _facts(made)
    _each(made, "text in paragraphs", "{{ text }}", indent=2)
    _list(made, size=10)
    _boxes(made)
    _each(made, "text in closing", "{{ text }}", indent=2)
    _line(made, "{{ issuer }} {{ day }}", align=RIGHT, before=3)
    _end(made)
    return saved(made)


def saved(made: Docx) -> bytes:
    """Return a document as bytes in which nothing tells the hour: the same document gives the same bytes."""
    raw, packed = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts.read(name))
    return packed.getvalue()


def _page(*, margin: int, size: int) -> Docx:
    made = Document()
    made.core_properties.author = made.core_properties.title = made.core_properties.comments = ""
    section = made.sections[0]
    section.page_width, section.page_height = Mm(A4[0]), Mm(A4[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "FangSong")
    style.paragraph_format.space_after = Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = CENTER
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    return made


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _line(
    made: Docx | _Cell,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    size: int = 0,
    bold: bool = False,
    indent: int = 0,
    before: int = 0,
    after: int = 0,
) -> Paragraph:
    """Write a paragraph; ``indent`` is counted in signs of the text, as Chinese is set."""
    line = made.add_paragraph()
    run = line.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    line.alignment = align
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    if indent:
        line.paragraph_format.first_line_indent = Pt(indent * 16)
    return line


def _when(made: Docx, name: str, text: str, **looks) -> None:
    _within(made, f"if {name}", "endif", text, **looks)


def _each(made: Docx, loop: str, text: str, **looks) -> None:
    _within(made, f"for {loop}", "endfor", text, **looks)


def _within(made: Docx, begin: str, end: str, text: str, **looks) -> None:
    made.add_paragraph(f"{{%p {begin} %}}")
    _line(made, text, **looks)
    made.add_paragraph(f"{{%p {end} %}}")


def _table(made: Docx, rows: Sequence[Sequence[str]], *, widths: Sequence[float], size: int) -> None:
    """Write a table with lines; a cell's text may be several paragraphs."""
    table = made.add_table(len(rows), len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            for number, line in enumerate(text.split("\n")):
                _write(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), line, size=size)


def _write(paragraph: Paragraph, line: str, *, size: int) -> None:
    right = line.removeprefix(">")
    if right != line:
        paragraph.alignment = RIGHT
    paragraph.add_run(right).font.size = Pt(size)


def _list(made: Docx, *, size: int) -> None:
    head = ["{%tc for column in columns %}", "{{ column }}", "{%tc endfor %}"]
    body = ["{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"]
    tags = [["{%tr for row in rows %}", "", ""], body, ["{%tr endfor %}", "", ""]]
    made.add_paragraph("{%p if rows %}")
    _table(made, [head, *tags], widths=[TEXT_WIDTH / 3] * 3, size=size)
    made.add_paragraph("{%p endif %}")


def _facts(made: Docx) -> None:
    """Lay two facts beside each other in every row."""
    second = "pair[1].{} if pair|length > 1 else ''"
    cells = ["{{ pair[0].label }}", "{{ pair[0].value }}"]
    cells += [f"{{{{ {second.format(name)} }}}}" for name in ("label", "value")]
    begin, end = ["{%tr for pair in facts|batch(2) %}", "", "", ""], ["{%tr endfor %}", "", "", ""]
    made.add_paragraph("{%p if facts %}")
    _table(made, [begin, cells, end], widths=[30, 60, 30, 60], size=10)
    made.add_paragraph("{%p endif %}")


def _boxes(made: Docx) -> None:
    sign = _("Signature (seal):")
    opinion = (
        "{%p for opinion in box.opinions %}\n{{ opinion.text }}\n"
        f">{{{{ opinion.by }}}}\u3000{sign}\u3000\u3000\u3000\u3000{{{{ opinion.day }}}}\n"
        "{%p endfor %}\n{%p if not box.opinions %}\n\n{%p endif %}"
    )
    rows = [["{%tr for box in boxes %}", ""], ["{{ box.title }}", opinion], ["{%tr endfor %}", ""]]
    made.add_paragraph("{%p if boxes %}")
    _table(made, rows, widths=[38, 142], size=10)
    made.add_paragraph("{%p endif %}")


def _end(made: Docx) -> None:
    """Say in small print how the paper is checked, or that it is a draft."""
    _when(made, "note", "{{ note }}", before=4, size=SMALL)
    made.add_paragraph("{%p if code %}")
    _line(made, "{{ qr }}", before=4)
    _line(made, _("Check code: %(code)s") % {"code": "{{ code }}"}, size=SMALL)
    _line(made, _("Checked at %(address)s; digest %(digest)s") % _CHECKED, size=SMALL)
    made.add_paragraph("{%p else %}")
    _line(made, _("Draft: not issued, and without a check code."), before=4, size=SMALL)
    made.add_paragraph("{%p endif %}")


_CHECKED = {"address": "{{ address }}", "digest": "{{ digest }}"}
