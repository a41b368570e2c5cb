"""The pages of papers: the case's list, reading and issuing, the register, the templates, the public check."""

import io

import pytest
from docx import Document

from approvals.conflicts.declaring import declare
from approvals.documents.codes import draw_code, shown
from approvals.documents.kinds import find
from approvals.documents.models import IssuedDocument, NumberPrefix
from approvals.documents.services import withdraw
from approvals.documents.templates import set_prefix
from approvals.models import Case
from tests.approvals.documents.reading import issued, pages_of, squeezed, word_lines

pytestmark = pytest.mark.django_db
REGISTER = 24
FORM = "/documents/drafts/approval_form/"


@pytest.fixture
def case(season) -> Case:
    return Case.objects.get(pk=season.nominate("阿依古丽·买买提").case_id)


def get(client, user, address):
    if user:
        client.force_login(user)
    else:
        client.logout()
    return client.get(address)


def text(answer) -> str:
    return answer.content.decode()


def test_a_case_lists_its_papers_and_offers_to_issue_them_to_who_may(season, case, client):
    page, own = get(client, season.leader, f"/cases/{case.pk}/"), get(client, season.principal1, f"/cases/{case.pk}/")

    assert [draft.title for draft in page.context["drafts"]] == ["审批表", "推荐表"]
    assert [bool(draft.issue_at) for draft in page.context["drafts"]] == [True, True]
    assert [bool(draft.issue_at) for draft in own.context["drafts"]] == [False, False]


def test_a_paper_is_read_issued_and_then_stands_on_the_case(season, case, client):
    client.force_login(season.leader)
    page = client.get(f"{FORM}{case.pk}/")
    sent = {"seen": page.context["form"].initial["seen"], "is_sure": "on"}

    answer = client.post(f"{FORM}{case.pk}/", sent, follow=True)

    document = IssuedDocument.objects.get()
    assert answer.redirect_chain[-1][0] == f"/documents/{document.pk}/"
    assert document.code_shown in text(answer)
    page = client.get(f"/cases/{case.pk}/")
    assert page.context["issued"] == [document]
    assert [bool(draft.issue_at) for draft in page.context["drafts"]] == [False, True]


def test_nothing_is_issued_unread_or_by_who_may_not(season, case, client):
    client.force_login(season.leader)
    seen = client.get(f"{FORM}{case.pk}/").context["form"].initial["seen"]

    assert client.post(f"{FORM}{case.pk}/", {"seen": seen}).status_code == 422
    assert client.post(f"{FORM}{case.pk}/", {"seen": "x", "is_sure": "on"}).status_code == 409
    client.force_login(season.principal1)
    assert client.get(f"{FORM}{case.pk}/").context["form"] is None
    assert client.post(f"{FORM}{case.pk}/", {"seen": seen, "is_sure": "on"}).status_code == 403
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(("extension", "media"), [("pdf", "application/pdf"), ("docx", "application/vnd.openxml")])
def test_drafts_and_issued_papers_are_sent_as_pdf_and_word(extension, media, season, case, client):
    document = issued(season, "approval_form", case)
    drawn = get(client, season.principal1, f"{FORM}{case.pk}.{extension}")
    copied = get(client, season.principal1, f"/documents/{document.pk}.{extension}")

    for answer, code in ((drawn, ""), (copied, document.code_shown)):
        said = pages_of(answer.content) if extension == "pdf" else word_lines(answer.content)
        words = squeezed("".join(said))
        assert answer["Content-Type"].startswith(media)
        assert answer["Cache-Control"] == "private, no-store"
        assert "阿依古丽·买买提" in words
        assert code in words
    assert client.get(f"/documents/{document.pk}.odt").status_code == 404


def test_the_reader_of_an_english_page_gets_the_same_paper(season, case, client):
    season.principal1.language = "en"
    season.principal1.save()
    chinese, english = (get(client, user, f"{FORM}{case.pk}.docx") for user in (season.leader, season.principal1))

    assert english.content == chinese.content
    assert "Documents" in text(client.get(f"/cases/{case.pk}/"))


def test_who_stays_out_is_told_why_and_draws_nothing(season, case, client):
    document = issued(season, "approval_form", case)
    declare(season.leader, person=case.person, kind="mentor", by=season.leader, now=season.now)

    addresses = [
        f"{FORM}{case.pk}/",
        f"{FORM}{case.pk}.pdf",
        f"/documents/{document.pk}/",
        f"/documents/{document.pk}.pdf",
    ]
    answers = [get(client, season.leader, address) for address in addresses]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert ["阿依古丽" in text(answer) for answer in answers] == [False] * 4
    line = get(client, season.leader, "/documents/").context["lines"][0]
    assert (line["document"], line["is_open"]) == (document, False)
    assert "阿依古丽" not in text(client.get("/documents/"))


def test_a_correction_begins_from_the_page_of_the_paper(season, case, client):
    first = issued(season, "approval_form", case, by=season.leader)
    season.approve(season.round(case))
    client.force_login(season.leader)
    page = client.get(f"{FORM}{case.pk}/?replaces={first.pk}")
    sent = {"seen": page.context["form"].initial["seen"], "is_sure": "on", "replaces": first.pk}

    client.post(f"{FORM}{case.pk}/", sent)

    second = IssuedDocument.objects.get(replaces=first)
    assert f"/documents/{second.pk}/" in text(client.get(f"/documents/{first.pk}/"))
    assert client.get(f"{FORM}{case.pk}/?replaces=x").status_code == 404
    assert client.get(f"{FORM}999999/?replaces={first.pk}").status_code == 404


def test_a_paper_is_withdrawn_with_a_reason(season, case, client):
    document = issued(season, "approval_form", case)
    client.force_login(season.leader)
    address = f"/documents/{document.pk}/withdraw/"

    assert client.post(address, {"why": ""}).status_code == 422
    assert client.post(address, {"why": "印错。"}).status_code == 302
    assert "印错。" in text(client.get(f"/documents/{document.pk}/"))
    assert client.post(address, {"why": "再来。"}).status_code == 409


def test_the_register_is_for_who_keeps_it_and_filters(season, case, client):
    document = issued(season, "approval_form", case)

    def listed(question=""):
        return [line["document"] for line in get(client, season.leader, f"/documents/{question}").context["lines"]]

    assert [listed(f"?kind={kind}") for kind in ("approval_form", "minutes")] == [[document], []]
    assert [listed(f"?year={year}") for year in (2026, 1999)] == [[document], [document]]  # 1999 cannot be chosen
    codes = {
        name: get(client, season.users[name], "/documents/").status_code
        for name in ("principal1", "officer", "inspector")
    }
    assert codes == {"principal1": 403, "officer": 200, "inspector": 200}
    assert get(client, season.officer, "/documents/").context["lines"] == []
    assert get(client, None, "/documents/").status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_the_register_asks_no_more_for_thirty_papers_than_for_one(count, season, client, django_assert_num_queries):
    first = issued(season, "approval_form", Case.objects.get(pk=season.nominate().case_id))
    for number in range(2, count + 1):
        other = season.nominate(f"教师{number}", school=number % 20 + 1, person=None).case if number < 20 else None
        copy = IssuedDocument.objects.get(pk=first.pk)
        copy.pk, copy.code, copy.kind = None, draw_code(), f"kind{number}"
        copy.case = other or copy.case
        copy.save(force_insert=True)
        copy.cases.set([copy.case])
    client.force_login(season.inspector)
    client.get("/documents/")

    with django_assert_num_queries(REGISTER):
        page = client.get("/documents/")

    assert len(page.context["lines"]) == count


def test_the_check_says_what_a_public_paper_says_and_how_it_stands(season, client):
    set_prefix(find("recognition"), prefix="海教人", by=season.admin, now=season.now)
    season.nominate()
    season.walk_to()
    document = issued(season, "recognition", season.campaign)

    page = get(client, None, f"/check/{document.code.lower()}")

    assert page.status_code == 200
    for said in (document.number, document.title, "海州区教育局", "现行有效", document.digest[:16]):
        assert said in text(page)
    assert "王秀英" not in text(page)
    found = client.get("/check/", {"code": shown(document.code)})
    assert found["Location"] == f"/check/{shown(document.code)}"
    withdraw(document, why="名单有误。", by=season.head, now=season.now)
    page = text(client.get(f"/check/{document.code}"))
    assert ("不再有效" in page, "名单有误" in page) == (True, False)


def test_the_check_of_a_paper_that_is_not_public_names_nobody(season, case, client):
    document = issued(season, "approval_form", case)
    season.approve(season.round(case))
    issued(season, "approval_form", Case.objects.get(pk=case.pk), replaces=document)

    page = text(get(client, None, f"/check/{document.code}"))

    assert ("审批表" in page, "已被替代" in page, document.digest[:16] in page) == (True, True, True)
    assert [said for said in (document.title, "阿依古丽", "海州第1小学", "head同志") if said in page] == []


def test_a_slip_in_a_code_and_a_code_nobody_gave_are_told_apart_and_tell_nothing_else(season, case, client):
    code = issued(season, "approval_form", case).code
    slip = ("1" if code[0] != "1" else "2") + code[1:]

    said = {typed: get(client, None, f"/check/{typed}") for typed in (slip, draw_code())}

    assert [answer.status_code for answer in said.values()] == [404, 404]
    assert ["校验码有误" in text(answer) for answer in said.values()] == [True, False]
    assert ["没有以此校验码签发的文书" in text(answer) for answer in said.values()] == [False, True]


def test_a_paper_changed_in_the_database_is_not_to_be_relied_on(season, case, client):
    document = issued(season, "approval_form", case)
    IssuedDocument.objects.filter(pk=document.pk).update(words=document.words | {"title": "伪造"})

    assert "请勿采信" in text(get(client, None, f"/check/{document.code}"))


def test_the_administrator_puts_a_template_in_place_and_takes_it_back(season, client):
    made, content = Document(), io.BytesIO()
    made.add_paragraph("{{ titel }}")
    made.save(content)
    content.seek(0)
    content.name = "表.docx"
    client.force_login(season.admin)
    address = "/documents/templates/approval_form/"

    assert client.get("/documents/templates/").status_code == 200
    wrong = client.post(address, {"template": content})
    assert (wrong.status_code, "titel" in text(wrong)) == (422, True)
    shipped = client.get(f"{address}in-use.docx")
    taken = client.post(address, {"template": io.BytesIO(shipped.content)})
    assert taken.status_code == 422  # a file without a name that ends in .docx
    named = io.BytesIO(shipped.content)
    named.name = "表.docx"
    assert client.post(address, {"template": named}).status_code == 302
    assert "表.docx" in text(client.get(address))
    assert client.post(f"{address}shipped/").status_code == 302
    assert "表.docx" not in text(client.get(address))


def test_the_words_before_a_number_are_written_by_who_may(season, client):
    address = "/documents/templates/recognition/prefix/"
    client.force_login(season.officer)
    assert client.post(address, {"prefix": "海教人"}).status_code == 403

    client.force_login(season.admin)
    assert client.post(address, {"prefix": "海教人"}).status_code == 302

    assert NumberPrefix.objects.get().prefix == "海教人"
    assert client.post("/documents/templates/minutes/prefix/", {"prefix": "无"}).status_code == 404
    assert client.post(address, {"prefix": ""}).status_code == 422
