"""The page of a waiting list: what it shows, to whom, and what it takes."""

import pytest

from approvals.models import Case, RankingEntry
from tests.approvals.rankings.short import short, waiting_cases
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db


def ranked(season):
    """Freeze a list of two within the places and two who wait."""
    season.campaign = season.open(short())
    cases = waiting_cases(season, ("0.9", "0.85", "0.8", "0.75"))
    season.walk_to("clearance")
    return cases


def address(season, verb="waitlist"):
    return f"/campaigns/{season.campaign.pk}/reserve/teacher/{verb}/"


def get(client, season, user):
    client.force_login(user)
    return client.get(address(season))


def leave(season, case):
    season.approve(season.round(case), verdict="reject", opinion="联审发现问题。")


def test_the_page_shows_the_order_and_lets_the_office_call_up_the_next(season, client):
    cases = ranked(season)
    full = get(client, season, season.officer)
    assert [waiting.round.case for waiting, _deadline in full.context["lines"]] == cases[2:]
    assert (full.context["free"], full.context["form"]) == (0, None)

    leave(season, cases[0])
    page = get(client, season, season.officer)
    assert page.context["following"].round.case == cases[2]
    sent = {"expected": page.context["form"]["expected"].value(), "reason": "一人未通过联审<br>"}
    assert client.post(address(season, "call-up"), sent).status_code == 302

    after = client.get(address(season))
    assert [entry.round.case for entry in after.context["called_up"]] == [cases[2]]
    assert "一人未通过联审&lt;br&gt;" in after.content.decode()
    assert (
        "一人未通过联审&lt;br&gt;" in client.get(f"/campaigns/{season.campaign.pk}/shortlist/teacher/").content.decode()
    )
    assert Case.objects.get(pk=cases[2].pk).rounds.get(closed_at=None).stage == "clearance"


def test_a_ranking_leads_to_its_waiting_list_once_somebody_waits_there(season, client):
    season.campaign = season.open(short())
    waiting_cases(season, ("0.9",))
    client.force_login(season.officer)
    ranking = f"/campaigns/{season.campaign.pk}/shortlist/teacher/"

    assert address(season) not in client.get(ranking).content.decode()
    assert client.get(address(season)).status_code == 404

    ranked(season)
    ranking = f"/campaigns/{season.campaign.pk}/shortlist/teacher/"

    assert address(season) in client.get(ranking).content.decode()
    assert client.get(address(season)).status_code == 200


def test_a_missing_reason_a_wrong_order_and_a_stale_page_change_nothing(season, client):
    cases = ranked(season)
    leave(season, cases[0])
    first, second = (season.round(case).pk for case in cases[2:])
    client.force_login(season.officer)

    posts = [{"expected": first, "reason": ""}, {"expected": second, "reason": "试"}, {"expected": 0, "reason": "试"}]
    assert [client.post(address(season, "call-up"), sent).status_code for sent in posts] == [422, 422, 409]
    assert not RankingEntry.objects.exclude(called_up_at=None).exists()


def test_who_watches_sees_the_list_without_the_form_and_strangers_find_nothing(season, client):
    cases = ranked(season)
    leave(season, cases[0])

    page = get(client, season, season.inspector)
    assert (page.status_code, page.context["form"]) == (200, None)
    sent = {"expected": season.round(cases[2]).pk, "reason": "试"}
    assert client.post(address(season, "call-up"), sent).status_code == 403
    assert [get(client, season, user).status_code for user in (season.principal3, season.expert1)] == [404, 404]
    client.force_login(season.officer)
    for wrong in ("shortlist/teacher/waitlist/", "reserve/nobody/waitlist/", "reserve/teacher/"):
        assert client.get(f"/campaigns/{season.campaign.pk}/{wrong}").status_code == 404


def test_the_inbox_and_the_cohort_lead_to_the_page(season, client):
    ranked(season)
    client.force_login(season.officer)

    assert address(season) in client.get("/inbox/").content.decode()
    assert address(season) in client.get(f"/campaigns/{season.campaign.pk}/reserve/").content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_database_no_more_for_twenty_than_for_one(count, season, client, django_assert_num_queries):
    season.campaign = season.open(short({"waitlist: {n: 2}": "waitlist: {n: 20}"}.items()))
    (case,) = waiting_cases(season, ("0.9",))
    twins(case, count + 1)  # two of them are within the places
    season.walk_to("clearance")
    client.force_login(season.officer)
    client.get(address(season))

    with django_assert_num_queries(QUERIES):
        page = client.get(address(season))
    assert len(page.context["lines"]) == count


QUERIES = 29
