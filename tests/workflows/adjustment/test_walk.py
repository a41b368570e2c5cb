"""能上能下 from the proposal to the end, in two districts whose roads differ in order; and what it leaves on file."""

import datetime as dt

import pytest

from approvals.models import Case, Round
from approvals.moves.services import lapse_overdue
from core.models import Fact
from tests.workflows.adjustment.conftest import Adjusting
from workflows.adjustment.hearing import speak
from workflows.adjustment.models import State

pytestmark = pytest.mark.django_db


def stages_of(case) -> list[str]:
    return list(Round.objects.filter(process=case).order_by("pk").values_list("stage", flat=True))


def test_a_title_is_cancelled_after_verification_hearing_and_decision(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)

    case = adjusting.walk(adjustment, "reconsider")

    assert stages_of(case) == ["verify", "defence", "party", "written_decision", "carry_out_cancel", "reconsider"]
    assert adjusting.fresh(adjustment).state == State.REVOKED
    assert adjusting.facts(person, "honour") == [("杰出教师", adjusting.today, "revoked")]
    assert adjusting.facts(person, "allowance") == [("杰出教师津贴", adjusting.today, "revoked")]


def test_what_a_decision_ended_or_gave_back_stands_on_the_record_of_that_decision(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    case = adjusting.walk(adjustment, "reconsidered")
    ended = Fact.objects.filter(person=person, kind__in=("honour", "allowance"), known_until=None)
    assert {fact.event.chain for fact in ended} == {case.chain}

    adjusting.step(case, verdict="reject", opinion="撤销。")

    assert {fact.event.chain for fact in ended.all()} == {case.chain}
    assert [fact.detail.get("ended") for fact in ended.all()] == [None, None]


def test_who_keeps_silent_has_had_the_chance(adjusting):
    adjustment = adjusting.under_way(adjusting.holder())
    case = adjusting.walk(adjustment, "defence")

    adjusting.pass_days(30)
    lapse_overdue(adjusting.now)

    assert adjusting.round(case).stage == "party"
    adjusting.walk(adjustment, "reconsider")
    assert adjusting.fresh(adjustment).state == State.REVOKED


def test_for_conduct_discipline_is_asked_before_the_decision_and_a_sanction_stays_on_file(adjusting):
    person = adjusting.holder()
    adjusting.knows(person, "sanction", "警告", since=dt.date(2026, 1, 5), until=dt.date(2026, 7, 5))
    adjustment = adjusting.under_way(person, track="cancel_for_conduct", ground="conduct")

    case = adjusting.walk(adjustment, "reconsider")

    assert stages_of(case)[1:4] == ["defence", "discipline", "party"]
    assert adjusting.facts(person, "sanction") == [("警告", dt.date(2026, 7, 5), None)]


def test_a_lower_post_follows_the_one_held(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person, track="lower_post", kind="post", new_post="专业技术八级岗")

    adjusting.walk(adjustment, "reconsider")

    assert adjusting.fresh(adjustment).state == State.LOWERED
    assert adjusting.facts(person, "post") == [("校长", adjusting.today, "lowered"), ("专业技术八级岗", None, None)]


def test_who_has_left_loses_the_title_without_a_decision_and_the_file_says_lapsed(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person, track="title_lapses", ground="left")

    case = adjusting.walk(adjustment, "reconsider")

    assert stages_of(case) == ["verify", "written_decision", "carry_out_lapse", "reconsider"]
    assert adjusting.fresh(adjustment).state == State.LAPSED
    assert adjusting.facts(person, "honour") == [("杰出教师", adjusting.today, "lapsed")]


def test_an_appeal_neither_suspends_nor_worsens_and_gives_everything_back_when_it_succeeds(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    case = adjusting.walk(adjustment, "reconsider")
    me = person.user

    speak(adjusting.fresh(adjustment), statement="考核结果有误，请求复核。", by=me, now=adjusting.now)
    assert adjusting.facts(person, "honour")[0][2] == "revoked"
    adjusting.step(case)
    assert adjusting.fresh(adjustment).state == State.REVOKED
    speak(adjusting.fresh(adjustment), statement="不服复核决定，提出申诉。", by=me, now=adjusting.now)
    adjusting.step(case, verdict="reject", opinion="原考核程序有误，撤销决定。")

    assert adjusting.fresh(adjustment).state == State.RESTORED
    assert adjusting.facts(person, "honour") == [("杰出教师", dt.date(2027, 12, 31), None)]
    assert adjusting.facts(person, "allowance") == [("杰出教师津贴", None, None)]
    readable = Fact.objects.filter(person=person, kind="honour").order_by("pk")
    assert [fact.detail.get("ended") for fact in readable] == [None, "revoked", None]


def test_who_does_not_appeal_keeps_the_decision_as_it_was(adjusting):
    adjustment = adjusting.under_way(adjusting.holder())
    case = adjusting.walk(adjustment, "reconsider")

    adjusting.pass_days(40)
    lapse_overdue(adjusting.now)

    assert (Case.objects.get(pk=case.pk).outcome, adjusting.fresh(adjustment).state) == ("upheld", State.REVOKED)


def test_a_lowered_post_is_given_back_and_the_lower_one_ends(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person, track="lower_post", kind="post", new_post="八级岗")
    case = adjusting.walk(adjustment, "reconsidered")

    adjusting.step(case, verdict="reject", opinion="撤销。")

    found = {value: (until, how) for value, until, how in adjusting.facts(person, "post")}
    assert found["校长"] == (None, None)
    assert found["八级岗"][1] == "restored"


def test_a_second_district_hears_first_and_inquires_afterwards_without_a_line_of_code(season):
    adjusting = Adjusting(season, "hainan-leader")
    person = adjusting.holder()
    adjustment = adjusting.under_way(person, track="title_revoked", ground="conduct")

    case = adjusting.walk(adjustment, "second_look")

    asked = ["told", "school_inquiry", "integrity", "council", "signed", "withdrawn_papers", "second_look"]
    assert stages_of(case) == asked
    assert adjusting.fresh(adjustment).state == State.REVOKED
    assert adjusting.facts(person, "honour") == [("杰出教师", adjusting.today, "revoked")]


def test_the_second_district_lets_a_title_vanish_by_itself(season):
    adjusting = Adjusting(season, "hainan-leader")
    adjustment = adjusting.under_way(adjusting.holder(), track="vanishes", ground="left")

    case = adjusting.walk(adjustment, "second_look")

    assert stages_of(case) == ["school_inquiry", "struck_off", "second_look"]
    assert adjusting.fresh(adjustment).state == State.LAPSED
