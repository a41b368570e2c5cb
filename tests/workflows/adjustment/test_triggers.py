"""触发: facts propose once for a cause and never decide; a section takes it up, or says why nothing follows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.inbox.views import waiting_for
from core.errors import Conflict, Refused
from core.facts.services import correct
from core.models import Event, Fact, Person
from workflows.adjustment import triggers
from workflows.adjustment.lines import proposals_late, proposals_waiting
from workflows.adjustment.models import Proposal, State
from workflows.adjustment.proposals import dismiss, take_up
from workflows.adjustment.triggers import propose_due

pytestmark = pytest.mark.django_db


def failed(adjusting, person, *years, kind="review") -> None:
    for year in years:
        adjusting.knows(person, kind, "不合格", since=dt.date(year, 12, 31))


def found(person) -> dict[str, str]:
    return {proposal.trigger: proposal.state for proposal in Proposal.objects.filter(person=person)}


def test_two_failed_years_running_propose_and_decide_nothing(adjusting):
    person = adjusting.season.teacher()
    Fact.objects.filter(person=person, kind="review", true_from__year__gte=2024).delete()
    failed(adjusting, person, 2024, 2025)

    assert propose_due(adjusting.now) == 1

    proposal = Proposal.objects.get()
    assert (proposal.trigger, proposal.state, proposal.facts["reviews"][-2:]) == (
        "failed_twice",
        "open",
        ["不合格"] * 2,
    )
    assert proposal.rests_on.filter(value="不合格").count() == 2
    assert (proposal.role, proposal.office.code) == ("officer", "personnel")
    assert Person.objects.get(pk=person.pk).adjustments.count() == 0


def test_who_holds_a_title_and_failed_two_annual_reviews_is_brought_up_for_the_title_too(adjusting):
    person = adjusting.holder(login=False)
    Fact.objects.filter(person=person, kind="review", true_from__year__gte=2024).delete()
    failed(adjusting, person, 2024, 2025)

    propose_due(adjusting.now)

    assert found(person) == {"failed_twice": "open", "holder_reviews_failed": "open"}
    assert Proposal.objects.get(trigger="holder_reviews_failed").rule.proposes == "cancel_title"


def test_the_facts_bring_up_what_each_trigger_names(adjusting):
    conduct, gone, over, up, calm = (adjusting.holder(f"教师{n}", login=False, school=n) for n in range(1, 6))
    adjusting.knows(conduct, "ethics_breach", "有偿补课", since=dt.date(2026, 2, 1))
    employed = Fact.objects.get(person=gone, kind="employment")
    correct(employed, by=None, now=adjusting.now, reason="调出", true_until=dt.date(2026, 2, 27))
    correct(
        Fact.objects.get(person=over, kind="honour"),
        by=None,
        now=adjusting.now,
        reason="更正",
        true_until=dt.date(2026, 1, 1),
    )
    for year in (2026, 2027, 2028):
        adjusting.knows(up, "review", "优秀", since=dt.date(year - 3, 12, 31) + dt.timedelta(days=1))

    propose_due(adjusting.now)

    assert found(conduct) == {"ethics_or_sanction": "open"}
    assert found(gone) == {"left_system": "open"}
    assert found(over) == {"term_over": "open"}
    assert found(calm) == {}


def test_the_same_cause_is_proposed_once_whatever_becomes_of_it(adjusting):
    person = adjusting.holder()
    adjusting.knows(person, "ethics_breach", "有偿补课", since=dt.date(2026, 2, 1))
    propose_due(adjusting.now)
    dismiss(Proposal.objects.get(), reason="尚在核查，暂不启动。", by=adjusting.officer, now=adjusting.now)

    for _day in range(3):
        adjusting.pass_days(1)
        assert propose_due(adjusting.now) == 0
    adjusting.knows(person, "ethics_breach", "体罚学生", since=dt.date(2026, 3, 3))

    assert propose_due(adjusting.now) == 1


def test_a_statement_that_comes_in_during_the_day_is_read_by_the_next_sweep(adjusting):
    person = adjusting.holder()
    assert propose_due(adjusting.now) == 0

    adjusting.knows(person, "fraud", "虚报论文", since=adjusting.today)

    assert propose_due(adjusting.now) == 1


def test_nobody_is_proposed_because_something_is_not_known(adjusting):
    person = adjusting.season.teacher(without="employment")
    adjusting.knows(person, "honour", "杰出教师", since=dt.date(2025, 1, 1))

    propose_due(adjusting.now)

    assert found(person) == {}


def test_a_proposal_waits_in_the_inbox_of_its_office_and_is_late_on_the_board(adjusting):
    adjusting.knows(adjusting.holder(), "fraud", "虚报论文", since=dt.date(2026, 2, 1))
    before = waiting_for(adjusting.officer)
    propose_due(adjusting.now)

    assert waiting_for(adjusting.officer) == before + 1
    assert not proposals_waiting(adjusting.head, on=adjusting.today)
    assert not proposals_late(adjusting.district, now=adjusting.now)
    assert proposals_late(adjusting.district, now=adjusting.now + dt.timedelta(days=20)).count() == 1


def test_what_is_taken_up_becomes_an_adjustment_with_the_ground_and_the_statements(adjusting):
    person = adjusting.holder()
    adjusting.knows(person, "fraud", "虚报论文", since=dt.date(2026, 2, 1))
    propose_due(adjusting.now)

    begun = take_up(Proposal.objects.get(), by=adjusting.officer, now=adjusting.now)

    assert (begun.ground, begun.track, begun.state) == ("conduct", "cancel_for_conduct", State.PROPOSED)
    assert begun.target.value == "杰出教师"
    assert begun.rests_on.filter(kind="fraud").exists()
    assert found(person) == {"ethics_or_sanction": "taken_up"}
    with pytest.raises(Conflict):
        take_up(Proposal.objects.get(), by=adjusting.officer, now=adjusting.now)


def test_an_up_is_passed_on_and_begins_nothing_here(adjusting):
    person = adjusting.season.teacher()
    Fact.objects.filter(person=person, kind="review", true_from__year__gte=2022).delete()
    for year in (2022, 2023, 2024, 2025):
        adjusting.knows(person, "review", "优秀", since=dt.date(year, 12, 31))
    propose_due(adjusting.now)

    assert take_up(Proposal.objects.get(trigger="outstanding"), by=adjusting.officer, now=adjusting.now) is None
    assert found(person) == {"outstanding": "taken_up"}
    assert person.adjustments.count() == 0


def test_dismissing_takes_a_reason_that_stands_on_the_record_and_the_office(adjusting):
    adjusting.knows(adjusting.holder(), "fraud", "虚报论文", since=dt.date(2026, 2, 1))
    propose_due(adjusting.now)
    proposal = Proposal.objects.get()

    with pytest.raises(Refused):
        dismiss(proposal, reason=" ", by=adjusting.officer, now=adjusting.now)
    with pytest.raises(PermissionDenied):
        dismiss(proposal, reason="不应处理", by=adjusting.principal1, now=adjusting.now)
    dismiss(proposal, reason="查无实据。", by=adjusting.officer, now=adjusting.now)

    assert "查无实据" in Event.objects.get(verb="adjustment.dismissed").body


def questions(adjusting, people: int) -> int:
    """How many questions the sweep asks when so many are brought up."""
    for number in range(people):
        person = adjusting.season.teacher(f"教师{number}", without="review")
        adjusting.knows(person, "honour", "杰出教师", since=dt.date(2025, 1, 1), until=dt.date(2025, 12, 31))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert propose_due(adjusting.now) == people
    return len(asked)


def test_how_many_questions_a_sweep_asks_does_not_depend_on_how_many_people_it_reads(adjusting):
    propose_due(adjusting.now)
    few = questions(adjusting, 2)
    adjusting.pass_days(1)

    assert questions(adjusting, 12) == few
    assert triggers.BATCH >= 500
