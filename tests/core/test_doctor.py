"""The doctor finds nothing in a healthy district, and says what is amiss in a sick one."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from approvals.escalation.services import keep_promises
from approvals.models import Ballot, Case, Round
from core.health import examine
from core.models import Appointment, Fact, Paper
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def case(season) -> Case:
    return season.nominate().case


def complaints(season, name: str) -> list[str]:
    return examine(season.now)[name]


def test_a_season_that_came_to_its_end_is_healthy(season):
    season.nominate("王秀英"), season.nominate("张·伟", school=2)
    season.walk_to()
    out = StringIO()
    keep_promises(season.now)
    Message.objects.update(state="sent")

    call_command("doctor", stdout=out)

    assert "Nothing is amiss." in out.getvalue()


def test_the_command_fails_where_anything_is_found(season, case):
    Round.objects.filter(process=case).update(closed_at=season.now)

    with pytest.raises(CommandError, match="complaint"):
        call_command("doctor", stdout=StringIO())


def test_a_live_case_that_waits_nowhere_is_found(season, case):
    Round.objects.filter(process=case).update(closed_at=season.now)

    assert complaints(season, "cases_stand_somewhere") == [f"Case {case} is live and waits at 0 stages instead of one."]


def test_an_ended_case_that_still_waits_is_found(season, case):
    Case.objects.filter(pk=case.pk).update(finished=season.now, outcome="honoured")

    assert complaints(season, "cases_stand_somewhere") == [f"Case {case} has ended and still waits somewhere."]
    assert complaints(season, "law_and_road_agree") == [
        f"Case {case} ended as “Honoured”, but its subject is “Under review”."
    ]
    assert complaints(season, "outcomes_left_their_facts") == [
        f"Case {case} ended as “Honoured”, and nothing of it is on file."
    ]


def test_a_stage_that_nobody_can_answer_is_found(season, case):
    Appointment.objects.filter(user=season.secretary1).update(ends_on=season.now.date() - dt.timedelta(days=1))

    assert complaints(season, "somebody_can_act") == [
        f"Case {case} waits at “School Party meeting”, where nobody can act today."
    ]
    assert complaints(season, "grants_follow_appointments") == [
        "1 rights rest on no appointment in force; run the sweeps."
    ]


def test_a_closed_round_that_still_waits_is_found(season, case):
    season.walk_to("review")
    Ballot.objects.filter(round__process=case, round__stage="school_meeting").update(state=Ballot.State.OPEN)

    assert complaints(season, "closed_rounds_rest") == [
        f"“School Party meeting” of case {case} is closed and still waits or reminds."
    ]


def test_reminders_and_messages_that_nobody_sent_are_found(season, case):
    season.pass_days(40)

    assert any("A reminder of case" in words for words in complaints(season, "time_has_been_kept"))
    assert any("waits to be sent since" in words for words in complaints(season, "messages_leave"))


def test_a_fact_that_ends_before_it_begins_and_a_lost_file_are_found(season, case):
    fact = Fact.objects.filter(kind="teaching").first()
    Fact.objects.filter(pk=fact.pk).update(true_until=fact.true_from - dt.timedelta(days=1))
    paper = Paper.objects.first()
    paper.file.storage.delete(paper.file.name)

    assert len(complaints(season, "facts_have_their_days")) == 1
    assert complaints(season, "papers_are_there") == [f"The file of paper {paper.pk} “申报表.pdf” is gone."]


def test_an_outcome_without_the_decision_it_needs_is_found(season, case):
    season.walk_to()
    assert complaints(season, "law_had_its_evidence") == []
    Round.objects.filter(process=case, kind="meeting").update(is_void=True)

    assert complaints(season, "law_had_its_evidence") == [
        f"Case {case} came to “Honoured” without a collective decision on record."
    ]
