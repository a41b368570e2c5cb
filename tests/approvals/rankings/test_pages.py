"""The page of a ranking: what it shows, to whom, and what it takes."""

from decimal import Decimal

import pytest

from approvals.campaigns.services import grant_places
from approvals.cohorts import waiting
from approvals.models import Case, PlaceGrant, Ranking, Round
from core.organisations.services import found_district
from tests.approvals.rankings.short import short, waiting_cases
from tests.approvals.twins import twins
from tests.season import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def tight(season):
    """One place for teachers, and two who wait to be ranked, equal in everything."""
    season.campaign = season.open(POLICY.read_text(encoding="utf-8").replace("teacher: 20", "teacher: 1"))
    season.nominate("教师1", school=1)
    season.nominate("教师2", school=2)
    season.walk_to("shortlist")
    return season


def address(season, verb=""):
    return f"/campaigns/{season.campaign.pk}/shortlist/teacher/{verb}"


def seen(season):
    return ",".join(str(round.pk) for round in waiting(season.campaign, stage="shortlist"))


def get(client, season, user):
    client.force_login(user)
    return client.get(address(season))


def test_the_list_explains_its_places_its_line_and_its_figures(tight, client):
    page = get(client, tight, tight.officer).content.decode()

    assert "教师1" in page
    assert "海州第2小学" in page
    assert "名额线" in page
    assert "36.00" in page  # the mean of a criterion of 40
    assert "计算过程" in page


def test_a_list_from_before_scores_were_kept_with_their_derivation_opens(tight, client):
    """As the first version stored them: a panel's result without figures, a list without its basis."""
    for panel in Round.objects.filter(kind="panel"):
        panel.result = {"score": panel.result["score"], "counted": [], "struck": [], "seats": 3}
        panel.save(update_fields=["result"])
    assert get(client, tight, tight.officer).status_code == 200

    tight.rank(waiting(tight.campaign, stage="shortlist").first())
    Ranking.objects.update(basis={})
    page = client.get(address(tight))

    assert page.status_code == 200
    assert [line.figures for line in page.context["frozen"][0].lines] == [None, None]


def test_equals_are_ordered_by_a_person_and_what_was_typed_is_kept(tight, client):
    client.force_login(tight.officer)
    first, second = (round.pk for round in waiting(tight.campaign, stage="shortlist"))
    order = {f"position-{first}": 2, f"position-{second}": 1}

    blank = client.post(address(tight, "freeze/"), {"seen": seen(tight), "is_sure": "on"})
    same = client.post(
        address(tight, "freeze/"),
        {"seen": seen(tight), "is_sure": "on", "reason": "农村<优先>", f"position-{first}": 1, f"position-{second}": 1},
    )
    assert (blank.status_code, same.status_code) == (422, 422)
    assert "农村&lt;优先&gt;" in same.content.decode()
    assert not Ranking.objects.exists()

    done = client.post(address(tight, "freeze/"), {"seen": seen(tight), "is_sure": "on", "reason": "农村优先", **order})
    assert done.status_code == 302
    assert list(Ranking.objects.get().entries.values_list("round", flat=True)) == [second, first]
    page = client.get(address(tight)).content.decode()
    assert Ranking.objects.get().digest in page
    assert "农村优先" in page


def test_a_stale_list_and_a_second_click_are_conflicts(tight, client):
    client.force_login(tight.officer)
    first, second = (round.pk for round in waiting(tight.campaign, stage="shortlist"))
    sent = {
        "seen": seen(tight),
        "is_sure": "on",
        "reason": "农村优先",
        f"position-{first}": 2,
        f"position-{second}": 1,
    }

    assert client.post(address(tight, "freeze/"), {**sent, "seen": str(first)}).status_code == 409
    assert client.post(address(tight, "freeze/"), {**sent, "seen": "x"}).status_code == 409
    assert client.post(address(tight, "freeze/"), sent).status_code == 302
    assert client.post(address(tight, "freeze/"), sent).status_code == 409
    assert Ranking.objects.count() == 1


def test_a_line_that_moved_while_the_page_was_open_is_a_conflict(tight, client):
    page = get(client, tight, tight.officer)
    form, order = page.context["form"], [round.pk for round in waiting(tight.campaign, stage="shortlist")]
    sent = {"seen": form["seen"].value(), "places": form["places"].value(), "is_sure": "on", "reason": "农村优先"}
    sent |= {f"position-{pk}": number for number, pk in enumerate(order, start=1)}
    assert f'name="places" value="{sent["places"]}"' in page.content.decode()
    granted = {"track": "teacher", "places": -1, "reason": "经费有限", "by": tight.leader, "now": tight.now}
    grant_places(tight.campaign, **granted)

    assert client.post(address(tight, "freeze/"), sent).status_code == 409
    assert not Ranking.objects.exists()


def test_rules_that_clash_are_put_aside_on_the_page_with_a_reason(season, client):
    both = "rural: {says: 农村至少2人, at_least: 2, who: rural, assumed: 试}\n"
    both += "    subject: {says: 同学科至多1人, at_most: 1, per: subject, assumed: 试}"
    season.campaign = season.open(short(caps=both))
    waiting_cases(season, ("0.9", "0.8"), [{"rural": True, "subject": "数学"}] * 2)
    client.force_login(season.officer)
    page = client.get(address(season)).content.decode()
    assert ("农村至少2人" in page, "同学科至多1人" in page) == (True, True)

    sent = {"seen": seen(season), "is_sure": "on"}
    posts = [sent, {**sent, "aside": "subject"}, {**sent, "aside": "nothing", "reason": "试"}]
    assert [client.post(address(season, "freeze/"), post).status_code for post in posts] == [422] * 3
    assert not Ranking.objects.exists()

    done = client.post(address(season, "freeze/"), {**sent, "aside": "subject", "reason": "农村教师均为数学学科"})
    assert done.status_code == 302
    page = client.get(address(season)).content.decode()
    assert ("同学科至多1人" in page, "农村教师均为数学学科" in page, "农村至少2人" in page) == (True, True, False)


def test_freezing_asks_to_be_sure(tight, client):
    client.force_login(tight.officer)

    assert client.post(address(tight, "freeze/"), {"seen": seen(tight)}).status_code == 422
    assert not Ranking.objects.exists()


def test_who_watches_sees_the_list_but_no_button(tight, client):
    assert "position-" in get(client, tight, tight.officer).content.decode()
    page = get(client, tight, tight.inspector)

    assert page.status_code == 200
    assert "position-" not in page.content.decode()
    assert client.post(address(tight, "freeze/"), {"seen": seen(tight), "is_sure": "on"}).status_code in (403, 422)
    assert not Ranking.objects.exists()


def test_strangers_and_other_districts_find_nothing(tight, client, make_user):
    stranger = make_user("邻区", district=found_district(code="other", name="邻区"))

    assert [get(client, tight, user).status_code for user in (tight.principal1, tight.expert1, stranger)] == [404] * 3
    client.force_login(tight.officer)
    for wrong in ("nowhere/teacher/", "review/teacher/", "shortlist/nothing/"):
        assert client.get(f"/campaigns/{tight.campaign.pk}/{wrong}").status_code == 404


def test_only_the_leader_moves_the_line(tight, client):
    assert "places-places" not in get(client, tight, tight.officer).content.decode()
    assert client.post(address(tight, "places/"), {"places-places": 1, "places-reason": "踊跃"}).status_code == 403

    assert "places-places" in get(client, tight, tight.leader).content.decode()
    assert client.post(address(tight, "places/"), {"places-places": 5, "places-reason": "踊跃"}).status_code == 422
    assert client.post(address(tight, "places/"), {"places-places": 1, "places-reason": "踊跃"}).status_code == 302
    assert PlaceGrant.objects.get().places == 1
    assert client.post(address(tight, "places/"), {"places-places": 1, "places-reason": "再"}).status_code == 409
    assert "踊跃" in client.get(address(tight)).content.decode()


def test_a_line_moved_down_after_the_places_were_given_leaves_none_and_says_by_how_many(season, client):
    season.campaign = season.open(short({"approx: 1": "approx: 2"}.items()))
    waiting_cases(season, ("0.9", "0.8"))
    season.rank(season._open().earliest("pk"))
    grant_places(season.campaign, track="teacher", places=-2, reason="财政", by=season.leader, now=season.now)

    page = get(client, season, season.leader)

    places = page.context["places"]
    assert (places.left, places.over, places.used) == (0, 2, 2)
    assert ["超出名额总数2个" in page.content.decode(), "向下调整" in page.content.decode()] == [True, True]


def test_campaigns_that_share_a_term_leave_no_place_less_than_none_and_say_so(season, client):
    season.campaign = season.open(short())
    waiting_cases(season, ("0.9", "0.8"))
    season.rank(season._open().earliest("pk"))
    season.campaign = season.open(short().replace("teacher: 2,", "teacher: 1,"))

    page = get(client, season, season.leader)

    assert (page.context["places"].left, page.context["places"].over) == (0, 1)
    assert "共用这些名额" in page.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_database_no_more_for_thirty_than_for_one(count, season, client, django_assert_num_queries):
    case = season.nominate().case
    season.walk_to("panel")
    season.score(season.round(case), share=Decimal("0.8"))
    season.walk_to("shortlist")
    twins(case, count - 1)
    client.force_login(season.officer)
    client.get(address(season))

    with django_assert_num_queries(QUERIES):
        page = client.get(address(season))
    assert len(page.context["board"].lines) == count


QUERIES = 44


def test_the_page_reads_in_english(tight, client):
    tight.officer.language = "en"
    client.cookies["django_language"] = "en"
    page = get(client, tight, tight.officer).content.decode()

    assert "Quota line (1 place)" in page
    assert "Shortlist" in page


def test_a_cohort_of_a_ranking_leads_to_its_lists(tight, client):
    client.force_login(tight.officer)
    page = client.get(f"/campaigns/{tight.campaign.pk}/shortlist/")

    assert [(entry["track"].key, entry["count"]) for entry in page.context["lists"]] == [
        ("head", 0),
        ("class_teacher", 0),
        ("teacher", 2),
    ]
    assert address(tight) in page.content.decode()
    assert Case.objects.count() == 2
