"""A bureau puts its own Word template in place; what cannot be used is refused in words."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.oxml import OxmlElement, parse_xml

from approvals.documents.kinds import find
from approvals.documents.models import DocumentTemplate
from approvals.documents.services import copy_of, draft
from approvals.documents.templates import bytes_of, go_back, may_replace, replace, template_in_use
from approvals.models import Case
from core.errors import Refused
from core.models import Event
from tests.approvals.documents.reading import issued, pages_of, squeezed, word_lines

pytestmark = pytest.mark.django_db


def template(*lines: str, name: str = "审批表.docx", shape=None) -> SimpleUploadedFile:
    """Return a Word file with these lines, as a browser sends it."""
    made, content = Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    if shape:
        shape(made)
    made.save(content)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def kind():
    return find("approval_form")


@pytest.fixture
def case(season) -> Case:
    return Case.objects.get(pk=season.nominate().case_id)


OWN = ("海州区自制表", "{{ fact.name }}在{{ fact.unit }}", "{{ code }}")


def test_papers_are_drawn_from_the_districts_own_template(season, kind, case):
    replace(kind, template(*OWN), by=season.admin, now=season.now)

    drawn = draft(kind, case, reader=season.leader, extension="docx")
    printed = draft(kind, case, reader=season.leader, extension="pdf")

    assert word_lines(drawn) == ["海州区自制表", "王秀英在海州第1小学"]
    assert squeezed("".join(pages_of(printed))) == "海州区自制表王秀英在海州第1小学"
    assert Event.objects.filter(verb="template.replaced", actor=season.admin).count() == 1


def test_what_was_issued_keeps_its_template(season, kind, case):
    document = issued(season, "approval_form", case)
    before = copy_of(document, extension="docx")

    replace(kind, template(*OWN), by=season.leader, now=season.now)

    document.refresh_from_db()
    assert copy_of(document, extension="docx") == before


def test_the_shipped_template_comes_back_and_the_other_is_kept(season, kind):
    replace(kind, template(*OWN), by=season.admin, now=season.now)
    replace(kind, template("第二版", *OWN), by=season.admin, now=season.now)

    go_back(kind, by=season.admin, now=season.now)

    assert template_in_use(kind, district=season.district) is None
    assert bytes_of(None, kind=kind) == kind.layout()
    assert DocumentTemplate.objects.exclude(ended_at=None).count() == 2


def test_the_template_in_use_may_be_put_in_place_again(season, kind):
    replace(kind, SimpleUploadedFile("原样.docx", kind.layout()), by=season.admin, now=season.now)

    assert template_in_use(kind, district=season.district).paper.name == "原样.docx"


def with_text_box(made) -> None:
    made.paragraphs[0].add_run()._r.append(OxmlElement("w:txbxContent"))


def with_link(made) -> None:
    made.part.relate_to("http://127.0.0.1:9/x", "http://schemas.example.com/image", is_external=True)


def with_change(made) -> None:
    change = '<w:ins xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    made.paragraphs[0]._p.append(parse_xml(change))


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (template("{{ nmae }}"), "无法识别的变量：nmae"),
        (template("{{ fact.nobody }}"), "无法识别的内容"),
        (template("{{ title"), "标记"),
        (template("{% for x in rows %}"), "标记"),
        (template("{{ title.__class__.__mro__ }}"), "不允许的写法"),
        (template("{{ ''.__class__.__subclasses__() }}"), "不允许的写法"),
        (template("{% for x in range(9) %}{% endfor %}"), "无法识别的变量：range"),
        (template("表", shape=with_text_box), "文本框"),
        (template("表", shape=with_change), "修订"),
        (template("表", shape=with_link), "外部"),
        (SimpleUploadedFile("表.docx", b"PK\x03\x04 not a zip"), "不能作为Word文档打开"),
        (SimpleUploadedFile("表.docx", b""), "不能作为Word文档打开"),
        (template("表", name="表.pdf"), "表.pdf"),
    ],
)
def test_what_cannot_be_used_is_refused_and_the_one_in_use_stays(upload, says, season, kind):
    upload.seek(0)

    with pytest.raises(Refused, match=says):
        replace(kind, upload, by=season.admin, now=season.now)

    assert template_in_use(kind, district=season.district) is None


def test_a_file_that_unpacks_to_too_much_is_refused(season, kind):
    content = io.BytesIO(kind.layout())
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/huge.png", b"\0" * (41 * 1024 * 1024))

    with pytest.raises(Refused, match="过大"):
        replace(kind, SimpleUploadedFile("表.docx", content.getvalue()), by=season.admin, now=season.now)


def test_only_the_administrator_and_the_leaders_change_templates(season, kind):
    may = [name for name, user in season.users.items() if may_replace(user)]

    assert sorted(may) == ["admin", "leader"]
    with pytest.raises(PermissionDenied):
        replace(kind, template(*OWN), by=season.officer, now=season.now)
