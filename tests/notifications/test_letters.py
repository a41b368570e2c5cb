from html.parser import HTMLParser

import pytest

from notifications.letters import Paragraph, paragraphs_of
from notifications.models import Channel
from notifications.services import deliver_due

RARE = "𠮷㛃·阿依古丽·买买提"  # one character beyond the basic plane, one of an extension, dots between names


class Page(HTMLParser):
    """The tags of a page, and its words."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    @property
    def links(self):
        return [attrs["href"] for tag, attrs in self.tags if tag == "a"]


@pytest.fixture
def delivered(tell, mail_server, settings, now):
    """Send one mail to somebody, and return it as it came in."""
    settings.SITE_URL = "https://yucai.example.com"

    def delivered(person, **options):
        tell(person, channels=[Channel.EMAIL], **options)
        deliver_due(now)
        [received] = mail_server.received
        return received

    return delivered


def test_a_mail_has_a_page_beside_its_text(delivered, principal):
    mail = delivered(principal)

    page = Page(mail["html"])
    assert mail["text"].split() == ["海州名师", "https://yucai.example.com/cases/1"]
    assert page.links == ["https://yucai.example.com/cases/1"]
    for words in ("王芳，您好：", "海州名师", "打开页面", "海州区"):
        assert words in page.words


def test_a_page_speaks_the_language_of_its_reader(delivered, officer):
    page = Page(delivered(officer)["html"])

    assert ("html", {"lang": "en"}) in page.tags
    assert "Dear Li Ming," in page.words
    assert "Sent by the nomination and review system of 海州区." in page.words


def test_a_page_loads_nothing_from_elsewhere(delivered, principal):
    page = Page(delivered(principal)["html"])

    assert {tag for tag, _attrs in page.tags} == {"html", "head", "meta", "title", "body", "p", "a"}
    assert not any({"src", "background"} & set(attrs) for _tag, attrs in page.tags)


def test_rare_characters_survive_in_subject_text_and_page(delivered, make_user):
    mail = delivered(make_user(RARE, email="rare@example.com"), title=RARE)

    assert mail["subject"] == f"[zh-hans] {RARE}"
    assert mail["text"].startswith(RARE)
    assert f"{RARE}，您好：" in Page(mail["html"]).words


def test_what_somebody_wrote_is_text_on_the_page_and_no_link(delivered, principal):
    mail = delivered(principal, title="<b>急</b>\nhttps://elsewhere.example.com/\nhttps://yucai.example.com.evil.cn/")

    page = Page(mail["html"])
    assert page.links == ["https://yucai.example.com/cases/1"]
    assert "<b>急</b>" in page.words


def test_a_user_of_no_district_hears_from_the_system(delivered, make_user):
    page = Page(delivered(make_user("运维", district=None, email="ops@example.com"))["html"])

    assert "评审系统" in page.words


def test_a_text_falls_into_paragraphs_at_blank_lines(settings):
    settings.SITE_URL = "https://yucai.example.com"

    assert paragraphs_of("One\nand two\n \nThree\nhttps://yucai.example.com/a\nFour") == [
        Paragraph("One\nand two"),
        Paragraph("Three"),
        Paragraph(link="https://yucai.example.com/a"),
        Paragraph("Four"),
    ]
