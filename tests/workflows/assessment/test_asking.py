"""复核与申诉: asked in time, answered, corrected, and never for the worse."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from approvals.models import Round
from approvals.moves.services import lapse_overdue
from core.errors import Conflict, Refused
from core.models import Fact, User
from workflows.assessment import services
from workflows.assessment.endings import end_without_grade
from workflows.assessment.models import Assessment, State


@pytest.fixture
def failed(year) -> Assessment:
    """Somebody who was told that they failed, and may ask for a review."""
    year.shares = {"戊": Decimal("0.5")}
    year.worker("戊")
    year.begin()
    year.walk_to("ask_review")
    return Assessment.objects.get()


def person(assessment) -> User:
    return assessment.person.user


def test_a_review_that_finds_for_the_person_corrects_the_file_and_the_old_grade_stays_readable(year, failed):
    services.ask_review(failed, grounds="漏计一学期课时", by=person(failed), now=year.now)
    year.meet(year.round(failed.case), choice="reject")
    before = year.now
    year.pass_days(1)

    services.give_better(failed, grade="合格", reason="课时补计", by=year.officer, now=year.now)

    done = Assessment.objects.get()
    assert (done.state, done.grade, done.fact.value) == (State.CLOSED, "合格", "合格")
    assert [fact.value for fact in Fact.objects.filter(kind="review").known(before)] == ["不合格"]
    assert [fact.value for fact in Fact.objects.filter(kind="review").known(year.now)] == ["合格"]


def test_no_review_makes_a_grade_worse(year, failed):
    services.ask_review(failed, grounds="漏计一学期课时", by=person(failed), now=year.now)
    year.meet(year.round(failed.case), choice="reject")

    for grade in ("不合格", "不确定档次", "特优"):
        with pytest.raises(Refused):
            services.give_better(failed, grade=grade, reason="理由", by=year.officer, now=year.now)
    assert services.better_grades(Assessment.objects.get()) == ["基本合格", "合格", "优秀"]


def test_asking_suspends_nothing(year, failed):
    services.ask_review(failed, grounds="漏计一学期课时", by=person(failed), now=year.now)

    assert Assessment.objects.get().state == State.IN_EFFECT
    assert Fact.objects.get(kind="review").value == "不合格"


def test_a_review_that_upholds_the_grade_opens_the_appeal(year, failed):
    services.ask_review(failed, grounds="漏计一学期课时", by=person(failed), now=year.now)

    year.meet(year.round(failed.case))

    assert year.round(failed.case).stage == "ask_appeal"
    services.ask_review(failed, grounds="仍有异议", by=person(failed), now=year.now)
    year.meet(year.round(failed.case))
    assert Assessment.objects.get().state == State.CLOSED


def test_out_of_time_says_the_day_it_ended(year, failed):
    last = year.round(failed.case).due_at
    year.at(last + dt.timedelta(hours=1))
    lapse_overdue(year.now)

    assert Assessment.objects.get().state == State.CLOSED
    with pytest.raises(Refused, match=rf"{last.year}年{last.month}月"):
        services.ask_review(failed, grounds="漏计", by=person(failed), now=year.now)


def test_only_the_person_asks_and_silence_counts_as_told(year):
    year.shares = {"戊": Decimal("0.5")}
    year.worker("戊")
    year.begin()
    year.walk_to("told")
    failed = Assessment.objects.get()
    with pytest.raises(PermissionDenied):
        services.acknowledge(failed, opinion="", by=year.principal1, now=year.now)

    year.at(year.round(failed.case).due_at + dt.timedelta(hours=1))
    lapse_overdue(year.now)

    assert Round.objects.get(stage="told").verdict == "lapsed"
    assert year.round(failed.case).stage == "ask_review"
    with pytest.raises(PermissionDenied):
        services.ask_review(failed, grounds="代为申请", by=year.principal1, now=year.now)


def test_who_retires_meanwhile_ends_without_a_grade_and_the_record_says_why(year):
    year.worker("甲")
    (mine,) = year.begin()

    ended = end_without_grade(mine, cause="retired", words="2026年3月退休文件", by=year.officer, now=year.now)

    assert ended.state == State.ENDED
    assert not Fact.objects.filter(kind="review").exists()
    assert "退休" in ended.case.rounds.get().reason


def test_a_grade_that_holds_cannot_be_ended_away(year, failed):
    with pytest.raises(Conflict):
        end_without_grade(failed, cause="retired", words="退休", by=year.officer, now=year.now)


def test_who_refuses_to_take_part_fails_whatever_the_score(year):
    year.worker("甲")
    (mine,) = year.begin()
    with pytest.raises(PermissionDenied):
        services.note_refusal(mine, reason="经教育仍拒绝", by=year.principal2, now=year.now)
    services.note_refusal(mine, reason="3月2日经教育仍拒绝", by=year.principal1, now=year.now)

    year.walk_to("group_decision")

    assert Assessment.objects.get().proposed == "不合格"
