"""A unit's list is closed once, explained, and can be made again from what it keeps."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from approvals.gradings import services
from approvals.gradings.basis import again
from approvals.gradings.granting import grant_cap
from approvals.models import CapGrant, Grading, GradingEntry, Round
from core.errors import Conflict, Refused
from core.facts.services import establish


def given():
    rows = GradingEntry.objects.order_by("pk").values_list("round__process__person__name", "grade")
    return dict(rows)


def test_a_unit_of_four_has_no_place_under_a_cap_of_a_fifth_and_the_words_say_so(graded):
    close = graded(甲="0.95", 乙="0.92", 丙="0.8", 丁="0.65")

    close()

    assert given() == {"甲": "passed", "乙": "passed", "丙": "passed", "丁": "basic"}
    words = GradingEntry.objects.get(round__process__person__name="甲").words
    assert "应考核4人" in words
    assert "应考核的人太少，按此比例没有名额。" in words


def test_equals_at_the_cap_are_refused_until_a_person_orders_them_with_a_reason(graded):
    close = graded(甲="0.95", 乙="0.95", 丙="0.8", 丁="0.8", 戊="0.8")
    rounds = {round.case.title: round.pk for round in Round.objects.filter(stage="grade_list")}

    with pytest.raises(Refused, match="比例线上有并列"):
        close()
    with pytest.raises(Refused, match="请写明"):
        close(chosen=[rounds["乙"], rounds["甲"]])
    assert not Grading.objects.exists()
    close(chosen=[rounds["乙"], rounds["甲"]], reason="乙任班主任")

    assert given() == {"乙": "merit", "甲": "passed", "丙": "passed", "丁": "passed", "戊": "passed"}
    assert Grading.objects.get().reason == "乙任班主任"


def test_what_a_closed_list_keeps_gives_the_same_grades_again(graded):
    close = graded(甲="0.95", 乙="0.92", 丙="0.8", 丁="0.65", 戊="0.3")

    grading = close()

    kept = {one.key: (one.grade, one.position) for one in again(grading.basis)}
    assert kept == {entry.round_id: (entry.grade, entry.position) for entry in grading.entries.all()}
    assert grading.basis["due"] == 5


def test_who_joined_since_the_page_was_opened_is_a_conflict(graded):
    close = graded(甲="0.95", 乙="0.92")

    with pytest.raises(Conflict):
        close(seen=list(Round.objects.filter(stage="grade_list").values_list("pk", flat=True)[:1]))


def test_only_the_office_of_the_unit_closes_its_list(graded, year):
    close = graded(甲="0.95")

    for stranger in (year.principal2, year.officer, year.admin):
        with pytest.raises(PermissionDenied):
            close(by=stranger)


def test_who_has_no_score_is_named_and_nothing_is_closed(graded):
    close = graded(甲="0.95", 乙="0.92")
    Round.objects.filter(stage="unit_score", process__person__name="乙").update(score=None)

    with pytest.raises(Refused, match="乙（没有得分记录）"):
        close()


def test_who_is_outside_the_grades_is_neither_in_the_base_nor_in_a_place(year, graded):
    person = year.worker("己")
    establish(
        "leave",
        about=person,
        value="病假",
        true_from=year.began.date().replace(year=2025, month=1, day=1),
        true_until=year.began.date().replace(year=2025, month=9, day=1),
        by=None,
        now=year.began,
    )
    close = graded(甲="0.95", 乙="0.92", 丙="0.8", 丁="0.65", 戊="0.65")

    grading = close()

    assert grading.basis["due"] == 5
    assert given() == {
        "甲": "merit",
        "乙": "passed",
        "丙": "passed",
        "丁": "basic",
        "戊": "basic",
        "己": "undetermined",
    }
    assert GradingEntry.objects.get(grade="undetermined").position is None


def test_another_cap_takes_the_office_a_reason_and_is_granted_once(graded, year):
    close = graded(甲="0.95", 乙="0.92", 丙="0.8", 丁="0.65")
    where = {"stage": "grade_list", "unit": year.schools[0], "grade": "merit", "variant": "commended"}

    with pytest.raises(PermissionDenied):
        grant_cap(year.campaign, **where, reason="集体记功", by=year.principal1, now=year.now)
    with pytest.raises(Refused):
        grant_cap(year.campaign, **where, reason=" ", by=year.leader, now=year.now)
    grant_cap(year.campaign, **where, reason="2025年集体记功", by=year.leader, now=year.now)
    with pytest.raises(Conflict):
        grant_cap(year.campaign, **where, reason="2025年集体记功", by=year.leader, now=year.now)
    grading = close()

    assert given()["甲"] == "merit"  # 25 % of four is one
    line = grading.basis["lines"][0]
    assert (line["most"], line["pct"], line["variant"]) == (1, "25", "commended")
    assert CapGrant.objects.get().granted_by == year.leader


def test_a_cap_is_not_moved_once_the_list_is_closed(graded, year):
    close = graded(甲="0.95")
    close()
    where = {"stage": "grade_list", "unit": year.schools[0], "grade": "merit", "variant": "blamed"}

    with pytest.raises(Conflict, match="名单已经关闭"):
        grant_cap(year.campaign, **where, reason="被问责", by=year.leader, now=year.now)


def test_a_later_list_counts_what_the_earlier_one_gave(graded, year):
    year.worker("迟", login=False)
    close = graded(甲="0.95", 乙="0.8", 丙="0.8", 丁="0.8")
    late = Round.objects.get(stage="grade_list", process__person__name="迟")
    others = [round.pk for round in Round.objects.filter(stage="grade_list").exclude(pk=late.pk)]
    Round.objects.filter(pk=late.pk).update(stage="other_heard")
    close(seen=others)
    Round.objects.filter(pk=late.pk).update(stage="grade_list")
    Round.objects.filter(process=late.process_id, stage="unit_score").update(score=Decimal(99))

    grading = close(seen=[late.pk])

    assert given()["甲"] == "merit"
    assert given()["迟"] == "passed"
    assert grading.basis["lines"][0]["taken"] == 1


def test_the_grade_is_a_fact_that_later_stages_ask_for(graded):
    close = graded(甲="0.95", 乙="0.8", 丙="0.8", 丁="0.8", 戊="0.8")
    close()
    best = Round.objects.get(stage="group_decision", process__person__name="甲").case

    assert services.grade_of(best).grade == "merit"
