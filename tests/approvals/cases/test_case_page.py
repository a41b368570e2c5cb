"""The page of a case: what it shows to whom, what stays secret, and taking it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from approvals.cases.page import case_page
from approvals.models import Case
from approvals.rounds.services import send_up
from core.organisations.services import found_district
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db


def shown(case, *, to, season):
    case = Case.objects.select_related("version", "campaign", "person", "organisation", "nominator_at").get(pk=case.pk)
    return case_page(case, user=to, now=season.now)


def test_the_bar_shows_what_is_behind_the_case_and_what_lies_ahead(season):
    case = season.nominate().case
    season.walk_to("review")

    steps = shown(case, to=season.principal1, season=season)["steps"]

    assert [(step.title, step.state) for step in steps][:4] == [
        ("学校党组织会议研究", "done"),
        ("校内公示", "done"),
        ("资格初审", "now"),
        ("科室负责人审核", "ahead"),
    ]
    assert "补正材料" not in [step.title for step in steps]


def test_a_return_shows_the_correction_and_what_must_be_done_again(season):
    case = season.nominate().case
    season.walk_to("approval")
    season.approve(season.round(case), verdict="return", opinion="缺少盖章页。")

    page = shown(case, to=season.principal1, season=season)

    assert [(step.title, step.state) for step in page["steps"]][2:5] == [
        ("补正材料", "now"),
        ("资格初审", "done"),
        ("科室负责人审核", "void"),
    ]
    assert [(entry.word, entry.said) for entry in page["trail"]][-1] == ("退回补正", ("缺少盖章页。",))


def test_every_condition_stands_beside_the_facts_it_rests_on(season):
    case = season.nominate().case

    with translation.override("en"):
        answers = {answer.says: answer for answer in shown(case, to=season.principal1, season=season)["answers"]}

    assert answers["Teaching for at least ten years"].facts[0] == ("Teaching since", "Mon 1 Sep 2003")
    assert {answer.word for answer in answers.values()} == {"met"}


def test_a_panel_and_a_meeting_show_counts_and_never_who_gave_what(season, client):
    case = season.nominate().case
    season.walk_to("panel")
    judges = [ballot.user.name for ballot in season.round(case).ballots.select_related("user")]
    season.walk_to()
    client.force_login(season.principal1)

    content = client.get(f"/cases/{case.pk}/").content.decode()

    assert "得分90.00，应收评分表3份，实收3份" in content
    assert "赞成3票" in content
    assert [name for name in [*judges, season.party1.name, season.joint1.name] if name in content] == []


def test_an_open_panel_does_not_tell_who_sits_on_it(season):
    case = season.nominate().case
    season.walk_to("panel")
    season.score(season.round(case), judges=1)

    assert shown(case, to=season.principal1, season=season)["standing"].holders == ("3人中已有1人办理",)


def test_the_standing_names_who_holds_the_case_and_what_follows(season):
    case = season.nominate().case

    standing = shown(case, to=season.principal1, season=season)["standing"]

    assert standing.holders == ("海州第1小学 党组织书记", "secretary1同志")
    assert standing.follows == (("通过", "校内公示"), ("不通过", "不予认定"))


def test_what_was_asked_of_the_committee_stands_in_the_trail(season):
    case = season.nominate().case
    season.walk_to("review")
    send_up(season.round(case), by=season.officer, reason="海外经历如何认定？", now=season.now)

    entry = shown(case, to=season.officer, season=season)["trail"][-1]

    assert (entry.title, entry.who, entry.said) == ("资格初审", "officer同志", ("海外经历如何认定？",))


@pytest.mark.parametrize("who", ["principal2", "expert1", "police", "admin"])
def test_who_has_no_part_in_a_case_does_not_find_it(season, client, who):
    case = season.nominate().case
    client.force_login(season.users[who])

    pages = (f"/cases/{case.pk}/", f"/documents/drafts/approval_form/{case.pk}.pdf")
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_a_judge_of_a_blind_panel_finds_neither_the_case_nor_its_papers(season, client):
    nomination = season.nominate()
    season.walk_to("panel")
    judge = season.round(nomination.case).ballots.first().user
    client.force_login(judge)
    paper = nomination.papers.get().paper_id

    addresses = [
        f"/cases/{nomination.case_id}/",
        f"/documents/drafts/approval_form/{nomination.case_id}.pdf",
        f"/papers/{paper}/",
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 403]


def test_a_paper_opens_for_who_sees_the_case(season, client):
    nomination = season.nominate()
    season.walk_to("review")
    paper = nomination.papers.get().paper_id
    found = {}
    for who in ("principal1", "secretary1", "officer", "principal2", "police"):
        client.force_login(season.users[who])
        found[who] = client.get(f"/papers/{paper}/").status_code

    assert found == {"principal1": 200, "secretary1": 200, "officer": 200, "principal2": 403, "police": 403}


def test_another_district_does_not_find_the_case(season, client, make_user):
    stranger = make_user("外区人员", district=found_district(code="other", name="外区"))
    client.force_login(stranger)

    assert client.get(f"/cases/{season.nominate().case.pk}/").status_code == 404


def test_a_case_is_withdrawn_with_a_reason_and_ends(season, client):
    case = season.nominate().case
    client.force_login(season.principal1)

    empty = client.post(f"/cases/{case.pk}/withdraw/", {"withdraw-reason": " "})
    done = client.post(f"/cases/{case.pk}/withdraw/", {"withdraw-reason": "本人申请撤回。"})
    again = client.post(f"/cases/{case.pk}/withdraw/", {"withdraw-reason": "本人申请撤回。"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert Case.objects.get(pk=case.pk).outcome == "withdrawn"
    assert "本人申请撤回。" in client.get(f"/cases/{case.pk}/").content.decode()


def test_only_the_nominating_office_withdraws(season, client):
    case = season.nominate().case
    client.force_login(season.secretary1)

    assert client.post(f"/cases/{case.pk}/withdraw/", {"withdraw-reason": "不合适"}).status_code == 403
    assert Case.objects.get(pk=case.pk).is_live


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "审批轨迹"), ("en", "Trail")])
def test_the_page_speaks_both_languages(season, client, language, word):
    case = season.nominate().case
    client.force_login(season.principal1)
    client.cookies["django_language"] = language

    assert f">{word}</h2>" in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_long_history_costs_no_more_queries(season, client):
    case = season.nominate().case
    season.walk_to("review")
    client.force_login(season.secretary1)
    client.get(f"/cases/{case.pk}/")
    with CaptureQueriesContext(connection) as short:
        client.get(f"/cases/{case.pk}/")
    for _visit in range(10):
        season.approve(season.round(case), verdict="return", opinion="请补正。")
        submit(case.nomination, by=season.principal1, now=season.now)

    with CaptureQueriesContext(connection) as long:
        client.get(f"/cases/{case.pk}/")

    assert len(long) == len(short)


def test_a_page_asks_once_who_stays_out_and_who_holds_an_office(season, client):
    case = season.nominate().case
    season.walk_to("review")
    client.force_login(season.officer)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/cases/{case.pk}/rounds/{season.round(case).pk}/")

    offices = ('SELECT "core_organisationgrant"', 'SELECT "auth_permission"', 'SELECT "approvals_recusal"."user_id"')
    repeated = [query["sql"] for query in asked.captured_queries if query["sql"].startswith(offices)]
    assert len(repeated) == len(set(repeated)) > 0
