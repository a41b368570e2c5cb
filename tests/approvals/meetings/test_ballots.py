"""Open and secret votes, the second ballot, and a whole agenda at once."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.meetings.closing import close_matter, put_off
from approvals.meetings.count import choice_of, is_decided
from approvals.meetings.forms import VOTE_TITLES
from approvals.meetings.people import here
from approvals.meetings.services import close_meeting, vote, vote_all
from approvals.models import AgendaItem, Ballot
from core.errors import Conflict, Refused
from core.models import Event
from core.seal import SealBroken
from notifications.models import Message
from tests.approvals.meetings.conftest import PASSES, Hall
from tests.season import POLICY

pytestmark = pytest.mark.django_db
SECRET = "ballot: secret"
TWICE = "second_ballot: true"


def standing(item):
    """Return what a page says of a matter: decided, open, or nothing."""
    item = AgendaItem.objects.get(pk=item.pk)
    return is_decided(item, here=here(item.meeting))


def test_a_secret_vote_is_sealed_before_and_after_the_count(hall):
    room = hall(SECRET)
    meeting = room.ready(1, 2, 3)
    item = meeting.items.get()
    room.vote(item, "approve", "reject", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)

    ballots = Ballot.objects.filter(round=item.round, role="")
    assert list(ballots.values_list("verdict", "opinion")) == [("", "")] * 3
    assert [choice_of(ballot) for ballot in ballots] == ["approve", "reject", "approve"]
    bodies = [json.loads(event.body) for event in Event.objects.filter(verb="ballot.voted")]
    assert [set(body["details"]) for body in bodies] == [{"meeting", "stage"}] * 3
    assert AgendaItem.objects.get(pk=item.pk).round.verdict == "approve"


def test_a_sealed_vote_cannot_be_moved_to_another_ballot(hall):
    room = hall(SECRET)
    item = room.ready(1, 2).items.get()
    room.vote(item, "approve", "reject")
    mine, theirs = Ballot.objects.filter(round=item.round, state="cast")
    theirs.sealed = mine.sealed

    with pytest.raises(SealBroken):
        choice_of(theirs)


def test_sealed_votes_of_either_kind_look_alike(hall):
    room = hall(SECRET)
    item = room.ready(1, 2).items.get()
    room.vote(item, "approve", "abstain")

    lengths = {len(ballot.sealed) for ballot in Ballot.objects.filter(round=item.round, state="cast")}
    assert len(lengths) == 1


def test_an_open_ballot_says_when_it_is_decided(hall):
    room = hall()
    item = room.ready(1, 2, 3).items.get()

    said = []
    for number in (1, 2):
        said.append(standing(item))
        vote(item, by=room.member(number), choice="approve", now=room.now)
    assert [*said, standing(item)] == [False, False, True]


def test_a_secret_ballot_does_not_say_it_before_all_have_voted(hall, client):
    """After two of three, “decided” would tell that both voted alike."""
    room = hall(SECRET)
    meeting = room.ready(1, 2, 3)
    item = meeting.items.get()
    room.vote(item, "approve", "approve")
    client.force_login(room.clerk)
    before = client.get(f"/meetings/{meeting.pk}/standing/").context["matters"][0]
    vote(item, by=room.member(3), choice="reject", now=room.now)

    assert (before.is_decided, before.voted) == (None, 2)
    assert standing(item) is True


def test_a_tie_is_voted_on_once_more_and_the_first_count_is_kept(hall):
    room = hall(TWICE)
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    room.vote(item, "approve", "reject")
    close_meeting(meeting, by=room.clerk, now=room.now)
    item.refresh_from_db()
    meeting.refresh_from_db()
    again = list(Ballot.objects.standing().filter(round=item.round))
    first = [item.ballot_no, item.round.is_open, meeting.closed_at, item.counts[0]["verdict"]]
    room.vote(item, "approve", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)

    item = AgendaItem.objects.get(pk=item.pk)
    assert first == [2, True, None, "again"]
    assert [(ballot.vote_no, ballot.state) for ballot in again] == [(2, "open")] * 3
    assert [count["verdict"] for count in item.counts] == ["again", "approve"]
    assert (item.round.verdict, item.round.result["approve"]) == ("approve", 2)


def test_a_second_tie_fails(hall):
    room = hall(TWICE)
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    for _ballot in range(2):
        room.vote(item, "approve", "reject")
        close_meeting(meeting, by=room.clerk, now=room.now)

    assert AgendaItem.objects.get(pk=item.pk).round.verdict == "reject"


def test_without_the_word_a_tie_fails_at_once(hall):
    room = hall()
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    room.vote(item, "approve", "reject")
    close_meeting(meeting, by=room.clerk, now=room.now)

    assert AgendaItem.objects.get(pk=item.pk).round.verdict == "reject"


def test_a_meeting_may_return_a_case_where_the_policy_says_where_it_leads(season):
    text = POLICY.read_text(encoding="utf-8")
    start = text.index(PASSES)
    text = text[:start] + text[start:].replace(
        "then: {reject: refused}", "then: {return: correction, reject: refused}", 1
    )
    season.campaign = season.open(text)
    room = Hall(season, cases=1)
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    room.vote(item, "return", "return")
    close_meeting(meeting, by=room.clerk, now=room.now)

    item = AgendaItem.objects.get(pk=item.pk)
    assert (item.round.verdict, item.counts[0]["returns"]) == ("return", 2)
    assert room.round(item.round.case).stage == "correction"


def test_where_it_does_not_say_so_to_return_is_no_vote(hall):
    room = hall()
    item = room.ready(1, 2).items.get()

    with pytest.raises(Refused):
        room.vote(item, "return")


def traces():
    """Return what voting leaves behind, but for what only tells one row from another."""
    ballots = Ballot.objects.filter(round__stage="party", role="").order_by("round", "user")
    events = [json.loads(event.body) for event in Event.objects.filter(verb="ballot.voted").order_by("pk")]
    return (
        [(ballot.user_id, ballot.state, ballot.verdict, ballot.cast_at) for ballot in ballots],
        [(body["chain"], body["actor"], body["details"]) for body in events],
        Message.objects.count(),
    )


def test_many_votes_at_once_are_so_many_single_votes(hall):
    room = hall(cases=3)
    meeting = room.ready(1, 2)
    items = list(meeting.items.all())
    choices = {items[0].pk: "reject", items[2].pk: "defer"}
    for number in (1, 2):
        for item in items:
            vote(item, by=room.member(number), choice=choices.get(item.pk, "approve"), now=room.now)
    single = traces()
    Ballot.objects.filter(round__stage="party", role="").update(state="open", verdict="", cast_at=None)
    known = Event.objects.filter(verb="ballot.voted").count()
    for number in (1, 2):
        vote_all(meeting, by=room.member(number), choices=choices, rest="approve", now=room.now)

    ballots, events, messages = traces()
    assert (ballots, events[known:], messages) == (single[0], single[1], single[2])


def test_a_refused_line_keeps_none_of_the_others_back(hall):
    room = hall(cases=3)
    room.bar(room.member(1), "王秀英")
    meeting = room.ready(1, 2)
    own, voted, other = meeting.items.all()
    vote(voted, by=room.member(1), choice="reject", now=room.now)
    choices = {own.pk: "approve", voted.pk: "approve", other.pk: "approve"}

    rows = vote_all(meeting, by=room.member(1), choices=choices, now=room.now)

    assert [(row.item, row.ballot is not None, bool(row.refusal)) for row in rows] == [
        (own, False, True),
        (voted, False, True),
        (other, True, False),
    ]
    assert Ballot.objects.get(round=voted.round, user=room.member(1)).verdict == "reject"


def test_the_list_of_votes_is_filled_with_one_tick(hall, client):
    room = hall(cases=3)
    meeting = room.ready(1, 2)
    first = meeting.items.first()
    client.force_login(room.member(1))
    page = client.get(f"/meetings/{meeting.pk}/ballot/")
    answer = client.post(f"/meetings/{meeting.pk}/ballot/", {f"matter{first.pk}-choice": "reject", "is_rest": "on"})

    assert len(page.context["lines"]) == 3
    assert answer.status_code == 302
    mine = Ballot.objects.filter(user=room.member(1), state="cast").order_by("round__agenda_item__order")
    assert [ballot.verdict for ballot in mine] == ["reject", "approve", "approve"]
    assert client.get(f"/meetings/{meeting.pk}/ballot/").context["lines"] == []


def test_a_line_that_is_no_vote_is_shown_again(hall, client):
    room = hall(cases=2)
    meeting = room.ready(1)
    first = meeting.items.first()
    client.force_login(room.member(1))
    answer = client.post(f"/meetings/{meeting.pk}/ballot/", {f"matter{first.pk}-choice": "maybe", "is_rest": "on"})

    refused = {line["matter"].item.pk: bool(line["refusal"]) for line in answer.context["lines"]}
    assert (answer.status_code, refused) == (422, {first.pk: True})


def test_a_vote_after_the_count_is_kept_and_does_not_count(hall):
    room = hall()
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    room.vote(item, "approve", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)
    result = AgendaItem.objects.get(pk=item.pk).round.result
    late = vote(item, by=room.member(3), choice="reject", now=room.now)

    assert (late.state, late.counts, AgendaItem.objects.get(pk=item.pk).round.result) == ("noted", False, result)
    with pytest.raises(Conflict):
        vote(item, by=room.member(1), choice="reject", now=room.now)


def test_of_a_secret_vote_after_the_count_only_that_it_came_is_kept(hall):
    room = hall(SECRET)
    meeting = room.ready(1, 2)
    item = meeting.items.get()
    room.vote(item, "approve", "approve")
    close_meeting(meeting, by=room.clerk, now=room.now)
    vote(item, by=room.member(3), choice="reject", now=room.now)

    ballot = Ballot.objects.get(round=item.round, user=room.member(3))
    assert (ballot.state, ballot.verdict, ballot.sealed) == ("noted", "", "")
    assert str(dict(VOTE_TITLES)["reject"]) not in ballot.opinion


def test_one_matter_is_counted_alone_and_the_last_one_closes_the_meeting(hall):
    room = hall(cases=2)
    meeting = room.ready(1, 2)
    first, second = meeting.items.all()
    room.vote(first, "approve", "approve")
    with pytest.raises(PermissionDenied):
        close_matter(first, by=room.member(1), now=room.now)
    close_matter(first, by=room.clerk, now=room.now)
    meeting.refresh_from_db()
    assert (meeting.closed_at, room.round(first.round.case).stage) == (None, "public_notice")
    with pytest.raises(Conflict):
        close_matter(first, by=room.clerk, now=room.now)
    with pytest.raises(Refused):  # both are silent on it
        close_matter(second, by=room.clerk, now=room.now)
    room.vote(second, "reject", "reject")
    close_matter(second, by=room.clerk, now=room.now)

    meeting.refresh_from_db()
    assert meeting.closed_by == room.clerk


def test_a_matter_without_quorum_is_put_off_with_a_reason(hall):
    room = hall(cases=2)
    meeting = room.ready(1)
    first, second = meeting.items.all()
    with pytest.raises(Refused):
        close_meeting(meeting, by=room.clerk, now=room.now)
    with pytest.raises(Refused):
        put_off(first, reason=" ", by=room.clerk, now=room.now)
    with pytest.raises(PermissionDenied):
        put_off(first, reason="到会人数不足", by=room.member(1), now=room.now)
    for item in (first, second):
        put_off(item, reason="到会人数不足", by=room.clerk, now=room.now)

    meeting.refresh_from_db()
    assert meeting.closed_at == room.now
    assert AgendaItem.objects.get(pk=first.pk).round.verdict == "defer"
    assert {room.round(item.round.case).stage for item in (first, second)} == {"party"}
    assert len(room.waiting()) == 2
