"""The feed of one's deadlines: what the inbox shows and no more, moved when a deadline moves, gone when answered."""

import datetime as dt
import re

import pytest

from approvals.escalation.services import extend
from approvals.feeds.services import open_feed
from approvals.models import CalendarFeed, FeedEntry
from approvals.moves.clocks import resume_clock, stop_clock
from core import clock
from core.models import Event
from tests.approvals.feeds.calendars import events_of
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def feed_of(season, client):
    """Read somebody's feed as their calendar does; their address is made once."""
    tokens: dict[int, str] = {}

    def read(user, **headers):
        if user.pk not in tokens:
            tokens[user.pk] = open_feed(user, now=season.now)
        return client.get(f"/calendar/{tokens[user.pk]}.ics", headers=headers)

    return read


@pytest.fixture
def round(season):
    """A round that waits for the secretary of school 1."""
    return season.round(season.nominate("王秀英", school=1).case)


def summaries(response):
    assert response.status_code == 200
    return [event["SUMMARY"] for event in events_of(response.content)]


def test_what_waits_for_somebody_is_in_their_calendar_and_in_nobody_elses(season, feed_of, round):
    [event] = events_of(feed_of(season.secretary1).content)

    assert event["SUMMARY"] == f"王秀英 · {round.rule.title}"
    assert event["DTSTART"] == f"{clock.day_of(round.due_at):%Y%m%d}"
    assert event["URL"].endswith(f"/cases/{round.process_id}/rounds/{round.pk}/")
    assert "第1小学" in event["DESCRIPTION"]
    assert summaries(feed_of(season.secretary2)) == []


def test_what_was_answered_is_gone(season, feed_of, round):
    assert len(summaries(feed_of(season.secretary1))) == 1
    season.approve(round)

    assert summaries(feed_of(season.secretary1)) == []


def test_a_deadline_that_moves_keeps_its_name_and_says_that_it_moved(season, feed_of, round):
    [before] = events_of(feed_of(season.secretary1).content)
    season.pass_days(1)
    extend(round, until=clock.day_of(round.due_at) + 7 * DAY, reason="等待函复", by=season.joint_clerk, now=season.now)
    [after] = events_of(feed_of(season.secretary1).content)

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert after["DTSTART"] > before["DTSTART"]
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]


def test_a_day_that_passes_changes_nothing(season, feed_of, round):
    before = feed_of(season.secretary1)
    season.pass_days(20)
    after = feed_of(season.secretary1)

    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert FeedEntry.objects.get().sequence == 0


def test_a_calendar_that_has_it_already_is_told_so(season, feed_of, round):
    first = feed_of(season.secretary1)
    again = feed_of(season.secretary1, **{"if-none-match": first["ETag"]})
    season.approve(round)
    changed = feed_of(season.secretary1, **{"if-none-match": first["ETag"]})

    assert (first["Content-Type"], first["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, no-cache")
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_two_deadlines_have_two_names(season, feed_of):
    for school in (1, 2):
        season.nominate(f"王秀英{school}", school=school)
    season.walk_to("review")

    assert len({event["UID"] for event in events_of(feed_of(season.officer).content)}) == 2


def test_a_stopped_clock_has_no_last_day_and_runs_on_under_the_same_name(season, feed_of):
    case = season.nominate().case
    season.walk_to("review")
    [before] = events_of(feed_of(season.officer).content)
    stop_clock(season.round(case), reason="等待函复", by=season.party_clerk, now=season.now)
    stopped = events_of(feed_of(season.officer).content)
    season.pass_days(7)
    resume_clock(season.round(case), by=season.party_clerk, now=season.now)
    [after] = events_of(feed_of(season.officer).content)

    assert stopped == []
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], "1")


def test_a_judge_of_a_blind_panel_reads_codes_and_no_names(season, feed_of):
    case = season.nominate("王秀英", school=1).case
    season.walk_to("panel")
    round = season.round(case)
    judge = round.ballots.first().user
    [event] = events_of(feed_of(judge).content)

    assert event["SUMMARY"].startswith(f"T-{round.pk:04d} · ")
    told = feed_of(judge).content.decode().replace("\r\n ", "")
    assert [word for word in ("王秀英", "第1小学", case.number) if word in told] == []


READERS = ("principal1", "secretary1", "officer", "head", "leader", "party1", "party_clerk", "expert1", "expert2")


@pytest.mark.parametrize("stage", ["review", "panel", "shortlist", "party"])
def test_the_feed_says_what_the_inbox_shows_and_no_more(season, client, feed_of, stage):
    season.nominate("王秀英", school=1)
    season.nominate("赵敏", school=2)
    season.walk_to(stage)

    found = 0
    for user in (season.users[name] for name in READERS):
        client.force_login(user)
        shown = client.get("/inbox/").context["lines"]
        events = events_of(feed_of(user).content)
        found += len(events)
        wanted = {line.url: line for line in shown if line.deadline}
        assert {event["URL"].partition("8000")[2] for event in events} == wanted.keys()
        for event in events:
            line = wanted[event["URL"].partition("8000")[2]]
            assert event["SUMMARY"].startswith(line.title)
            assert set(event["DESCRIPTION"].split("\n")) <= {*vars(line).values()}
    assert found


def test_the_feed_speaks_its_readers_language(season, feed_of, round):
    season.secretary1.language = "en"
    season.secretary1.save()

    assert "X-WR-CALNAME:Yucai: deadlines" in feed_of(season.secretary1).content.decode().splitlines()


@pytest.mark.parametrize("count", [1, 30])
def test_the_feed_asks_no_more_for_thirty_than_for_one(count, season, client, round, django_assert_num_queries):
    address = f"/calendar/{open_feed(season.secretary1, now=season.now)}.ics"
    twins(round.case, count - 1)

    with django_assert_num_queries(FIRST):
        assert len(summaries(client.get(address))) == count
    with django_assert_num_queries(AGAIN):
        assert len(summaries(client.get(address))) == count


FIRST = 14  # what the calendar is told of for the first time is written down
AGAIN = 13


@pytest.mark.parametrize("token", ["x", "王", "a" * 43, "mine/../x", "%00", "a" * 3000])
def test_an_address_nobody_made_is_not_found(client, season, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_who_may_not_sign_in_any_more_has_no_feed(season, feed_of, round):
    assert feed_of(season.secretary1).status_code == 200
    season.secretary1.is_active = False
    season.secretary1.save()

    assert feed_of(season.secretary1).status_code == 404


def address_on(response) -> str:
    [address] = re.findall(r'value="http://[^/]*(/calendar/[\w-]+\.ics)"', response.content.decode())
    return address


def test_the_address_is_shown_once_and_only_its_hash_is_kept(season, client):
    client.force_login(season.secretary1)
    response = client.post("/calendar/mine/")
    address = address_on(response)
    token = address.removeprefix("/calendar/").removesuffix(".ics")

    assert "no-store" in response["Cache-Control"]
    assert client.get(address).status_code == 200
    assert token not in client.get("/calendar/mine/").content.decode()
    assert token not in CalendarFeed.objects.get().token_hash
    assert [token in event.body for event in Event.objects.filter(verb="calendar_feed.opened")] == [False]


def test_a_replaced_address_opens_nothing_any_more(season, client):
    client.force_login(season.secretary1)
    old, new = address_on(client.post("/calendar/mine/")), address_on(client.post("/calendar/mine/"))

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_a_feed_is_switched_off_and_forgets_what_it_said(season, client, round):
    client.force_login(season.secretary1)
    address = address_on(client.post("/calendar/mine/"))
    assert client.get(address).status_code == 200
    client.post("/calendar/mine/close/")
    client.post("/calendar/mine/close/")

    assert client.get(address).status_code == 404
    assert FeedEntry.objects.count() == 0
    assert Event.objects.filter(verb="calendar_feed.closed").count() == 1


def test_the_page_is_for_who_is_signed_in_and_belongs_to_a_district(season, client, make_user):
    assert client.get("/calendar/mine/").status_code == 302
    client.force_login(make_user("无区", district=None))

    assert client.get("/calendar/mine/").status_code == 403
    assert client.post("/calendar/mine/").status_code == 403


def test_the_page_is_found_under_ones_name_and_reads_in_english(season, client):
    client.force_login(season.secretary1)
    client.cookies["django_language"] = "en"
    content = client.get("/calendar/mine/").content.decode()

    assert "Make an address" in content
    assert 'href="/calendar/mine/"' in content
