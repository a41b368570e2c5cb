"""The printed form: one page, every opinion, and a code that tells which record it was printed from."""

import subprocess

import pytest
from approvals.cases.form import approval_pdf, boxes_of

from approvals.models import Case
from approvals.rounds.services import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def honoured(season) -> Case:
    case = season.nominate().case
    season.walk_to()
    return Case.objects.get(pk=case.pk)


def read(pdf: bytes, tmp_path) -> list[str]:
    """Return the text of each page."""
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


def test_the_form_of_a_whole_walk_is_one_page_with_every_opinion(honoured, season, tmp_path):
    pages = read(approval_pdf(honoured, now=season.now), tmp_path)

    assert len(pages) == 1
    titles = [
        "学校党组织会议研究",
        "资格初审",
        "科室负责人审核",
        "专家评审",
        "择优排名",
        "联审",
        "局党组会研究",
        "联席会议审定",
    ]
    assert [box.title for box in boxes_of(honoured)] == titles
    words = pages[0].replace(" ", "")
    assert [title for title in titles if title[:5] not in words] == []
    assert words.count("签字（盖章）") == 9  # two bodies sign the clearance
    assert honoured.chain_head[:16] in words
    assert "第1页/共1页" in words


def test_what_a_return_took_back_is_not_on_the_form(season):
    case = season.nominate().case
    season.walk_to("approval")
    season.approve(season.round(case), verdict="return", opinion="缺少盖章页。")

    assert [box.title for box in boxes_of(Case.objects.get(pk=case.pk))] == ["学校党组织会议研究", "资格初审"]


def test_very_long_opinions_go_on_to_a_second_page_and_lose_nothing(season, tmp_path):
    case = season.nominate().case
    words = "材料真实完整，符合条件。" * 80
    for stage in ("school_meeting", "review", "approval"):
        season.walk_to(stage)
        by = {"school_meeting": season.secretary1, "review": season.officer, "approval": season.head}[stage]
        decide(season.round(case), by=by, verdict="approve", opinion=words * 2, now=season.now)

    pages = read(approval_pdf(Case.objects.get(pk=case.pk), now=season.now), tmp_path)

    assert "".join("".join(pages).split()).count("材料真实完整") == 3 * 160
    assert len(pages) == 2


def test_what_people_wrote_is_text_and_fetches_nothing(season, tmp_path):
    case = season.nominate("<img src='http://127.0.0.1:9/x'>").case

    assert "<img" in read(approval_pdf(case, now=season.now), tmp_path)[0]


def test_the_form_is_sent_as_a_pdf_under_the_number_of_the_case(honoured, season, client):
    client.force_login(season.principal1)

    response = client.get(f"/cases/{honoured.pk}/form.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{honoured.number}.pdf"'
    assert response.content.startswith(b"%PDF-")
