"""迟到的意见: not a character is lost, nothing counts it, and whoever wrote it is told who was first and when."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.members.services import drop_member
from approvals.models import Ballot, Round
from approvals.rounds.late import TooLate, note_late
from approvals.rounds.services import decide
from core.models import Event
from notifications.models import Message
from tests.approvals.addresses import page_of

pytestmark = pytest.mark.django_db

WORDS = "查无不良记录·阿不都热依木·㛃<材料>&齐全。"


def say(round, season, name, verdict="approve", opinion="同意。"):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion=opinion, now=season.now)


def noted(round):
    found = Ballot.objects.filter(round=round, state="noted").order_by("pk")
    return list(found.values_list("user__username", "opinion", "verdict", "counts"))


def test_two_sessions_answer_and_the_late_one_loses_nothing(countersign, season, client):
    round = countersign(2, decides="any")
    client.force_login(season.head)
    client.get(page_of(round))
    say(round, season, "secretary1")
    season.at(season.now)

    response = client.post(page_of(round, "decide/"), {"verdict": "reject", "opinion": WORDS})

    page = response.content.decode()
    assert response.status_code == 409
    assert ("secretary1同志" in page, "2026" in page) == (True, True)
    assert noted(round) == [("head", WORDS, "reject", False)]
    assert Round.objects.get(pk=round.pk).verdict == "approve"


def test_nothing_fires_and_the_record_says_so(countersign, season):
    round = countersign(2, decides="any")
    say(round, season, "secretary1")
    before = Round.objects.filter(process=round.process_id).count(), Message.objects.count()

    with pytest.raises(TooLate):
        say(round, season, "head", "reject", WORDS)

    assert (Round.objects.filter(process=round.process_id).count(), Message.objects.count()) == before
    assert [event.verb for event in Event.objects.filter(chain=round.case.chain).order_by("-number")[:1]] == [
        "ballot.noted"
    ]


def test_a_colleague_of_the_same_office_is_kept_beside_the_answer_given(countersign, season, make_user):
    round = countersign(1)
    colleague = make_user("另一书记", role="secretary", at=season.schools[0])
    say(round, season, "secretary1")

    with pytest.raises(TooLate):
        decide(round, by=colleague, verdict="reject", opinion=WORDS, now=season.now)

    assert noted(round) == [(colleague.username, WORDS, "reject", False)]
    assert list(round.ballots.filter(state="cast").values_list("opinion", flat=True)) == ["同意。"]


def test_the_same_words_twice_are_kept_once(countersign, season):
    round = countersign(2, decides="any")
    say(round, season, "secretary1")

    for _ in range(2):
        with pytest.raises(TooLate):
            say(round, season, "head", "reject", WORDS)

    assert len(noted(round)) == 1


def test_a_second_click_on_ones_own_answer_is_no_second_opinion(countersign, season):
    round = countersign(2)
    say(round, season, "secretary1", opinion=WORDS)

    with pytest.raises(TooLate):
        say(round, season, "secretary1", opinion=WORDS)

    assert noted(round) == []


def test_no_words_leave_no_trace(countersign, season):
    round = countersign(2, decides="any")
    say(round, season, "secretary1")

    with pytest.raises(TooLate):
        say(round, season, "head", opinion="  ")

    assert noted(round) == []


def test_who_was_taken_off_while_writing_loses_nothing(countersign, season):
    round = countersign(2)
    drop_member(round.ballots.get(role="head"), reason="不需要。", by=season.officer, now=season.now)

    with pytest.raises(TooLate):
        say(round, season, "head", "reject", WORDS)

    assert noted(round) == [("head", WORDS, "reject", False)]


def test_who_never_had_a_seat_adds_nothing(countersign, season):
    round = countersign(1)
    say(round, season, "secretary1")

    with pytest.raises(PermissionDenied):
        say(round, season, "police", "reject", WORDS)

    assert noted(round) == []


def test_figures_alone_are_kept_too(season):
    case = season.nominate().case
    season.walk_to("panel")
    ballot = season.round(case).ballots.first()
    Ballot.objects.filter(pk=ballot.pk).update(state="void")
    ballot.refresh_from_db()

    note_late(ballot, by=ballot.user, text="", scores={"ethics": "17.35"}, now=season.now)

    ballot.refresh_from_db()
    assert (ballot.state, ballot.scores, ballot.cast_at, ballot.counts) == (
        "noted",
        {"ethics": "17.35"},
        season.now,
        False,
    )
    last = Event.objects.filter(chain=case.chain).order_by("-number").first()
    assert "17.35" not in last.body.partition("details")[2]
