"""What else ends a round: time that ran out, the clerk, a dissolution, a refusal that ends the whole case."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.models import Ballot, Promise, Round
from approvals.moves.clocks import stop_clock
from approvals.moves.services import close_with_what_is_there, dissolve, lapse_overdue
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.models import Event
from tests.approvals.addresses import page_of
from tests.approvals.variants import changed, signed_first
from workflows.selection.models import Nomination, State
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db

REVIEW = "then: {approve: approval, return: correction, reject: refused}"
ACCEPTING = """  acceptance:
    kind: filing
    title: {zh: 本人确认, en: Acceptance}
    by: self
    within: 3 working days
    then: {decline: refused, lapsed: refused}
    assumed: 试
  recheck:
"""


@pytest.fixture
def signed(season):
    """Open a countersignature of three offices under a rule; the section's officer keeps it."""

    def opened(**rule) -> Round:
        season.campaign = season.open(signed_first(3, **rule))
        return season.round(season.nominate().case)

    return opened


@pytest.fixture
def timed(season) -> Round:
    """A review that is refused when its ten days are over."""
    season.campaign = season.open(changed((REVIEW, REVIEW.replace("refused}", "refused, lapsed: refused}"))))
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


def say(round, season, name, verdict="approve"):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion="意见。", now=season.now)


def test_a_round_whose_time_ran_out_closes_as_its_policy_says(timed, season):
    season.at(timed.due_at + dt.timedelta(seconds=1))

    assert (lapse_overdue(season.now), lapse_overdue(season.now)) == (1, 0)

    round = Round.objects.get(pk=timed.pk)
    assert (round.verdict, round.closed_by, round.case.outcome) == ("lapsed", None, "refused")


def test_nothing_lapses_on_its_last_day_or_while_its_clock_stands_still(timed, season):
    assert lapse_overdue(timed.due_at) == 0

    stop_clock(timed, reason="等待市级复函", by=season.party_clerk, now=season.now)

    assert lapse_overdue(timed.due_at + dt.timedelta(days=90)) == 0


def test_a_stage_whose_policy_says_nothing_of_it_waits_on(season):
    case = season.nominate().case

    season.pass_days(90)

    assert lapse_overdue(season.now) == 0
    assert season.round(case).stage == "school_meeting"


def test_who_answers_after_time_ran_out_is_told_and_the_words_are_kept(timed, season):
    season.at(timed.due_at + dt.timedelta(seconds=1))
    lapse_overdue(season.now)

    with pytest.raises(Conflict):
        decide(timed, by=season.officer, verdict="approve", opinion="材料齐全。", now=season.now)

    assert list(timed.ballots.values_list("state", "opinion")) == [("noted", "材料齐全。")]


def test_who_answers_before_the_sweep_comes_is_in_time(timed, season):
    season.at(timed.due_at + dt.timedelta(seconds=1))
    say(timed, season, "officer")

    assert lapse_overdue(season.now) == 0
    assert Round.objects.get(pk=timed.pk).verdict == "approve"


def test_time_that_runs_out_is_no_answer_that_anybody_may_give(timed, season, client):
    client.force_login(season.officer)

    offered = [verdict for verdict, _title in client.get(page_of(timed)).context["verdicts"]]

    assert offered == ["approve", "return", "reject"]
    with pytest.raises(Refused):
        say(timed, season, "officer", verdict="lapsed")


def test_a_correction_that_is_not_handed_in_ends_the_case(season):
    season.campaign = season.open(changed(("then: {done: review}", "then: {done: review, lapsed: refused}")))
    nomination = season.nominate()
    season.walk_to("review")
    say(season.round(nomination.case), season, "officer", verdict="return")

    season.pass_days(30)
    lapse_overdue(season.now)

    assert Nomination.objects.get(pk=nomination.pk).state == State.REFUSED


@pytest.fixture
def asked_person(season, make_user) -> Round:
    """A round that asks the person themselves whether they accept."""
    season.campaign = season.open(changed(("  recheck:\n", ACCEPTING)))
    nomination = season.draft()
    make_user("王秀英", username="person", person=nomination.person)
    submit(nomination, by=season.principal1, now=season.now)
    season.walk_to("acceptance")
    return season.round(Nomination.objects.get(pk=nomination.pk).case)


@pytest.mark.parametrize(("verdict", "stands"), [("done", "panel"), ("decline", "refused")])
def test_the_person_accepts_or_declines(asked_person, client, verdict, stands):
    person = asked_person.ballots.get().user
    client.force_login(person)

    offered = [key for key, _title in client.get(page_of(asked_person)).context["verdicts"]]
    client.post(page_of(asked_person, "decide/"), {"verdict": verdict, "opinion": "本人意见。"})

    case = type(asked_person.case).objects.get(pk=asked_person.process_id)
    latest = case.rounds.order_by("pk").last()
    assert offered == ["done", "decline"]
    assert (case.outcome or latest.stage) == stands


def test_the_clerk_closes_with_the_answers_that_are_in_and_names_who_is_silent(signed, season):
    round = signed()
    say(round, season, "secretary1")
    say(round, season, "head")

    close_with_what_is_there(round, reason="已过三日", by=season.officer, now=season.now)

    round.refresh_from_db()
    (event,) = Event.objects.filter(chain=round.case.chain, verb="round.closed_early")
    assert (round.verdict, round.closed_by, round.reason) == ("approve", season.officer, "已过三日")
    assert json.loads(event.body)["details"]["missing"] == ["海州区教育局 局领导：leader同志"]
    assert list(round.ballots.values_list("state", flat=True)) == ["cast", "cast", "void"]


@pytest.mark.parametrize(("rule", "answers"), [("all", 0), ("3 of 3", 2), ("2 of 3", 1)])
def test_what_settles_nothing_does_not_close_a_round(signed, season, rule, answers):
    round = signed(decides=rule)
    for name in ("secretary1", "head")[:answers]:
        say(round, season, name)

    with pytest.raises(Refused):
        close_with_what_is_there(round, reason="已过三日", by=season.officer, now=season.now)

    assert season.round(round.case).pk == round.pk


def test_a_round_in_which_everybody_is_heard_closes_with_a_refusal_that_is_in(signed, season):
    round = signed(decides="{approve: all, reject: any, hold: true}")
    say(round, season, "head", verdict="reject")

    close_with_what_is_there(round, reason="已过三日", by=season.officer, now=season.now)

    assert Round.objects.get(pk=round.pk).verdict == "reject"


def test_only_the_clerk_closes_early_and_says_why(signed, season):
    round = signed()
    say(round, season, "head")

    with pytest.raises(PermissionDenied):
        close_with_what_is_there(round, reason="已过三日", by=season.leader, now=season.now)
    with pytest.raises(Refused):
        close_with_what_is_there(round, reason=" ", by=season.officer, now=season.now)


def test_a_dissolved_countersignature_begins_anew_and_keeps_what_was_given(signed, season, client):
    round = signed()
    say(round, season, "head")
    client.force_login(season.officer)

    client.post(page_of(round, "verbs/dissolve/"), {"reason": "会签单位有误"})

    again = season.round(round.case)
    round.refresh_from_db()
    assert (round.verdict, round.is_void, again.stage, again.visit) == ("dissolved", True, round.stage, 2)
    assert sorted(round.ballots.values_list("state", "opinion")) == [("noted", "意见。"), ("void", ""), ("void", "")]
    assert list(again.ballots.values_list("state", flat=True)) == ["open"] * 3
    assert client.get(f"/cases/{round.process_id}/").status_code == 200


def test_a_dissolved_panel_is_drawn_afresh_and_its_sheets_count_no_more(season):
    case = season.nominate().case
    season.walk_to("panel")
    round = season.round(case)
    season.score(round, judges=1)

    dissolve(round, reason="两名评委须回避", by=season.officer, now=season.now)

    again = season.round(case)
    drawn = Event.objects.filter(chain=case.chain, verb="panel.drawn")
    assert (again.stage, again.visit, drawn.count()) == ("panel", 2, 2)
    assert round.ballots.filter(state=Ballot.State.OPEN).count() == 0
    assert round.ballots.standing().filter(state=Ballot.State.CAST).count() == 0
    season.score(again)
    assert season.round(case).stage == "shortlist"


def test_only_who_keeps_a_round_dissolves_it_and_says_why(signed, season):
    round = signed()

    with pytest.raises(PermissionDenied):
        dissolve(round, reason="重来", by=season.head, now=season.now)
    with pytest.raises(Refused):
        dissolve(round, reason="", by=season.officer, now=season.now)


def test_a_review_is_not_dissolved(season):
    round = season.round(season.nominate().case)

    with pytest.raises(PermissionDenied):
        dissolve(round, reason="重来", by=season.party_clerk, now=season.now)


def test_a_refusal_in_a_countersignature_ends_the_whole_case_at_once(signed, season):
    """Explicit termination: no seat, no round, no promise and no clock of the case outlives it."""
    round = signed()

    say(round, season, "head", verdict="reject")

    case = type(round.case).objects.get(pk=round.process_id)
    assert (case.outcome, case.finished) == ("refused", season.now)
    assert Round.objects.filter(process=case, closed_at=None).count() == 0
    assert Ballot.objects.filter(round__process=case, state=Ballot.State.OPEN).count() == 0
    assert Promise.objects.filter(round__process=case, kept_at=None, void_at=None).count() == 0
