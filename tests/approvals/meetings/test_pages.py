"""The page of a meeting and of what waits for one: what each reader sees, and what they may do there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.cohorts import waiting
from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.models import AgendaItem, Ballot, Case, Meeting, Round
from core.organisations.services import found_district
from tests.approvals.twins import twins

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(season):
    """Two cases that wait for the Party group."""
    for school in (1, 2):
        season.nominate(f"教师{school}", school=school)
    season.walk_to("party")
    return season


@pytest.fixture
def meeting(party) -> Meeting:
    """A meeting over both, with two of three members present."""
    meeting = call(party.campaign, stage="party", rounds=rounds_of(party), by=party.party_clerk, now=party.now)
    present = {party.party1.pk, party.party2.pk}
    attend(meeting, present=present, by=party.party_clerk, now=party.now)
    return meeting


def rounds_of(season):
    return list(waiting(season.campaign, stage="party").values_list("pk", flat=True))


def cohort(season, verb=""):
    return f"/campaigns/{season.campaign.pk}/party/{verb}"


def page_for(client, user, meeting):
    client.force_login(user)
    return client.get(f"/meetings/{meeting.pk}/")


def ballot(client, meeting, item, choice):
    return client.post(f"/meetings/{meeting.pk}/items/{item.pk}/vote/", {f"matter{item.pk}-choice": choice})


def test_the_clerk_ticks_what_is_taken_up(party, client):
    client.force_login(party.party_clerk)
    first, second = rounds_of(party)

    page = client.get(cohort(party))
    assert [line["is_ticked"] for line in page.context["lines"]] == [True, True]
    assert f'value="{first}"' in page.content.decode()
    response = client.post(cohort(party, "call-meeting/"), {"rounds": [second]})
    meeting = Meeting.objects.get()
    assert response["Location"] == f"/meetings/{meeting.pk}/"
    assert rounds_of(party) == [first]


def test_nothing_ticked_is_refused_and_a_second_click_is_a_conflict(party, client):
    client.force_login(party.party_clerk)
    rounds = rounds_of(party)

    assert client.post(cohort(party, "call-meeting/"), {}).status_code == 422
    assert client.post(cohort(party, "call-meeting/"), {"rounds": rounds}).status_code == 302
    assert client.post(cohort(party, "call-meeting/"), {"rounds": rounds}).status_code == 409
    assert Meeting.objects.count() == 1


def test_who_is_not_the_clerk_sees_no_boxes_and_may_not_call(party, client):
    client.force_login(party.leader)

    assert 'name="rounds"' not in client.get(cohort(party)).content.decode()
    assert client.post(cohort(party, "call-meeting/"), {"rounds": rounds_of(party)}).status_code == 403


def test_strangers_find_no_cohort_and_no_meeting(party, meeting, client, make_user):
    other = make_user("邻区", district=found_district(code="other", name="邻区"))
    for user in (party.principal1, other):
        client.force_login(user)
        assert client.get(cohort(party)).status_code == 404
        assert client.get(f"/meetings/{meeting.pk}/").status_code == 404
        assert client.post(f"/meetings/{meeting.pk}/close/", {"is_sure": "on"}).status_code == 404
    client.force_login(party.party_clerk)
    assert client.get(f"/campaigns/{party.campaign.pk}/review/").status_code == 404
    assert client.post(f"/campaigns/{party.campaign.pk}/public_notice/call-meeting/").status_code == 404


def test_the_clerk_records_who_is_there(party, meeting, client):
    page = page_for(client, party.party_clerk, meeting)
    assert (page.context["electorate"], page.context["present"], page.context["quorum"]) == (3, 2, 2)
    client.post(f"/meetings/{meeting.pk}/attend/", {"present": [party.party3.pk]})

    assert meeting.attendances.get(is_present=True).user == party.party3


def test_a_member_does_not_record_attendance(party, meeting, client):
    client.force_login(party.party1)

    assert client.post(f"/meetings/{meeting.pk}/attend/", {"present": [party.party1.pk]}).status_code == 403
    assert client.post(f"/meetings/{meeting.pk}/close/", {"is_sure": "on"}).status_code == 403


def test_a_member_votes_once_and_alone_sees_how(party, meeting, client):
    item = meeting.items.first()
    client.force_login(party.party1)
    assert ballot(client, meeting, item, "reject").status_code == 302
    assert ballot(client, meeting, item, "approve").status_code == 409

    mine, theirs, clerks = (
        page_for(client, user, meeting).context["matters"] for user in (party.party1, party.party2, party.party_clerk)
    )
    assert (mine[0].my_vote, mine[0].form) == ("反对", None)
    assert (theirs[0].my_vote, theirs[0].voted, theirs[0].voters) == ("", 1, 3)
    assert clerks[0].my_vote == ""
    assert "反对" not in page_for(client, party.party_clerk, meeting).content.decode()


def test_a_vote_that_is_not_one_is_refused(party, meeting, client):
    client.force_login(party.party1)

    assert ballot(client, meeting, meeting.items.first(), "perhaps").status_code == 422
    assert ballot(client, meeting, meeting.items.first(), "").status_code == 422


def test_who_is_not_present_is_told_why_they_cannot_vote(party, meeting, client):
    client.force_login(party.party3)
    response = ballot(client, meeting, meeting.items.first(), "approve")

    assert response.status_code == 422
    assert "到会" in response.content.decode()


def test_a_matter_of_another_meeting_is_not_found(party, meeting, client):
    client.force_login(party.party1)
    item = meeting.items.first()

    assert client.post(f"/meetings/{meeting.pk + 1}/items/{item.pk}/vote/", {}).status_code == 404
    assert client.post(f"/meetings/{meeting.pk}/items/{item.pk + 99}/vote/", {}).status_code == 404


def test_closing_names_who_is_silent_and_counts_when_nobody_is(party, meeting, client):
    client.force_login(party.party_clerk)
    unsure = client.post(f"/meetings/{meeting.pk}/close/", {})
    silent = client.post(f"/meetings/{meeting.pk}/close/", {"is_sure": "on"})
    assert (unsure.status_code, silent.status_code) == (422, 422)
    assert "party1同志、party2同志" in silent.content.decode()

    for item in meeting.items.all():
        for user in (party.party1, party.party2):
            vote(item, by=user, choice="approve", now=party.now)
    assert client.post(f"/meetings/{meeting.pk}/close/", {"is_sure": "on"}).status_code == 302
    assert client.post(f"/meetings/{meeting.pk}/close/", {"is_sure": "on"}).status_code == 409
    page = client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert "赞成<b>2</b>" in page


def test_one_matter_is_counted_alone_only_by_who_says_that_they_are_sure(party, meeting, client):
    client.force_login(party.party_clerk)
    item = meeting.items.first()
    for user in (party.party1, party.party2):
        vote(item, by=user, choice="approve", now=party.now)
    address = f"/meetings/{meeting.pk}/items/{item.pk}/close/"

    unsure = client.post(address, {})

    assert (unsure.status_code, "请勾选" in unsure.content.decode()) == (422, True)
    assert Round.objects.get(pk=item.round_id).is_open
    assert client.post(address, {"is_sure": "on"}).status_code == 302
    assert not Round.objects.get(pk=item.round_id).is_open


def test_the_count_stays_hidden_until_it_is_closed(party, meeting, client):
    for user in (party.party1, party.party2):
        vote(meeting.items.first(), by=user, choice="defer", now=party.now)

    assert "tally" not in page_for(client, party.party_clerk, meeting).content.decode()


def test_a_member_steps_out_of_their_own_matter(party, client):
    person = Case.objects.order_by("pk").first().person
    party.party1.person = person
    party.party1.save()
    meeting = call(party.campaign, stage="party", rounds=rounds_of(party), by=party.party_clerk, now=party.now)
    attend(meeting, present={party.party1.pk}, by=party.party_clerk, now=party.now)
    own, other = page_for(client, party.party1, meeting).context["matters"]

    assert (own.steps_out, own.form) == (True, None)
    assert (other.steps_out, other.form is not None) == (False, True)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_cohort_meeting_and_list_of_votes_ask_no_more_for_thirty_than_for_one(season, client):
    case = season.nominate().case
    season.walk_to("party")
    single = call(season.campaign, stage="party", rounds=rounds_of(season), by=season.party_clerk, now=season.now)
    client.force_login(season.party1)
    pages = [f"/meetings/{single.pk}/{page}" for page in ("", "ballot/", "standing/")]
    few = [queries_of(client, page) for page in pages]
    single.items.all().delete()
    single.attendances.all().delete()
    single.delete()
    Ballot.objects.filter(round__stage="party", role="").delete()
    client.force_login(season.party_clerk)
    few.append(queries_of(client, cohort(season)))
    twins(case, 29)

    many = queries_of(client, cohort(season))
    call(season.campaign, stage="party", rounds=rounds_of(season), by=season.party_clerk, now=season.now)
    client.force_login(season.party1)
    pages = [f"/meetings/{Meeting.objects.get().pk}/{page}" for page in ("", "ballot/", "standing/")]
    assert AgendaItem.objects.count() == 30
    assert [*(queries_of(client, page) for page in pages), many] == few


def test_the_page_reads_in_english(party, meeting, client):
    client.cookies["django_language"] = "en"
    page = page_for(client, party.party1, meeting).content.decode()

    assert "0 of 3 have voted" in page
    assert "Should the honour be proposed?" in page


def test_a_closed_meeting_can_still_be_read(party, meeting, client):
    for item in meeting.items.all():
        for user in (party.party1, party.party2):
            vote(item, by=user, choice="reject", now=party.now)
    close_meeting(meeting, by=party.party_clerk, now=party.now)

    assert page_for(client, party.leader, meeting).status_code == 200
