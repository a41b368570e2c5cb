"""The pages of one nomination: what they show, what they refuse, and that nothing typed is lost."""

import datetime as dt

import pytest

from approvals.models import Case
from core.models import Paper
from tests.season import paper
from workflows.selection.models import Nomination


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_draft_answers_every_clause_and_links_every_gap(season, principal, language):
    principal.cookies["django_language"] = language
    nomination = season.draft(person=season.teacher(without="title"))
    nomination.papers.all().delete()

    answer = principal.get(f"/nominations/{nomination.pk}/")

    assert [clause.tone for clause, _against in answer.context["clauses"]].count("soon") == 1
    assert [gap.part for gap in answer.context["gaps"]] == ["material-form", "eligibility"]
    for part in ("material-form", "eligibility"):
        assert f'href="/nominations/{nomination.pk}/#{part}"' in text_of(answer)
        assert f'id="{part}"' in text_of(answer)


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_papers(
    season, principal, django_assert_num_queries
):
    nomination = season.draft()
    principal.get(f"/nominations/{nomination.pk}/")
    for _paper in range(10):
        principal.post(f"/nominations/{nomination.pk}/papers/evidence/", {"upload": paper()})

    with django_assert_num_queries(26):
        principal.get(f"/nominations/{nomination.pk}/")


def test_the_grounds_are_saved_by_the_button_and_on_the_way(season, principal):
    nomination = season.draft()
    page = f"/nominations/{nomination.pk}/"

    by_button = principal.post(page, {"statement": "第一稿"})
    on_the_way = principal.post(f"{page}save/", {"statement": "第二稿"})

    assert by_button.url == page
    assert "09:00" in text_of(on_the_way)
    assert Nomination.objects.get().statement == "第二稿"


def test_saving_on_the_way_says_so_when_one_is_signed_out(season, client):
    nomination = season.draft()

    answer = client.post(f"/nominations/{nomination.pk}/save/", {"statement": "第二稿"})

    assert answer.status_code == 200
    assert answer.context["trouble"]
    assert Nomination.objects.get().statement != "第二稿"


def test_saving_on_the_way_says_so_when_it_is_under_review(season, principal):
    nomination = season.nominate()

    answer = principal.post(f"/nominations/{nomination.pk}/save/", {"statement": "改写"})

    assert answer.context["trouble"]
    assert Nomination.objects.get().statement != "改写"


@pytest.mark.parametrize(
    "upload", [paper("空.pdf", b""), paper("程序.exe", b"MZ"), None], ids=["empty", "wrong type", "none chosen"]
)
def test_a_refused_file_is_explained_under_its_heading_and_nothing_is_lost(season, principal, upload):
    nomination = season.draft()
    stored = Paper.objects.count()

    answer = principal.post(f"/nominations/{nomination.pk}/papers/evidence/", {"upload": upload} if upload else {})

    refused = {heading.material.key: bool(heading.form.errors) for heading in answer.context["headings"]}
    assert answer.status_code == 422
    assert refused == {"form": False, "evidence": True}
    assert "扎根一线二十年" in text_of(answer)
    assert Paper.objects.count() == stored


def test_a_file_is_added_and_removed_and_removing_twice_is_harmless(season, principal):
    nomination = season.draft()
    page = f"/nominations/{nomination.pk}/"

    added = principal.post(f"{page}papers/evidence/", {"upload": paper("获奖证书.pdf")})
    entry = nomination.papers.get(material="evidence")
    gone = [principal.post(f"{page}papers/{entry.pk}/remove/") for _click in range(2)]

    assert added.url == f"{page}#material-evidence"
    assert [answer.url for answer in gone] == [page, page]
    assert not nomination.papers.filter(material="evidence").exists()


def test_a_heading_the_policy_does_not_have_is_no_page(season, principal):
    nomination = season.draft()

    assert principal.post(f"/nominations/{nomination.pk}/papers/photo/", {"upload": paper()}).status_code == 404


def test_submitting_twice_begins_one_case_and_ends_on_the_same_page(season, principal):
    nomination = season.draft()
    page = f"/nominations/{nomination.pk}/"

    answers = [principal.post(f"{page}submit/") for _click in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, page)] * 2
    assert Case.objects.count() == 1


def test_submitting_a_second_late_is_refused_and_keeps_the_draft(season, principal):
    nomination = season.draft()
    season.at(season.campaign.closes_at + dt.timedelta(seconds=1))

    answer = principal.post(f"/nominations/{nomination.pk}/submit/")

    assert answer.status_code == 422
    assert "2026-03-30 18:00" in answer.context["refused"]
    assert Nomination.objects.get().state == "draft"


def test_submitting_with_gaps_names_every_one(season, principal):
    nomination = season.draft(person=season.teacher(without="title"))
    nomination.papers.all().delete()

    answer = principal.post(f"/nominations/{nomination.pk}/submit/")

    assert answer.status_code == 422
    assert all(gap.words in answer.context["refused"] for gap in answer.context["gaps"])
    assert len(answer.context["gaps"]) == 2


def test_after_submitting_the_page_is_to_read_and_leads_to_the_case(season, principal):
    nomination = season.nominate()

    answer = principal.get(f"/nominations/{nomination.pk}/")

    assert "<textarea" not in text_of(answer)
    assert f'href="/cases/{nomination.case_id}/"' in text_of(answer)


def test_a_returned_nomination_shows_the_reviewers_words_and_is_handed_in_again(season, principal):
    nomination = season.nominate()
    season.walk_to("review")
    season.approve(season.round(nomination.case), verdict="return", opinion="2025年度考核表缺少盖章页。")

    page = principal.get(f"/nominations/{nomination.pk}/")
    principal.post(f"/nominations/{nomination.pk}/papers/evidence/", {"upload": paper("考核表.pdf")})
    principal.post(f"/nominations/{nomination.pk}/submit/")

    assert page.context["returned"].words == "2025年度考核表缺少盖章页。"
    assert page.context["returned"].deadline.left == 5
    assert season.round(nomination.case).stage == "review"


def test_a_draft_is_withdrawn(season, principal):
    nomination = season.draft()

    answer = principal.post(f"/nominations/{nomination.pk}/withdraw/")

    assert answer.url == "/nominations/"
    assert Nomination.objects.get().state == "withdrawn"


def test_the_pages_of_another_school_do_not_exist_for_one(season, client):
    nomination = season.draft()
    client.force_login(season.principal2)

    for address in ("", "submit/"):
        assert client.get(f"/nominations/{nomination.pk}/{address}").status_code == 404
    for address in ("", "save/", "submit/", "withdraw/", "papers/form/"):
        assert client.post(f"/nominations/{nomination.pk}/{address}").status_code == 404
    assert Nomination.objects.get().state == "draft"


def test_the_nominee_does_not_see_their_own_nomination_in_the_making(season, client):
    nomination = season.draft(track="head")
    season.secretary1.person = nomination.person
    season.secretary1.save()
    client.force_login(season.secretary1)

    assert client.get(f"/nominations/{nomination.pk}/").status_code == 404
    assert client.get("/nominations/").context["waiting"] == []


def test_a_paper_of_a_draft_opens_for_both_offices_that_may_write_it_and_for_no_other(season, client):
    [entry] = season.draft(track="head").papers.all()
    seen = {}
    for name in ("secretary1", "group", "secretary2"):
        client.force_login(season.users[name])
        seen[name] = client.get(f"/papers/{entry.paper_id}/").status_code

    assert seen == {"secretary1": 200, "group": 200, "secretary2": 403}


def test_the_menu_leads_there_for_who_puts_people_forward_only(season, client):
    led = {}
    for name in ("principal1", "group", "police"):
        client.force_login(season.users[name])
        led[name] = 'href="/nominations/"' in text_of(client.get("/password/"))

    assert led == {"principal1": True, "group": True, "police": False}


def test_without_a_session_one_is_asked_to_sign_in(season, client):
    answer = client.post("/nominations/1/submit/")

    assert answer.url == "/sign-in/?next=/nominations/1/submit/"
