"""审批表: one page, every opinion, and which record it was printed from."""

import pytest

from approvals.documents.kinds import find
from approvals.documents.services import draft
from approvals.documents.standard import boxes_of
from approvals.models import Case
from approvals.rounds.services import decide
from tests.approvals.documents.reading import pages_of, squeezed, text_of, word_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def honoured(season) -> Case:
    case = season.nominate().case
    season.walk_to()
    return Case.objects.get(pk=case.pk)


def drawn(season, case: Case, extension: str = "pdf") -> bytes:
    return draft(find("approval_form"), case, reader=season.leader, extension=extension)


def test_the_form_of_a_whole_walk_is_one_page_with_every_opinion(honoured, season):
    pages = pages_of(drawn(season, honoured))

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
    words = squeezed(pages[0])
    assert [title for title in titles if title[:5] not in words] == []
    assert words.count("签字（盖章）") == 9  # two bodies sign the clearance
    assert honoured.chain_head[:16] in words
    assert "草稿：未签发" in words


def test_what_a_return_took_back_is_not_on_the_form(season):
    case = season.nominate().case
    season.walk_to("approval")
    season.approve(season.round(case), verdict="return", opinion="缺少盖章页。")

    assert [box.title for box in boxes_of(Case.objects.get(pk=case.pk))] == ["学校党组织会议研究", "资格初审"]


def test_very_long_opinions_go_on_to_other_pages_and_lose_nothing(season):
    case = season.nominate().case
    words = "材料真实完整，符合条件。" * 80
    for stage in ("school_meeting", "review", "approval"):
        season.walk_to(stage)
        by = {"school_meeting": season.secretary1, "review": season.officer, "approval": season.head}[stage]
        decide(season.round(case), by=by, verdict="approve", opinion=words * 2, now=season.now)
    case = Case.objects.get(pk=case.pk)

    pages = pages_of(drawn(season, case))

    assert text_of(pages).count("材") == 3 * 160
    assert len(pages) >= 2
    assert "".join(word_lines(drawn(season, case, "docx"))).count("材料真实完整") == 3 * 160


def test_what_people_wrote_is_text_and_fetches_nothing(season):
    case = season.nominate("<img src='http://127.0.0.1:9/x'>").case

    assert "<img" in pages_of(drawn(season, case))[0]
    assert "<img src='http://127.0.0.1:9/x'>" in word_lines(drawn(season, case, "docx"))
