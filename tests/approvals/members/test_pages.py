"""What the case's page offers to whom, and the page that asks for it."""

import pytest

from approvals.covers.services import leave_cover
from approvals.members.services import add_member, lend
from approvals.models import Ballot
from approvals.rounds.verbs import verbs_for
from core.clock import day_of
from tests.approvals.addresses import page_of

pytestmark = pytest.mark.django_db

CHANGES = {"add", "ask", "hand-over", "drop", "urge", "copy", "add-judge", "pass-on"}


def offered(user, round):
    return {verb.key for verb in verbs_for(user, round)} & CHANGES


def test_each_is_offered_what_they_may_do(countersign, season):
    round = countersign(2)
    expected = {
        "secretary1": {"add", "ask", "hand-over", "copy"},
        "principal1": {"urge", "copy"},
        "officer": {"drop"},
        "party_clerk": {"drop", "urge"},
        "leader": {"drop", "urge"},
        "police": set(),
        "expert1": set(),
    }

    assert {name: offered(getattr(season, name), round) for name in expected} == expected


def test_who_asked_may_take_back_what_they_asked(countersign, season):
    round = countersign(1)
    lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)

    assert offered(season.secretary1, round) == {"drop", "copy"}
    assert offered(season.head, round) == {"copy"}


def test_who_stands_in_decides_and_passes_nothing_on(countersign, season, client):
    round = countersign(1)
    today = day_of(season.now)
    leave_cover(
        season.secretary1,
        substitute=season.police,
        starts_on=today,
        ends_on=today,
        reason="外出",
        by=season.secretary1,
        now=season.now,
    )
    client.force_login(season.police)

    page = client.get(page_of(round))

    assert offered(season.police, round) == {"copy"}
    assert page.context["acting_for"] == season.secretary1
    assert client.get(page_of(round, "verbs/hand-over/")).status_code == 404


@pytest.mark.parametrize("key", ["add", "ask", "hand-over"])
def test_a_change_is_made_on_its_page(countersign, season, client, key):
    round = countersign(1)
    client.force_login(season.secretary1)
    who = season.principal1 if key == "hand-over" else season.group

    page = client.get(page_of(round, f"verbs/{key}/"))
    done = client.post(page_of(round, f"verbs/{key}/"), {"user": who.pk, "way": "before", "reason": "请协助。"})

    offered_people = {user.username for user in page.context["form"].fields["user"].queryset}
    assert who.username in offered_people
    assert (done.status_code, done["Location"]) == (302, "/inbox/")
    assert Ballot.objects.filter(round=round, user=who, state="open", asked_why="请协助。").count() == 1


def test_what_was_typed_stays_where_the_change_is_refused(countersign, season, client):
    round = countersign(1)
    client.force_login(season.leader)
    seat = round.ballots.get()

    response = client.post(page_of(round, "verbs/drop/"), {"ballot": seat.pk, "reason": "不需<要>。"})

    assert response.status_code == 422
    assert "不需&lt;要&gt;。</textarea>" in response.content.decode()


def test_the_initiator_urges_on_the_page_and_a_second_time_is_refused(countersign, season, client):
    round = countersign(1)
    client.force_login(season.principal1)

    answers = [client.post(page_of(round, "verbs/urge/")).status_code for _ in range(2)]

    assert answers == [302, 422]


def test_out_of_turn_nothing_typed_is_lost(countersign, season, client):
    round = countersign(2, decides="in_turn")
    client.force_login(season.head)

    page = client.get(page_of(round))
    response = client.post(page_of(round, "decide/"), {"verdict": "approve", "opinion": "先写<好>。"})

    assert page["Location"] == f"/cases/{round.process_id}/"
    assert response.status_code == 422
    assert "先写&lt;好&gt;。</textarea>" in response.content.decode()


def test_the_page_says_who_asks_and_that_an_opinion_does_not_count(countersign, season, client):
    round = countersign(1)
    lend(round, user=season.head, reason="请提意见·谢谢。", by=season.secretary1, now=season.now)
    client.force_login(season.head)

    page = client.get(page_of(round)).content.decode()

    assert "请提意见·谢谢。" in page


def test_each_change_stays_readable_on_the_trail(countersign, season, client):
    round = countersign(1)
    add_member(round, user=season.group, way="before", reason="请把关㛃。", by=season.secretary1, now=season.now)
    client.force_login(season.group)
    client.post(page_of(round, "decide/"), {"verdict": "approve", "opinion": "同意推荐。"})
    client.force_login(season.secretary1)

    page = client.get(f"/cases/{round.process_id}/").content.decode()

    assert ("同意推荐。" in page, "请把关㛃。" in page) == (True, True)


def test_the_inbox_is_what_the_seats_say(countersign, season, client):
    """Whoever is awaited has the case on their list, and nobody else has."""
    round = countersign(3, decides="in_turn")
    add_member(round, user=season.group, way="after", reason="请把关。", by=season.secretary1, now=season.now)

    lists = {}
    for name in ("secretary1", "group", "head", "leader"):
        client.force_login(getattr(season, name))
        lists[name] = len(client.get("/inbox/").context["lines"])

    assert lists == {"secretary1": 1, "group": 0, "head": 0, "leader": 0}


def test_a_list_of_thirty_added_seats_asks_no_more_than_one(countersign, season, client, django_assert_max_num_queries):
    round = countersign(1)
    add_member(round, user=season.group, way="beside", reason="请把关。", by=season.secretary1, now=season.now)
    client.force_login(season.group)
    client.get("/inbox/")
    with django_assert_max_num_queries(60) as one:
        client.get("/inbox/")
    for number in range(2, 21):
        other = season.round(season.nominate(f"赵敏{number}", school=number).case)
        by = getattr(season, f"secretary{number}")
        add_member(other, user=season.group, way="beside", reason="请把关。", by=by, now=season.now)
    with django_assert_max_num_queries(60) as many:
        response = client.get("/inbox/")

    assert (len(response.context["lines"]), len(many)) == (20, len(one))
