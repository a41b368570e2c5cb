"""Deciding on the page: each verdict once, by who may, and nothing typed is lost."""

import pytest

from approvals.members.services import add_member, drop_member
from approvals.models import Ballot, Round
from tests.approvals.addresses import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(season) -> Round:
    """A round that waits for the section's officer."""
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


@pytest.fixture
def officer(season, client):
    client.force_login(season.officer)
    return client


def given(round):
    return list(Ballot.objects.filter(round=round, state="cast").values_list("verdict", "opinion"))


def test_a_decision_moves_the_case_on_and_leads_to_the_inbox(waiting, officer, season):
    response = officer.post(page_of(waiting, "decide/"), {"verdict": "approve", "opinion": "材料齐全。"}, follow=True)

    assert response.redirect_chain == [("/inbox/", 302)]
    assert "王秀英：已记录“通过”" in response.content.decode()
    assert given(waiting) == [("approve", "材料齐全。")]
    assert season.round(waiting.case).stage == "approval"


def test_a_decision_leads_to_the_next_case_of_the_same_stage(waiting, officer, season):
    other = season.nominate("赵敏", school=2).case
    season.walk_to("review")

    page = officer.get(page_of(waiting))
    response = officer.post(page_of(waiting, "decide/"), {"verdict": "approve"})

    assert page.context["queue"] == {"place": 1, "count": 2, "next": page_of(season.round(other))}
    assert response["Location"] == page_of(season.round(other))


def test_the_page_offers_only_the_verdicts_the_policy_knows(season, client):
    round = season.round(season.nominate().case)
    client.force_login(season.secretary1)

    assert [verdict for verdict, _title in client.get(page_of(round)).context["verdicts"]] == ["approve", "reject"]
    assert client.post(page_of(round, "decide/"), {"verdict": "return", "opinion": "请补正"}).status_code == 422
    assert given(round) == []


def test_a_refusal_without_a_reason_is_refused_and_keeps_what_was_typed(waiting, officer):
    blank = officer.post(page_of(waiting, "decide/"), {"verdict": "return", "opinion": "  "})
    unknown = officer.post(page_of(waiting, "decide/"), {"verdict": "perhaps", "opinion": "材料<齐全>"})

    assert (blank.status_code, unknown.status_code) == (422, 422)
    assert [list(response.context["form"].errors) for response in (blank, unknown)] == [["opinion"], ["verdict"]]
    assert "材料&lt;齐全&gt;</textarea>" in unknown.content.decode()
    assert given(waiting) == []


def test_a_vacant_next_post_is_named_and_the_words_stay(season, waiting, officer):
    season.head.appointments.all().delete()

    response = officer.post(page_of(waiting, "decide/"), {"verdict": "approve", "opinion": "材料齐全。"})

    assert response.status_code == 422
    assert "材料齐全。</textarea>" in response.content.decode()
    assert "科室负责人" in response.content.decode()
    assert given(waiting) == []


def test_a_second_decision_is_a_conflict_and_changes_nothing(waiting, officer):
    first = officer.post(page_of(waiting, "decide/"), {"verdict": "approve"})
    second = officer.post(page_of(waiting, "decide/"), {"verdict": "reject", "opinion": "不符合条件。"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert given(waiting) == [("approve", "")]


@pytest.mark.parametrize("verb", ["", "decide/", "send-up/", "cast/", "close/"])
def test_a_round_under_another_cases_number_is_not_found(waiting, officer, season, verb):
    other = season.nominate("赵敏", school=2).case
    address = f"/cases/{other.pk}/rounds/{waiting.pk}/{verb}"

    response = officer.post(address, {"verdict": "approve"}) if verb else officer.get(address)

    assert response.status_code == 404
    assert given(waiting) == []


def test_who_sees_the_case_but_holds_no_seat_may_not_decide(waiting, client, season):
    client.force_login(season.secretary1)

    assert client.get(page_of(waiting))["Location"] == f"/cases/{waiting.process_id}/"
    assert client.post(page_of(waiting, "decide/"), {"verdict": "approve"}).status_code == 403
    assert given(waiting) == []


def test_who_has_no_part_in_the_case_does_not_find_its_round(waiting, client, season):
    client.force_login(season.principal2)

    assert client.get(page_of(waiting)).status_code == 404
    assert client.post(page_of(waiting, "decide/"), {"verdict": "approve"}).status_code == 404


def test_nobody_decides_their_own_case(season, client):
    case = season.nominate("王秀英", school=1).case
    season.secretary1.person = case.person
    season.secretary1.save()
    client.force_login(season.secretary1)

    assert client.get("/inbox/").context["lines"] == []
    assert client.post(page_of(season.round(case), "decide/"), {"verdict": "approve"}).status_code == 403


def test_the_page_of_a_correction_is_the_nominations_own(season, waiting, officer, client):
    officer.post(page_of(waiting, "decide/"), {"verdict": "return", "opinion": "缺少盖章页。"})
    correction = season.round(waiting.case)
    client.force_login(season.principal1)

    nomination = f"/nominations/{waiting.case.nomination.pk}/"
    assert client.get(page_of(correction))["Location"] == nomination
    assert client.post(page_of(correction, "decide/"), {"verdict": "done"})["Location"] == nomination
    assert given(correction) == []


def test_the_page_of_a_sitting_is_the_sittings_own(season, waiting, client):
    client.force_login(season.officer)
    pages = {}
    for stage in ("shortlist", "public_notice"):
        season.walk_to(stage)
        pages[stage] = client.get(page_of(season.round(waiting.case)))["Location"]

    assert pages == {
        "shortlist": f"/campaigns/{season.campaign.pk}/shortlist/teacher/",
        "public_notice": f"/campaigns/{season.campaign.pk}/public_notice/",
    }


def test_a_matter_is_sent_up_once_and_stays_with_the_office(waiting, officer):
    blank = officer.post(page_of(waiting, "send-up/"), {"send-up-reason": ""})
    sent = officer.post(page_of(waiting, "send-up/"), {"send-up-reason": "海外经历如何认定？"})
    again = officer.post(page_of(waiting, "send-up/"), {"send-up-reason": "海外经历如何认定？"})

    assert (blank.status_code, sent.status_code, again.status_code) == (422, 302, 409)
    assert "海外经历如何认定？" in officer.get(sent["Location"]).content.decode()
    assert officer.get(page_of(waiting)).status_code == 200


def test_going_back_to_a_verbs_address_leads_to_the_page(waiting, officer):
    """Where a session ended under a filled form, signing in again leads to the address that was posted to."""
    found = [officer.get(page_of(waiting, verb))["Location"] for verb in ("decide/", "send-up/", "cast/")]

    assert found == [page_of(waiting)] * 3


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "退回补正"), ("en", "Return for correction")])
def test_the_page_speaks_both_languages(waiting, officer, language, word):
    officer.cookies["django_language"] = language

    assert f">{word}</button>" in officer.get(page_of(waiting)).content.decode()


@pytest.fixture
def writing(countersign, season, client):
    """Let somebody of another school open a round, and be taken off it before they send what they wrote."""
    round = countersign(2)
    seat = add_member(round, user=season.principal2, way="beside", reason="请。", by=season.secretary1, now=season.now)
    client.force_login(season.principal2)
    assert client.get(page_of(round)).status_code == 200
    drop_member(seat, reason="不再需要。", by=season.officer, now=season.now)
    return round


def test_who_was_taken_off_while_writing_finds_their_words_kept(writing, client):
    response = client.post(page_of(writing, "decide/"), {"verdict": "approve", "opinion": "查无不良记录。"})

    kept = writing.ballots.filter(state="noted").values_list("user__username", "opinion", "counts")
    assert (response.status_code, list(kept)) == (409, [("principal2", "查无不良记录。", False)])


def test_words_that_were_kept_open_the_case_to_nobody_again(writing, client):
    client.post(page_of(writing, "decide/"), {"verdict": "approve", "opinion": "查无不良记录。"})

    assert [client.get(page).status_code for page in (page_of(writing), f"/cases/{writing.process_id}/")] == [404, 404]
