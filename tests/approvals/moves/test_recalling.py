"""拿回: an answer in a round that is still open comes back to its seat, until somebody answered or opened it after."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts.stepping import step_aside
from approvals.members.services import add_member
from approvals.models import Ballot, Round
from approvals.moves.recalling import recall_answer
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Event
from notifications.models import Message
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import with_columns

pytestmark = pytest.mark.django_db
FIGURES = {"ethics": "18", "teaching": "35.5", "research": "16", "influence": "17"}


def say(round, season, name, **more):
    return decide(round, by=getattr(season, name), verdict="approve", opinion="意见。", now=season.now, **more)


def recall(round, season, name):
    return recall_answer(round, by=getattr(season, name), now=season.now)


def asked(round, season):
    return [user.username for user in awaited(round, on=day_of(season.now))]


def test_in_turn_the_turn_comes_back_with_the_words_and_the_next_one_is_told(countersign, season, client):
    round = countersign(3, decides="in_turn")
    say(round, season, "secretary1")

    recall(round, season, "secretary1")

    seat = round.ballots.first()
    told = Message.objects.filter(key__contains=":recalled:", channel="inapp")
    assert (asked(round, season), seat.state, seat.user, seat.opinion) == (["secretary1"], "open", None, "意见。")
    assert [message.recipient for message in told] == [season.head]
    assert Event.objects.filter(chain=round.case.chain, verb="ballot.taken_back", actor=season.secretary1).count() == 1
    client.force_login(season.secretary1)
    assert client.get(page_of(round)).context["form"].initial["opinion"] == "意见。"


def test_it_is_refused_once_somebody_has_answered_after_it(countersign, season):
    round = countersign(3)
    say(round, season, "secretary1")
    season.pass_days(1)
    say(round, season, "head")

    with pytest.raises(Refused):
        recall(round, season, "secretary1")

    assert Ballot.objects.filter(round=round, state="cast").count() == 2


def test_it_is_refused_the_moment_the_next_one_has_opened_it(countersign, season, client):
    round = countersign(3, decides="in_turn")
    client.force_login(season.secretary1)
    client.get(page_of(round))
    say(round, season, "secretary1")
    client.force_login(season.head)
    client.get(page_of(round))

    with pytest.raises(Refused):
        recall(round, season, "secretary1")


def test_an_answer_before_it_stays_once_the_one_after_was_taken_back(countersign, season):
    round = countersign(3)
    say(round, season, "secretary1")
    season.pass_days(1)
    say(round, season, "head")
    recall(round, season, "head")

    with pytest.raises(Refused):
        recall(round, season, "secretary1")


def test_only_who_answered_takes_back_and_only_while_the_round_is_open(countersign, season):
    round = countersign(2)
    say(round, season, "secretary1")

    with pytest.raises(PermissionDenied):
        recall(round, season, "head")
    say(round, season, "head")
    with pytest.raises(Conflict):
        recall(round, season, "head")


def test_who_has_stepped_aside_takes_nothing_back(countersign, season):
    round = countersign(2)
    say(round, season, "secretary1")
    step_aside(round, by=season.secretary1, reason="师徒", now=season.now)

    with pytest.raises(PermissionDenied):
        recall(round, season, "secretary1")


def test_the_column_that_was_filled_in_is_empty_again(season):
    with_columns(season)
    rating = season.round(season.nominate().case)
    decide(rating, by=season.principal1, verdict="done", scores=FIGURES, now=season.now)
    round = season.round(rating.case)
    add_member(round, user=season.head, way="beside", reason="请。", by=season.secretary1, now=season.now)
    say(round, season, "secretary1", scores=FIGURES)

    recall(round, season, "secretary1")

    round = Round.objects.get(pk=round.pk)
    assert (round.score, round.result, round.ballots.get(role="secretary").scores) == (None, {}, {})


def test_it_is_offered_on_the_page_of_the_case(countersign, season, client):
    round = countersign(2)
    say(round, season, "secretary1")
    client.force_login(season.secretary1)

    offered = page_of(round, "verbs/take-back/") in client.get(f"/cases/{round.process_id}/").content.decode()
    response = client.post(page_of(round, "verbs/take-back/"))

    assert (offered, response.status_code, asked(round, season)) == (True, 302, ["secretary1", "head"])
