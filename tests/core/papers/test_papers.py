import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import Refused
from core.organisations.services import found_district
from core.papers.models import Paper
from core.papers.services import store

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"


def office(*parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<a/>")
    return content.getvalue()


WORD, SHEET = office("word/document.xml"), office("xl/workbook.xml")


@pytest.fixture(autouse=True)
def drawer(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def li(make_user):
    return make_user("李芳")


def hand_in(by, *, name="证书.pdf", content=PDF, now):
    return store(SimpleUploadedFile(name, content), by=by, now=now)


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("证书.pdf", PDF, "application/pdf"),
        ("照片.JPG", JPG, "image/jpeg"),
        ("照片.png", PNG, "image/png"),
        ("表.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("表.xlsx", SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_paper_is_kept_as_it_was_handed_in(li, now, name, content, media):
    paper = hand_in(li, name=name, content=content, now=now)

    assert (paper.name, paper.media_type, paper.size) == (name, media, len(content))
    assert paper.digest == hashlib.sha256(content).hexdigest()
    assert paper.file.read() == content
    assert (paper.uploaded_by, paper.uploaded_at, paper.district) == (li, now, li.district)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.pdf", b""),
        ("网页.html", b"<html><script>alert(1)</script>"),
        ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("程序.exe", b"MZ\x90\x00"),
        ("网页.pdf", b"<html><script>alert(1)</script>"),
        ("照片.png", JPG),
        ("空白.pdf", b"   "),
        ("压缩包.docx", office("a.txt")),
        ("换名.docx", SHEET),
        ("宏.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("半截.docx", WORD[:60]),
        ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("没有后缀", PDF),
        (".pdf", PDF),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_empty_or_not_what_its_name_says_is_refused_by_name(li, now, name, content):
    with pytest.raises(Refused) as refusal:
        hand_in(li, name=name, content=content, now=now)

    assert name in refusal.value.message
    assert Paper.objects.count() == 0


def test_a_refused_type_is_told_which_are_taken_in(li, now):
    with pytest.raises(Refused, match="docx, jpeg, jpg, pdf, png, xlsx"):
        hand_in(li, name="网页.html", now=now)


def test_a_paper_over_the_limit_is_refused(li, now, settings):
    settings.PAPER_MAX_BYTES = len(PDF) - 1

    with pytest.raises(Refused):
        hand_in(li, now=now)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/证书.pdf", "证书.pdf"), ("C:\\桌面\\证书.pdf", "证书.pdf"), ("证\u202e书\x00.pdf", "证书.pdf")],
)
def test_a_name_loses_its_folders_and_what_is_not_seen(li, now, given, kept):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = given  # as a caller that is no browser may send it

    assert store(upload, by=li, now=now).name == kept


def test_a_very_long_name_keeps_its_ending(li, now):
    name = hand_in(li, name="长" * 240 + ".pdf", now=now).name

    assert len(name) <= 200
    assert name.endswith(".pdf")


def test_the_uploader_gets_the_paper_back_unable_to_run(client, li, now):
    paper = hand_in(li, now=now)
    client.force_login(li)

    answer = client.get(reverse("paper", args=[paper.pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown(client, li, now):
    client.force_login(li)

    answer = client.get(reverse("paper", args=[hand_in(li, name="照片.png", content=PNG, now=now).pk]))

    assert answer["Content-Disposition"].startswith("inline")


def test_a_colleague_may_not_see_the_paper(client, li, make_user, now):
    paper = hand_in(li, now=now)
    client.force_login(make_user("王强"))

    assert client.get(reverse("paper", args=[paper.pk])).status_code == 403


def test_another_district_does_not_learn_that_the_paper_exists(client, li, make_user, now):
    paper = hand_in(li, now=now)
    client.force_login(make_user("王强", district=found_district(code="other", name="云台区")))

    assert client.get(reverse("paper", args=[paper.pk])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, li, now):
    answer = client.get(reverse("paper", args=[hand_in(li, now=now).pk]))

    assert answer.status_code == 302
    assert reverse("sign-in") in answer["Location"]


def test_a_paper_whose_file_is_lost_is_not_found(client, li, now):
    paper = hand_in(li, now=now)
    paper.file.storage.delete(paper.file.name)
    client.force_login(li)

    assert client.get(reverse("paper", args=[paper.pk])).status_code == 404
