"""While a placement lasts: milestones are reported, answered, moved and late, by the engine's clock."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.escalation.board import pending
from approvals.escalation.services import keep_promises
from approvals.inbox.queries import todo
from core.clock import day_of
from core.errors import Conflict, Refused
from notifications.models import Message
from tests.season import paper
from workflows.placement.models import Milestone, State
from workflows.placement.serving import answer, break_off, report, reschedule

MET, MISSED, REPORTED = Milestone.Standing.MET, Milestone.Standing.MISSED, Milestone.Standing.REPORTED


def steps(placement):
    return list(placement.milestones.all())


def test_the_stage_is_due_on_the_day_of_the_next_milestone(placements):
    placement = placements.serve(stage="late_steps")

    round = placements.round(placement.case)

    assert day_of(round.due_at) == min(step.due_on for step in steps(placement) if step.is_left)


def test_an_answered_milestone_opens_the_next_visit_and_voids_nothing(placements):
    placement = placements.serve(stage="late_steps")
    first = placements.round(placement.case)
    left = [step for step in steps(placement) if step.is_left]

    answer(left[0], is_met=True, upload=paper(), by=placements.principal2, now=placements.now)

    second = placements.round(placement.case)
    first.refresh_from_db()
    assert (first.verdict, first.is_void, second.stage, second.visit) == ("done", False, "late_steps", 2)
    assert day_of(second.due_at) == left[1].due_on


def test_the_person_reports_and_the_mentor_finds(placements):
    placement = placements.serve()
    step = steps(placement)[0]

    report(step, words="方案已印发。", upload=paper(), by=placement.person.user, now=placements.now)
    step.refresh_from_db()
    assert step.standing == REPORTED
    answer(step, is_met=True, by=placements.principal2, now=placements.now)

    step.refresh_from_db()
    assert step.standing == MET
    assert placements.stage(placement) == "trial_check"


def test_evidence_that_is_asked_for_and_missing_is_refused(placements):
    placement = placements.serve(stage="late_steps")
    step = next(step for step in steps(placement) if step.asks_paper)

    for act in (
        lambda: report(step, words="做了。", by=placement.person.user, now=placements.now),
        lambda: answer(step, is_met=True, by=placements.principal2, now=placements.now),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert "中期教研展示" in refusal.value.message
    step.refresh_from_db()
    assert step.standing == Milestone.Standing.OPEN


def test_a_missed_milestone_takes_words_and_the_service_goes_on(placements):
    placement = placements.serve()
    step = steps(placement)[0]
    with pytest.raises(Refused):
        answer(step, is_met=False, by=placements.principal2, now=placements.now)

    answer(step, is_met=False, words="方案未经论证。", by=placements.principal2, now=placements.now)

    step.refresh_from_db()
    assert step.standing == MISSED
    assert placements.stage(placement) == "trial_check"


@pytest.mark.parametrize("name", ["officer", "principal1", "principal3", "leader"])
def test_only_who_is_asked_answers(placements, name):
    placement = placements.serve()

    with pytest.raises(PermissionDenied):
        answer(steps(placement)[0], is_met=True, by=placements.users[name], now=placements.now)


def test_what_is_answered_is_answered_once(placements):
    placement = placements.serve()
    step = steps(placement)[0]
    answer(step, is_met=True, by=placements.principal2, now=placements.now)

    with pytest.raises(Conflict):
        answer(step, is_met=True, by=placements.principal2, now=placements.now)
    with pytest.raises(Conflict):
        report(step, words="补报。", by=placement.person.user, now=placements.now)


def test_the_section_moves_a_milestone_with_a_reason_and_the_clock_goes_along(placements):
    placement = placements.serve()
    step = steps(placement)[0]
    with pytest.raises(Refused):
        reschedule(step, due_on=dt.date(2026, 12, 31), reason=" ", by=placements.officer, now=placements.now)

    reschedule(step, due_on=dt.date(2026, 12, 31), reason="校舍改造。", by=placements.officer, now=placements.now)

    round = placements.round(placement.case)
    assert day_of(round.due_at) == dt.date(2026, 12, 31)
    pending_steps = round.promises.filter(kept_at=None, void_at=None)
    assert min(promise.due_at for promise in pending_steps).date() > dt.date(2026, 12, 20)


@pytest.mark.parametrize("due_on", [dt.date(2026, 8, 31), dt.date(2029, 1, 1), dt.date(2026, 3, 1)])
def test_a_milestone_is_not_moved_out_of_the_term_nor_into_the_past(placements, due_on):
    placement = placements.serve()

    with pytest.raises(Refused):
        reschedule(steps(placement)[0], due_on=due_on, reason="改期。", by=placements.officer, now=placements.now)


def test_neither_the_person_nor_the_mentor_moves_a_milestone(placements):
    placement = placements.serve()

    for by in (placement.person.user, placements.principal2):
        with pytest.raises(PermissionDenied):
            reschedule(steps(placement)[0], due_on=dt.date(2026, 12, 31), reason="改期。", by=by, now=placements.now)


def test_an_overdue_milestone_reaches_the_mentor_the_section_and_the_board(placements):
    placement = placements.serve()
    round = placements.round(placement.case)
    assert [line.round_id for line in todo(placements.principal2, on=day_of(placements.now))] == [round.pk]

    placements.at(round.due_at + dt.timedelta(days=10))
    keep_promises(placements.now)

    told = set(Message.objects.filter(key__startswith="promise:").values_list("recipient__username", flat=True))
    assert {"principal2", "officer"} <= told
    waiting = pending(placements.district, now=placements.now, watcher=placements.leader)
    assert [round.pk for round in waiting] == [round.pk]


def test_a_milestone_is_not_reported_before_the_appointment(placements):
    placement = placements.propose()

    with pytest.raises(PermissionDenied):
        report(steps(placement)[0], words="提前做了。", by=placement.person.user, now=placements.now)
    with pytest.raises(PermissionDenied):
        break_off(placement, reason="不去了。", by=placements.officer, now=placements.now)
    assert placements.fresh(placement).state == State.PROPOSED
