"""What the clock does meets what somebody does in the same instant: one of them is first, the other is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from approvals.conflicts.declaring import declare
from approvals.conflicts.doubts import dismiss
from approvals.conflicts.models import Recusal
from approvals.conflicts.sweeping import take_off
from approvals.escalation.services import keep_promises
from approvals.models import Ballot, Case, Objection, Promise, Round
from approvals.moves.services import lapse_overdue
from approvals.notices.objecting import object_to
from approvals.notices.services import end_due_notices
from approvals.panels.services import cast
from approvals.rounds.services import decide
from approvals.waitlists.services import call_up, expire_due
from core import clock
from core.errors import Conflict, Refused
from notifications.models import Message
from tests.approvals.rankings.short import short, waiting_cases
from tests.approvals.variants import changed
from tests.races.aftermath import check_aftermath
from tests.races.meeting import meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
BOTH = pytest.mark.parametrize("first", ["the clock", "the person"])
SECOND = dt.timedelta(seconds=1)
THEN = "then: {approve: approval, return: correction, reject: refused}"


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def race(at, *, clock, person, first):
    """Let the clock and a person meet; return what became of each, the clock's first."""
    if first == "the clock":
        return meet(at, clock, person)
    return meet(at, person, clock)[::-1]


def case_of(round: Round):
    return Case.objects.filter(pk=round.process_id)


def row_of(round: Round):
    return Round.objects.filter(pk=round.pk)


def approve(round: Round, season, *, now):
    return decide(round, by=season.officer, verdict="approve", opinion="同意。", now=now)


def in_review(season) -> Round:
    case = season.nominate().case
    season.walk_to("review")
    return season.round(case)


@BOTH
def test_time_that_runs_out_and_an_answer_close_a_round_once(season, first):
    season.campaign = season.open(changed((THEN, THEN.replace("refused}", "refused, lapsed: refused}"))))
    round = in_review(season)
    now = season.at(round.due_at + SECOND)

    lapsed, answered = race(
        case_of(round), clock=lambda: lapse_overdue(now), person=lambda: approve(round, season, now=now), first=first
    )

    assert (lapsed, isinstance(answered, Conflict)) == ((1, True) if first == "the clock" else (0, False))
    assert Round.objects.get(pk=round.pk).verdict == ("lapsed" if first == "the clock" else "approve")
    check_aftermath(season)


@BOTH
@pytest.mark.parametrize("held", [case_of, row_of], ids=["case", "round"])
def test_an_escalation_and_an_answer_do_not_wait_for_each_other_for_ever(season, first, held):
    round = in_review(season)
    due = round.promises.filter(step=Promise.Step.ESCALATE).latest("due_at").due_at
    now = season.at(due + SECOND)

    _kept, answered = race(
        held(round), clock=lambda: keep_promises(now), person=lambda: approve(round, season, now=now), first=first
    )

    assert isinstance(answered, Ballot)
    assert Round.objects.get(pk=round.pk).verdict == "approve"
    check_aftermath(season)


def test_nobody_is_reminded_of_what_was_answered_in_the_same_instant(season):
    round = in_review(season)
    now = season.at(round.promises.earliest("due_at").due_at + SECOND)

    meet(case_of(round), lambda: approve(round, season, now=now), lambda: keep_promises(now))

    assert not Message.objects.filter(key__startswith="promise:").exists()
    check_aftermath(season)


@pytest.fixture
def panel(season) -> Round:
    """A panel that waits for the last of its three sheets."""
    case = season.nominate().case
    season.walk_to("panel")
    round = season.round(case)
    season.score(round, judges=2)
    return season.declare(round)


def last_of(panel: Round) -> Ballot:
    return panel.ballots.select_related("user").get(state=Ballot.State.OPEN)


def hand_in(panel: Round, judge, *, now):
    criteria = panel.case.policy.sheets[panel.rule.sheet].criteria
    return cast(panel, by=judge, scores={one.key: one.max for one in criteria}, now=now)


def found_to_be_kin(panel: Round, user, *, now) -> Recusal:
    said = {"rule": Recusal.Rule.KIN, "words": "姐妹", "found_at": now}
    return Recusal.objects.create(district=panel.district, case=panel.case, user=user, **said)


@BOTH
def test_a_judge_who_turns_out_to_be_kin_is_taken_off_and_their_sheet_is_refused(panel, season, first):
    seat, now = last_of(panel), season.now
    found_to_be_kin(panel, seat.user, now=now)

    taken, given = race(
        case_of(panel), clock=lambda: take_off(now), person=lambda: hand_in(panel, seat.user, now=now), first=first
    )

    assert (taken, type(given)) == (1, PermissionDenied)
    assert Ballot.objects.get(pk=seat.pk).state == Ballot.State.RECUSED
    assert Ballot.objects.get(instead_of=seat).state == Ballot.State.OPEN
    check_aftermath(season)


@BOTH
def test_a_relation_declared_while_the_last_sheet_comes_in_leaves_one_of_them(panel, season, first):
    seat, now = last_of(panel), season.now
    said = {"person": panel.case.person, "kind": "kin", "by": season.admin, "now": now}

    _declared, given = race(
        case_of(panel),
        clock=lambda: declare(seat.user, **said),
        person=lambda: hand_in(panel, seat.user, now=now),
        first=first,
    )

    assert isinstance(given, PermissionDenied) == (first == "the clock")
    state = Ballot.State.RECUSED if first == "the clock" else Ballot.State.CAST
    assert Ballot.objects.get(pk=seat.pk).state == state
    check_aftermath(season)


@BOTH
def test_a_false_alarm_dismissed_in_time_takes_nobody_off(panel, season, first):
    seat, now = last_of(panel), season.now
    recusal = found_to_be_kin(panel, seat.user, now=now)
    Recusal.objects.filter(pk=recusal.pk).update(doubted_by=season.inspector, doubt="同名")

    taken, _dismissed = race(
        case_of(panel),
        clock=lambda: take_off(now),
        person=lambda: dismiss(recusal, by=season.leader, now=now),
        first=first,
    )

    assert taken == (1 if first == "the clock" else 0)
    state = Ballot.State.RECUSED if first == "the clock" else Ballot.State.OPEN
    assert Ballot.objects.get(pk=seat.pk).state == state
    check_aftermath(season)


@BOTH
def test_an_objection_in_the_last_second_holds_the_notice_or_is_refused(season, first):
    case = season.nominate().case
    season.walk_to("public_notice")
    notice = season.publish(season.round(case))
    entry, round = notice.entries.get(), season.round(case)
    ends = clock.end_of(notice.ends_on)
    season.at(ends + SECOND)
    said = {"name": "李某", "contact": "13900000000", "text": "论文有抄袭。"}

    ended, received = race(
        case_of(round),
        clock=lambda: end_due_notices(ends + SECOND),
        person=lambda: object_to(entry, now=ends - SECOND, **said),
        first=first,
    )

    assert (ended, type(received)) == ((1, Refused) if first == "the clock" else (0, Objection))
    assert Round.objects.get(pk=round.pk).is_open == (first == "the person")
    check_aftermath(season)


@BOTH
def test_who_is_called_up_in_the_last_second_has_the_place_or_waits_no_more(season, first):
    season.campaign = season.open(short())
    cases = waiting_cases(season, ("0.9", "0.8", "0.7"))
    season.walk_to("clearance")
    season.approve(season.round(cases[0]), verdict="reject", opinion="联审发现问题。")
    round = season.round(cases[2])
    season.at(round.due_at + SECOND)
    where = {"stage": round.stage, "track": round.track, "by": season.officer, "expected": round.pk}

    expired, called = race(
        case_of(round),
        clock=lambda: expire_due(round.due_at + SECOND),
        person=lambda: call_up(season.campaign, **where, reason="一人未通过联审。", now=round.due_at - SECOND),
        first=first,
    )

    assert (expired, isinstance(called, Conflict)) == ((1, True) if first == "the clock" else (0, False))
    assert Round.objects.get(pk=round.pk).verdict == ("expired" if first == "the clock" else "called")
    check_aftermath(season)
