"""Word and PDF say the same words, whatever stands in them; the same words give the same bytes."""

import io
import zipfile

import pytest
from docx import Document

from approvals.documents.drawing import draw
from approvals.documents.kinds import kinds
from approvals.documents.layouts import form, letter
from approvals.documents.printing import pdf_of
from approvals.documents.samples import sample_words
from approvals.documents.words import Box, Fact, Opinion, Words, as_stored, digest_of
from tests.approvals.documents.reading import pages_of, squeezed, text_of, word_lines

CODE = "0123456789ABCDEF"
NAMES = ["阿依古丽·买买提", "㐀𠮷", "王&李<赵>", "{{ 7*7 }}", "{% if %}", "欧阳“敏”"]


def words(**fields) -> dict:
    """Return a paper that says something in every part."""
    said = {
        "title": "关于公布2026年“三名”认定结果的通知",
        "issuer": "海州区教育局",
        "addressee": "各学校、各单位：",
        "facts": tuple(Fact(f"f{number}", "姓名", name) for number, name in enumerate(NAMES)),
        "paragraphs": ("现将名单予以公布。",),
        "columns": ("姓名", "单位", "类别", "结果"),
        "rows": tuple((name, "海州实验小学", "杰出教师", "认定") for name in NAMES),
        "boxes": (
            Box("资格初审", (Opinion("通过 · 同意。\n材料齐全。", "组织人事科 张三", "2026年3月2日"),)),
            Box("空", ()),
        ),
        "note": "留痕为准。",
    }
    return as_stored(Words(**{**said, **fields}), number="海教人〔2026〕6号", day="2026年3月2日")


@pytest.mark.parametrize("layout", [letter, form], ids=["letter", "form"])
def test_word_and_pdf_say_the_same_words(layout):
    given = {"template": layout(), "code": CODE}

    word = word_lines(draw(words(), extension="docx", **given))
    printed = squeezed("".join(pages_of(draw(words(), extension="pdf", **given))))

    assert [line for line in map(squeezed, word) if line not in printed] == []
    assert len(printed) <= len(squeezed("".join(word))) + len("1/1") * 2
    assert [name for name in NAMES if name not in word] == []
    assert {"海教人〔2026〕6号", "校验码：0123-4567-89AB-CDEF"} <= set(word)


def test_a_draft_says_so_and_has_no_code():
    lines = word_lines(draw(words(), template=letter(), extension="docx"))

    assert "草稿：未签发，无校验码。" in lines
    assert [line for line in lines if "校验码：" in line] == []


def test_the_square_beside_the_code_is_in_both():
    word = draw(words(), template=letter(), extension="docx", code=CODE)
    without = draw(words(), template=letter(), extension="docx")

    assert [name for name in zipfile.ZipFile(io.BytesIO(word)).namelist() if name.startswith("word/media/")] != []
    assert [name for name in zipfile.ZipFile(io.BytesIO(without)).namelist() if name.startswith("word/media/")] == []
    assert b"/Image" in draw(words(), template=letter(), extension="pdf", code=CODE)


def test_a_long_list_and_a_long_statement_go_on_over_pages_and_lose_nothing():
    rows = tuple((f"教师{number:03d}", "海州实验小学", "杰出教师", "认定") for number in range(120))
    statement = ("扎根一线二十年。" * 600,)
    pages = pages_of(draw(words(rows=rows, paragraphs=statement), template=letter(), extension="pdf"))

    text = text_of(pages)
    assert [row[0] for row in rows if row[0] not in text] == []
    assert text.count("扎根一线二十年") == 600
    assert len(pages) > 4
    assert squeezed(pages[1]).endswith(f"2/{len(pages)}")


def test_signs_that_no_document_can_hold_are_left_out():
    lines = word_lines(draw(words(paragraphs=("前\x00\x0b\ufffe后\a",)), template=letter(), extension="docx"))

    assert "前后" in lines


def test_the_same_words_give_the_same_bytes():
    first = draw(words(), template=letter(), extension="docx", code=CODE)
    from approvals.documents import drawing

    drawing._word.cache_clear()
    again = draw(words(), template=letter(), extension="docx", code=CODE)

    assert first == again
    assert pdf_of(Document(io.BytesIO(first))) == draw(words(), template=letter(), extension="pdf", code=CODE)


def test_a_word_more_is_another_digest():
    assert digest_of(words()) != digest_of(words(note="留痕为准"))


def test_every_kind_is_drawn_from_its_shipped_template():
    for kind in kinds():
        lines = word_lines(draw(sample_words(kind), template=kind.layout(), extension="docx", code=CODE))
        assert str(kind.title) in lines
