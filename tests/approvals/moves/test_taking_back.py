"""拿回: an answer is taken back until the next one has opened it, and everything is as it was before."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.models import Ballot, Round
from approvals.moves.clocks import stop_clock
from approvals.moves.taking_back import take_back_answer
from approvals.rounds.services import decide
from core.calendar.services import load_calendar
from core.clock import day_of
from core.errors import Conflict, Refused
from notifications.models import Message
from tests.approvals.addresses import page_of
from tests.approvals.variants import changed

pytestmark = pytest.mark.django_db

APPROVAL = """    kind: review
    title: {zh: 科室负责人审核, en: Approval by the head of section}
    asks: {zh: 是否同意初审意见？, en: "Do you agree with the review?"}
    by: head@personnel
"""
SIGNED = """    kind: countersign
    title: {zh: 科室会签, en: Signed together}
    by: [head@personnel, inspector@inspection, officer@police]
    decides: 2 of 3
"""


@pytest.fixture
def opened(season):
    """The round that the officer's answer opened for the head of section."""
    case = season.nominate().case
    season.walk_to("review")
    decide(season.round(case), by=season.officer, verdict="approve", opinion="材料齐全。", now=season.now)
    return season.round(case)


@pytest.fixture
def panel(season):
    """A panel that two of three signers opened, past the check by rule; the third was asked no more."""
    season.campaign = season.open(changed((APPROVAL, SIGNED)))
    case = season.nominate().case
    season.walk_to("approval")
    round = season.round(case)
    for by in (season.inspector, season.head):
        decide(round, by=by, verdict="approve", opinion=f"{by.name}同意。", now=season.now)
    return season.round(case)


def rows(case):
    return list(Round.objects.filter(process=case).values_list("stage", "visit", "verdict", "is_void"))


def test_the_stage_is_open_again_with_the_old_words(opened, season, client):
    client.force_login(season.officer)
    page = page_of(opened, "verbs/take-back/")

    asked = client.get(page)
    client.post(page)

    again = season.round(opened.case)
    assert asked.status_code == 200
    assert rows(opened.case)[2:] == [
        ("review", 1, "approve", True),
        ("approval", 1, "taken_back", True),
        ("review", 2, "", False),
    ]
    assert client.get(page_of(again)).context["form"].initial == {"opinion": "材料齐全。"}


def test_a_stage_whose_clock_stood_still_gets_back_exactly_the_days_that_were_left(season):
    case = season.nominate().case
    season.walk_to("review")
    season.at(season.round(case).opened_at + dt.timedelta(days=3))
    pause = stop_clock(season.round(case), reason="等待复函", by=season.party_clerk, now=season.now)
    season.pass_days(21)
    decide(season.round(case), by=season.officer, verdict="approve", now=season.now)
    season.pass_days(7)

    again = take_back_answer(season.round(case), by=season.officer, now=season.now)

    left = load_calendar().count(day_of(season.now), day_of(again.due_at))
    assert (pause.left < season.campaign.policy.stages["review"].within.number, left) == (True, pause.left)


def test_nobody_gains_time_by_it(opened, season):
    before = Round.objects.get(process=opened.case, stage="review")
    season.pass_days(2)

    again = take_back_answer(opened, by=season.officer, now=season.now)

    assert again.due_at == before.due_at
    assert again.promises.filter(due_at__lte=season.now).count() == 0
    assert opened.promises.filter(void_at=None).count() == 0


def test_whoever_was_asked_is_told_that_there_is_nothing_to_do(opened, season):
    take_back_answer(opened, by=season.officer, now=season.now)

    told = Message.objects.filter(key=f"round:{opened.pk}:taken_back", channel="inapp")
    assert list(told.values_list("recipient__username", flat=True)) == ["head"]


def test_what_the_others_gave_is_carried_over_and_who_was_asked_no_more_is_asked_again(panel, season):
    again = take_back_answer(panel, by=season.head, now=season.now)

    seats = again.ballots.values_list("role", "user__username", "state", "verdict", "opinion")
    assert list(seats) == [
        ("head", None, "open", "", "head同志同意。"),
        ("inspector", "inspector", "cast", "approve", "inspector同志同意。"),
        ("officer", None, "open", "", ""),
    ]


def test_the_checks_between_are_void_and_the_panel_is_asked_no_more(panel, season):
    take_back_answer(panel, by=season.head, now=season.now)

    assert rows(panel.case)[3:] == [
        ("approval", 1, "approve", True),
        ("recheck", 1, "pass", True),
        ("panel", 1, "taken_back", True),
        ("approval", 2, "", False),
    ]
    assert panel.ballots.filter(state=Ballot.State.OPEN).count() == 0


def test_an_answer_given_anew_goes_on_as_the_first_one_did(panel, season):
    again = take_back_answer(panel, by=season.head, now=season.now)

    decide(again, by=season.head, verdict="approve", opinion="同意。", now=season.now)

    assert season.round(panel.case).stage == "panel"


def test_it_is_refused_the_moment_the_next_one_has_opened_it(opened, season, client):
    client.force_login(season.head)
    client.get(page_of(opened))

    with pytest.raises(Refused):
        take_back_answer(opened, by=season.officer, now=season.now)

    assert season.round(opened.case).pk == opened.pk


def test_looking_at_it_by_whoever_need_not_act_opens_nothing(opened, season, client):
    client.force_login(season.officer)
    client.get(page_of(opened))

    assert Round.objects.get(pk=opened.pk).seen_at is None


def test_it_is_refused_once_the_next_one_has_answered(panel, season):
    season.score(panel, judges=1)

    with pytest.raises(Refused):
        take_back_answer(panel, by=season.head, now=season.now)


def test_it_is_refused_where_the_law_was_called(opened, season):
    decide(opened, by=season.head, verdict="return", opinion="请补正。", now=season.now)

    with pytest.raises(Refused):
        take_back_answer(season.round(opened.case), by=season.head, now=season.now)


def test_it_is_refused_once_a_sitting_has_taken_it_up(season):
    case = season.nominate().case
    decide(season.round(case), by=season.secretary1, verdict="approve", now=season.now)

    with pytest.raises(Refused):
        take_back_answer(season.round(case), by=season.secretary1, now=season.now)


def test_only_whoever_closed_the_stage_takes_it_back(panel, season):
    with pytest.raises(PermissionDenied):
        take_back_answer(panel, by=season.inspector, now=season.now)


def test_it_is_taken_back_once(opened, season):
    take_back_answer(opened, by=season.officer, now=season.now)

    with pytest.raises(Conflict):
        take_back_answer(opened, by=season.officer, now=season.now)
    with pytest.raises(PermissionDenied):
        take_back_answer(season.round(opened.case), by=season.officer, now=season.now)


def test_a_return_taken_back_lets_what_it_voided_stand_again(season):
    returning = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；经办、负责人两级审核"
    season.campaign = season.open(changed((returning, f"returns_to: [review]\n    {returning}")))
    case = season.nominate().case
    season.walk_to("approval")
    round = season.round(case)
    decide(round, by=season.head, verdict="return", opinion="请再核。", target="review", now=season.now)

    take_back_answer(season.round(case), by=season.head, now=season.now)

    assert rows(case)[2:] == [
        ("review", 1, "approve", False),
        ("approval", 1, "return", True),
        ("review", 2, "taken_back", True),
        ("approval", 2, "", False),
    ]


def test_the_trail_shows_the_answer_that_was_taken_back_and_the_act(panel, season, client):
    take_back_answer(panel, by=season.head, now=season.now)
    client.force_login(season.head)

    entries = client.get(f"/cases/{panel.process_id}/").context["trail"]

    said = [(entry.who, entry.is_void) for entry in entries if entry.stage == "approval"]
    assert sorted(said) == [("head同志", True), ("inspector同志", False)]
