"""A blind panel reads the papers that name nobody, under names that do not either, and no others."""

import pytest

from approvals.models import Round
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import reopen
from tests.season import PDF, paper
from workflows.selection.services import attach, submit

pytestmark = pytest.mark.django_db
EVIDENCE = "evidence: {title: {zh: 业绩证明材料, en: Evidence of achievements}, at: submit, required: false,"


@pytest.fixture
def blind(season) -> Round:
    """A blind panel's round; the dossier holds a form with names and two papers without."""
    reopen(season, (EVIDENCE, EVIDENCE + " anonymous: true,"))
    nomination = season.draft("王秀英")
    for name in ("王秀英教学设计.pdf", "海州第1小学公开课.PDF"):
        upload = paper(name, PDF + name.encode())
        attach(nomination, material="evidence", upload=upload, by=season.principal1, now=season.now)
    case = submit(nomination, by=season.principal1, now=season.now).case
    season.walk_to("panel")
    return season.declare(season.round(case))


@pytest.fixture
def judge(blind, client):
    client.force_login(blind.ballots.first().user)
    return client


def test_only_papers_that_name_nobody_are_listed_and_under_numbers(blind, judge):
    page = judge.get(page_of(blind))

    assert [found.name[-5:] for found in page.context["blind_papers"]] == ["1.pdf", "2.pdf"]
    hidden = ["王秀英", "海州第1小学", "申报表.pdf", "/papers/1/download", "教学设计"]
    assert [word for word in hidden if word in page.content.decode()] == []


def test_a_paper_is_sent_without_its_name(blind, judge):
    answer = judge.get(page_of(blind, "papers/1/"))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert ("1.pdf" in answer["Content-Disposition"], "UTF-8''%E7%8E%8B" in answer["Content-Disposition"]) == (
        True,
        False,
    )


def test_other_papers_have_no_number_and_their_own_address_is_closed(blind, judge):
    nomination = blind.case.nomination

    assert [judge.get(page_of(blind, f"papers/{number}/")).status_code for number in (0, 3, 99)] == [404, 404, 404]
    addresses = [f"/papers/{entry.paper_id}/" for entry in nomination.papers.all()]
    assert [judge.get(address).status_code for address in addresses] == [403, 403, 403]


def test_who_is_no_judge_of_the_panel_gets_none_of_them(blind, client, season):
    for who in (season.officer, season.principal1):
        client.force_login(who)

        assert client.get(page_of(blind, "papers/1/")).status_code == 404


def test_a_judge_who_has_left_reads_no_more(blind, judge):
    blind.ballots.filter(user=judge.session["_auth_user_id"]).update(state="recused")

    assert judge.get(page_of(blind, "papers/1/")).status_code == 404
