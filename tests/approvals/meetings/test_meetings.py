"""A meeting: called, attended, voted in, counted."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from approvals.cases.services import withdraw
from approvals.cohorts import waiting
from approvals.meetings.people import attended
from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.models import Ballot, Case, Meeting
from core.errors import Conflict, Refused
from core.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(season):
    """Two cases that wait for the Party group."""
    for school in (1, 2):
        season.nominate(f"教师{school}", school=school)
    season.walk_to("party")
    return season


def rounds_of(season):
    return list(waiting(season.campaign, stage="party").values_list("pk", flat=True))


def called(season, rounds=None):
    rounds = rounds_of(season) if rounds is None else rounds
    return call(season.campaign, stage="party", rounds=rounds, by=season.party_clerk, now=season.now)


def seat(season, meeting, *members):
    attend(meeting, present={member.pk for member in members}, by=season.party_clerk, now=season.now)


def cast(season, meeting, choices):
    """Let members vote on every matter: a choice each, in the order of the members."""
    for item in meeting.items.all():
        for number, choice in enumerate(choices, start=1):
            vote(item, by=getattr(season, f"party{number}"), choice=choice, now=season.now)


def closed(season, meeting):
    return close_meeting(meeting, by=season.party_clerk, now=season.now)


def test_only_what_was_ticked_is_on_the_agenda_and_only_the_clerk_calls(party):
    first, second = rounds_of(party)
    with pytest.raises(PermissionDenied):
        call(party.campaign, stage="party", rounds=[first], by=party.party1, now=party.now)
    meeting = called(party, [second])

    assert list(meeting.items.values_list("round", flat=True)) == [second]
    assert rounds_of(party) == [first]


def test_a_meeting_over_nothing_is_refused(party):
    with pytest.raises(Refused):
        called(party, [])


def test_calling_twice_is_a_conflict(party):
    rounds = rounds_of(party)
    called(party, rounds)

    with pytest.raises(Conflict):
        called(party, rounds)
    assert Meeting.objects.count() == 1


def test_the_electorate_is_frozen_when_the_meeting_is_called(party, make_user):
    meeting = called(party)
    make_user("新委员", role="member", at=party.bodies["party"])

    assert meeting.attendances.count() == 3


def test_who_is_not_recorded_as_present_cannot_vote(party):
    meeting = called(party)

    with pytest.raises(Refused):
        vote(meeting.items.first(), by=party.party1, choice="approve", now=party.now)


def test_a_vote_stands_once_cast(party):
    meeting = called(party)
    seat(party, meeting, party.party1)
    item = meeting.items.first()
    vote(item, by=party.party1, choice="approve", now=party.now)

    with pytest.raises(Conflict):
        vote(item, by=party.party1, choice="reject", now=party.now)
    assert item.round.ballots.get(user=party.party1).verdict == "approve"


def test_nobody_from_outside_votes(party):
    meeting = called(party)

    with pytest.raises(PermissionDenied):
        vote(meeting.items.first(), by=party.leader, choice="approve", now=party.now)


def test_who_has_voted_was_there_also_when_they_have_left(party):
    meeting = called(party, rounds_of(party)[:1])
    seat(party, meeting, party.party1, party.party2)
    vote(meeting.items.first(), by=party.party1, choice="approve", now=party.now)
    vote(meeting.items.first(), by=party.party2, choice="approve", now=party.now)
    seat(party, meeting)
    closed(party, meeting)

    assert attended(meeting) == {party.party1.pk, party.party2.pk}
    assert meeting.items.get().round.verdict == "approve"


def test_without_a_quorum_nothing_is_counted(party):
    meeting = called(party)
    seat(party, meeting, party.party1)
    cast(party, meeting, ["approve"])

    with pytest.raises(Refused) as refusal:
        closed(party, meeting)
    assert sorted(re.findall(r"\d+", refusal.value.message)) == ["1", "2", "3"]
    assert Case.objects.filter(finished=None).count() == 2


def test_a_present_member_who_is_silent_is_named(party):
    meeting = called(party)
    seat(party, meeting, party.party1, party.party2)
    cast(party, meeting, ["approve"])

    with pytest.raises(Refused, match="party2同志"):
        closed(party, meeting)


def test_a_majority_carries_every_matter_on(party):
    meeting = called(party)
    seat(party, meeting, party.party1, party.party2)
    cast(party, meeting, ["approve", "approve"])
    closed(party, meeting)

    round = meeting.items.first().round
    assert round.verdict == "approve"
    assert round.result == {
        "approve": 2,
        "reject": 0,
        "defer": 0,
        "abstain": 0,
        "needed": 2,
        "electorate": 3,
        "present": 2,
    }
    assert Event.objects.filter(chain=round.case.chain, verb="meeting.counted").count() == 1
    assert {party.round(case).stage for case in Case.objects.all()} == {"public_notice"}


def test_votes_leave_no_choice_on_the_record(party):
    meeting = called(party)
    seat(party, meeting, party.party1)
    vote(meeting.items.first(), by=party.party1, choice="reject", now=party.now)

    assert "reject" not in Event.objects.get(verb="ballot.voted").body


def test_a_matter_put_off_waits_for_the_next_meeting(party):
    meeting = called(party)
    seat(party, meeting, party.party1, party.party2, party.party3)
    cast(party, meeting, ["defer", "defer", "approve"])
    closed(party, meeting)

    assert len(rounds_of(party)) == 2
    assert not set(rounds_of(party)) & set(meeting.items.values_list("round", flat=True))


def test_closing_twice_is_a_conflict(party):
    meeting = called(party)
    seat(party, meeting, party.party1, party.party2)
    cast(party, meeting, ["reject", "reject"])
    closed(party, meeting)

    with pytest.raises(Conflict):
        closed(party, meeting)
    assert set(Case.objects.values_list("outcome", flat=True)) == {"refused"}


def test_a_matter_withdrawn_during_the_meeting_is_not_counted(party):
    meeting = called(party)
    seat(party, meeting, party.party1, party.party2)
    first = meeting.items.first().round.case
    withdraw(first, by=party.principal1, reason="本人申请", now=party.now)
    vote(meeting.items.last(), by=party.party1, choice="approve", now=party.now)
    vote(meeting.items.last(), by=party.party2, choice="approve", now=party.now)
    closed(party, meeting)

    first.refresh_from_db()
    assert (first.outcome, first.rounds.filter(closed_at=None).exists()) == ("withdrawn", False)
    assert party.round(meeting.items.last().round.case).stage == "public_notice"


def test_a_member_never_votes_on_their_own_case(season):
    person = season.teacher("委员本人")
    season.nominate(person=person)
    season.nominate("他人", school=2)
    season.walk_to("party")
    season.party1.person = person
    season.party1.save()
    meeting = called(season)
    own, other = (meeting.items.get(round__process__person__name=name) for name in ("委员本人", "他人"))
    seat(season, meeting, season.party1, season.party2, season.party3)
    with pytest.raises(PermissionDenied):
        vote(own, by=season.party1, choice="approve", now=season.now)
    for item, voters in ((own, (2, 3)), (other, (1, 2, 3))):
        for number in voters:
            vote(item, by=getattr(season, f"party{number}"), choice="approve", now=season.now)
    closed(season, meeting)

    counts = {item.pk: item.round.result["approve"] for item in meeting.items.all()}
    assert counts == {own.pk: 2, other.pk: 3}
    assert not Ballot.objects.filter(round=own.round, user=season.party1).exists()
