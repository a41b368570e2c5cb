"""The pages of recusal: why one cannot see a case, relations, stepping aside from a blind sheet, false alarms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.conflicts.declaring import declare
from approvals.conflicts.doubts import dismiss, doubt
from approvals.copies.services import copy_to
from approvals.models import Recusal, Relation
from core.models import User
from tests.approvals.conflicts.people import declared


@pytest.fixture
def case(season):
    return season.nominate("阿依古丽·买买提").case


def related(season, user, case, *, kind="kin"):
    declare(user, person=case.person, kind=kind, words="表姐", by=user, now=season.now)


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


@pytest.mark.parametrize("name", ["leader", "inspector", "joint1"])
def test_a_watcher_who_is_related_is_told_why_they_cannot_see_the_case(name, case, season, client):
    user, url = season.users[name], f"/cases/{case.pk}/"
    assert get(client, user, url).status_code == 200

    related(season, user, case)
    answer = get(client, user, url)

    assert answer.status_code == 403
    page = answer.content.decode()
    others = "admin同志" if name == "inspector" else "inspector同志"
    assert [words in page for words in ("表姐", "2026", others, "阿依古丽")] == [True, True, True, False]


@pytest.mark.parametrize("path", ["", "record/", "recusals/", "rounds/{round}/", "rounds/{round}/verbs/urge/"])
def test_no_page_of_the_case_opens_to_who_stays_out(path, case, season, client):
    related(season, season.leader, case)

    url = f"/cases/{case.pk}/{path}".format(round=season.round(case).pk)

    assert get(client, season.leader, url).status_code == 403


def test_an_officer_who_is_related_is_told_why(case, season, client):
    season.walk_to("review")
    related(season, season.officer, case)
    url = f"/cases/{case.pk}/rounds/{season.round(case).pk}/decide/"
    client.force_login(season.officer)

    answer = client.post(url, {"verdict": "approve"})

    assert answer.status_code == 403
    assert season.round(case).stage == "review"


def test_who_would_not_see_the_case_anyway_is_told_nothing(case, season, client):
    related(season, season.expert1, case)

    assert get(client, season.expert1, f"/cases/{case.pk}/").status_code == 404


def test_who_was_sent_a_copy_and_is_related_is_told_why(case, season, client):
    season.walk_to("review")
    copy_to(case, users=[season.police], by=season.officer, now=season.now)
    url = f"/cases/{case.pk}/"
    assert get(client, season.police, url).status_code == 200

    related(season, season.police, case)

    assert get(client, season.police, url).status_code == 403


def test_who_put_it_forward_sees_it_all_the_same(case, season, client):
    related(season, season.principal1, case)

    assert get(client, season.principal1, f"/cases/{case.pk}/").status_code == 200


def test_the_task_leaves_the_inbox_of_who_stays_out(case, season, client):
    season.walk_to("review")
    assert len(get(client, season.officer, "/inbox/").context["lines"]) == 1

    related(season, season.officer, case)

    assert len(get(client, season.officer, "/inbox/").context["lines"]) == 0


def test_the_board_does_not_show_it_to_who_stays_out(case, season, client):
    season.pass_days(60)
    assert len(get(client, season.leader, "/board/").context["lines"]) == 1

    related(season, season.leader, case)

    answer = get(client, season.leader, "/board/")
    assert (len(answer.context["lines"]), answer.context["filters"][0][2]) == (0, 0)


def test_the_board_says_that_nobody_may_act(case, season, client):
    declared("kin")(season, season.head, case)
    season.walk_to("review")
    season.approve(season.round(case))

    answer = get(client, season.leader, "/board/")

    assert [line["stage"].en for line in answer.context["lines"]] == ["Approval by the head of section"]
    assert answer.context["filters"][1][0] == "nobody"


def test_a_relation_is_declared_on_its_page(case, season, client):
    client.force_login(season.officer)
    page = client.get("/relations/", {"name": "阿依古丽", "unit": "第1小学"})
    assert list(page.context["found"]) == [case.person]

    said = {"person": case.person_id, "kind": "kin", "words": "表姐"}
    answer = client.post("/relations/", said)

    assert (answer.status_code, answer["Location"]) == (302, "/relations/")
    assert list(Relation.objects.values_list("user__username", "person", "kind")) == [
        ("officer", case.person_id, "kin")
    ]
    assert "阿依古丽·买买提" in client.get("/relations/").content.decode()


def test_what_is_refused_keeps_what_was_typed(case, season, client):
    client.force_login(season.officer)

    said = {"person": case.person_id, "kind": "other", "words": ""}
    answer = client.post("/relations/?name=阿依古丽", said)

    assert answer.status_code == 422
    assert answer.context["form"]["kind"].value() == "other"
    assert Relation.objects.count() == 0


def test_a_relation_without_a_person_is_refused(season, client):
    client.force_login(season.officer)

    assert client.post("/relations/", {"kind": "kin"}).status_code == 422


def test_the_administrator_declares_for_somebody_by_sign_in_name(case, season, client):
    client.force_login(season.admin)

    client.post("/relations/", {"person": case.person_id, "kind": "kin", "login": "officer"})

    assert Relation.objects.get().user == season.officer


def test_an_unknown_sign_in_name_is_refused(case, season, client):
    client.force_login(season.admin)

    answer = client.post("/relations/", {"person": case.person_id, "kind": "kin", "login": "nobody"})

    assert answer.status_code == 422
    assert Relation.objects.count() == 0


def test_who_may_not_declare_for_others_cannot_by_sending_the_field(case, season, client):
    client.force_login(season.officer)

    client.post("/relations/", {"person": case.person_id, "kind": "kin", "login": "leader"})

    assert Relation.objects.get().user == season.officer


@pytest.fixture
def sheet(case, season):
    season.walk_to("panel")
    round = season.round(case)
    return round, round.ballots.first().user, f"/cases/{case.pk}/rounds/{round.pk}/"


def test_a_judge_steps_aside_from_a_blind_sheet_without_learning_whose_it_is(sheet, season, client):
    round, judge, url = sheet
    assert f'href="{url}step-aside/"' in get(client, judge, url).content.decode()

    page = client.get(f"{url}step-aside/").content.decode()
    answer = client.post(f"{url}step-aside/", {"reason": "看材料像是熟人"})

    assert "阿依古丽" not in page
    assert answer["Location"] == "/inbox/"
    assert round.ballots.get(user=judge).state == "recused"
    gone = client.get(url)
    assert (gone.status_code, "阿依古丽" in gone.content.decode()) == (404, False)


def test_stepping_aside_without_a_reason_shows_the_form_again(sheet, season, client):
    round, judge, url = sheet
    client.force_login(judge)

    assert client.post(f"{url}step-aside/", {"reason": ""}).status_code == 422
    assert round.ballots.get(user=judge).state == "open"


def test_only_a_judge_of_the_panel_opens_the_page(sheet, season, client):
    _round, _judge, url = sheet

    assert get(client, season.police, f"{url}step-aside/").status_code == 404


def test_an_office_steps_aside_by_the_verb(case, season, client):
    season.walk_to("review")
    url = f"/cases/{case.pk}/rounds/{season.round(case).pk}/verbs/step-aside/"
    assert get(client, season.officer, url).status_code == 200

    answer = client.post(url, {"reason": "夫妻"})

    assert answer["Location"] == "/inbox/"
    assert Recusal.objects.get(case=case, user=season.officer).words == "夫妻"


def test_two_watchers_dismiss_a_false_alarm_on_the_page(case, season, client):
    related(season, season.officer, case)
    recusal = Recusal.objects.get(case=case, user=season.officer)
    url = f"/cases/{case.pk}/recusals/"
    lines = get(client, season.inspector, url).context["lines"]
    assert [line["recusal"].user.username for line in lines] == ["principal1", "secretary1", "officer"]

    client.post(f"{url}{recusal.pk}/doubt/", {f"doubt{recusal.pk}-reason": "只是同名"})
    client.force_login(season.leader)
    client.post(f"{url}{recusal.pk}/dismiss/")

    recusal.refresh_from_db()
    assert (recusal.doubted_by, recusal.dismissed_by) == (season.inspector, season.leader)
    assert client.get(url).context["dismissed"] == 1


def test_a_doubt_without_a_reason_shows_the_form_again(case, season, client):
    related(season, season.officer, case)
    recusal = Recusal.objects.get(case=case, user=season.officer)
    client.force_login(season.inspector)

    answer = client.post(f"/cases/{case.pk}/recusals/{recusal.pk}/doubt/", {})

    assert answer.status_code == 422
    recusal.refresh_from_db()
    assert recusal.doubted_by is None


def test_only_who_watches_sees_who_stays_out(case, season, client):
    assert get(client, season.principal1, f"/cases/{case.pk}/recusals/").status_code == 403


def test_the_record_counts_what_was_dismissed(case, season, client):
    related(season, season.officer, case)
    recusal = Recusal.objects.get(case=case, user=season.officer)
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)
    dismiss(recusal, by=season.leader, now=season.now)

    answer = get(client, season.leader, f"/cases/{case.pk}/record/")

    assert answer.context["conflicts"] == {"binding": 2, "dismissed": 1}


def test_the_page_of_recusals_asks_no_more_for_thirty_than_for_one(case, season, client):
    client.force_login(season.inspector)
    asked = []

    for count in (1, 29):
        for number in range(count):
            user = User.objects.create(username=f"u{count}-{number}", name="同名", district=season.district)
            said = {"rule": "kin", "words": "同名", "found_at": season.now}
            Recusal.objects.create(district=season.district, case=case, user=user, **said)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cases/{case.pk}/recusals/")
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_cohort_does_not_list_what_its_clerk_stays_out_of(case, season, client):
    other = season.nominate("李玉兰", school=2).case
    season.walk_to("party")
    related(season, season.party_clerk, case)

    lines = get(client, season.party_clerk, f"/campaigns/{season.campaign.pk}/party/").context["lines"]

    assert [line["round"].case for line in lines] == [other]


def test_a_list_opens_to_nobody_who_is_related_to_one_on_it(case, season, client):
    season.walk_to("shortlist")
    url = f"/campaigns/{season.campaign.pk}/shortlist/teacher/"
    assert get(client, season.officer, url).status_code == 200

    related(season, season.officer, case)

    answer = get(client, season.officer, url)
    assert (answer.status_code, "表姐" in answer.content.decode()) == (403, True)
