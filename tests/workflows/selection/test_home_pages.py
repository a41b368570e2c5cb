"""Where a school sees what is open to it, and begins a nomination."""

import datetime as dt

import pytest

from workflows.selection.models import Nomination
from workflows.selection.services import submit


def opening_of(season, track="teacher"):
    return f"{season.campaign.pk}-{track}"


def begin(client, season, person, track="teacher"):
    return client.post("/nominations/new/", {"opening": opening_of(season, track), "person": person.pk, "q": ""})


def text_of(answer):
    return answer.content.decode()


def test_the_home_page_shows_window_quota_and_nominations(season, principal):
    season.draft("李敏", track="teacher")
    season.nominate("陈静", track="class_teacher")

    answer = principal.get("/nominations/")

    [(campaign, shuts, lines)] = answer.context["campaigns"]
    assert campaign == season.campaign
    assert shuts.left == 20
    assert [(line.opening.track.key, line.used, line.most, line.left) for line in lines] == [
        ("class_teacher", 1, 1, 10),
        ("teacher", 0, 1, 20),
    ]
    assert [str(row.nomination) for row in answer.context["waiting"]] == ["李敏"]
    assert [(str(row.nomination), row.stage) for row in answer.context["sent"]] == [("陈静", "学校党组织会议研究")]


@pytest.mark.parametrize("count", [1, 30])
def test_the_home_page_asks_the_same_number_of_questions_for_any_number_of_rows(
    season, principal, count, django_assert_num_queries
):
    for number in range(count):
        season.draft(f"王秀{number}")
    submit(Nomination.objects.first(), by=season.principal1, now=season.now)
    principal.get("/nominations/")

    with django_assert_num_queries(31):
        principal.get("/nominations/")


def test_older_nominations_are_one_click_further(season, principal):
    for number in range(31):
        nomination = season.draft(f"王秀{number}")
        Nomination.objects.filter(pk=nomination.pk).update(state="refused")

    first = principal.get("/nominations/")
    second = principal.get(f"/nominations/?before={first.context['older']}")

    assert len(first.context["sent"]) == 30
    assert [str(row.nomination) for row in second.context["sent"]] == ["王秀0"]
    assert second.context["older"] is None


def test_a_closed_campaign_is_not_offered(season, principal):
    season.at(season.campaign.closes_at + dt.timedelta(minutes=1))

    assert principal.get("/nominations/").context["campaigns"] == []
    assert principal.get("/nominations/new/").status_code == 302


def test_a_draft_is_begun_for_the_person_chosen(season, principal):
    person = season.teacher()

    answer = begin(principal, season, person)

    nomination = Nomination.objects.get()
    assert answer.url == f"/nominations/{nomination.pk}/"
    assert (nomination.person, nomination.track, nomination.drafted_by) == (person, "teacher", season.principal1)


@pytest.mark.parametrize("words", ["王", "wangxiuying", "wxy", "T00001"])
def test_people_are_found_by_name_pinyin_and_staff_number(season, principal, words):
    season.teacher("王秀英")
    season.teacher("李敏")
    season.teacher("王秀英", school=2)

    answer = principal.get("/nominations/new/", {"opening": opening_of(season), "q": words})

    [(_pk, label)] = answer.context["form"].fields["person"].choices
    assert label == "王秀英 · 海州第1小学 · T00001"


def test_a_second_nomination_is_refused_and_leads_to_the_first(season, principal):
    first = season.draft()

    answer = begin(principal, season, first.person, track="class_teacher")

    assert answer.status_code == 422
    assert f'href="/nominations/{first.pk}/"' in text_of(answer)
    assert "王秀英" in text_of(answer)
    assert Nomination.objects.count() == 1


def test_somebody_of_another_school_cannot_be_chosen(season, principal):
    answer = begin(principal, season, season.teacher(school=2))

    assert answer.status_code == 422
    assert not Nomination.objects.exists()


def test_beginning_without_choosing_anybody_says_so(season, principal):
    season.teacher()

    answer = principal.post("/nominations/new/", {"opening": opening_of(season), "q": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors["person"]
