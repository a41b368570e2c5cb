"""What an adjustment rests on: an error in its grounds is looked at again, and in what it was not for is not."""

import datetime as dt

import pytest

from approvals.models import Reconsideration
from approvals.processes import process
from approvals.reliance.services import correct_statement, retract_statement
from core.facts.kinds import kind_words, sensitive_kinds
from core.models import Fact
from tests.season import paper
from workflows.adjustment.facts import KINDS
from workflows.adjustment.models import Proposal, State
from workflows.adjustment.process import facts_of
from workflows.adjustment.proposals import take_up
from workflows.adjustment.services import attach, hand_in
from workflows.adjustment.triggers import propose_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def cancelled(adjusting):
    """A title that was cancelled because two assessments running were failed."""
    person = adjusting.holder()
    for year in (2024, 2025):
        adjusting.knows(person, "grade", "不合格", since=dt.date(year, 12, 31))
    propose_due(adjusting.now)
    adjustment = take_up(Proposal.objects.get(person=person), by=adjusting.officer, now=adjusting.now)
    attach(adjustment, material="evidence", upload=paper("考核表.pdf"), by=adjusting.officer, now=adjusting.now)
    adjustment = hand_in(adjustment, by=adjusting.officer, now=adjusting.now)
    adjusting.walk(adjustment, "reconsider")
    return adjusting.fresh(adjustment)


def stated(person, kind) -> Fact:
    return Fact.objects.filter(person=person, kind=kind, known_until=None).order_by("true_from").last()


def correction(adjusting) -> dict:
    return {"by": adjusting.officer, "now": adjusting.now, "reason": "原件与系统不符"}


def looked_at(adjustment) -> list[tuple]:
    found = Reconsideration.objects.filter(case=adjustment.case_id).order_by("pk")
    return [(wanted.state, wanted.now) for wanted in found]


def test_a_decision_is_looked_at_again_when_what_brought_it_up_turns_out_wrong(adjusting, cancelled):
    assert cancelled.state == State.REVOKED

    correct_statement(stated(cancelled.person, "grade"), value="合格", **correction(adjusting))

    assert looked_at(cancelled) == [("open", {"grades": ["不合格", "合格"]})]


def test_what_it_was_not_for_reopens_nothing(adjusting, cancelled):
    for kind, value in (("post", "副校长"), ("review", "优秀")):
        correct_statement(stated(cancelled.person, kind), value=value, **correction(adjusting))

    assert [state for state, _now in looked_at(cancelled)] == ["unchanged", "unchanged"]


def test_without_a_trigger_it_was_for_what_it_ends_which_counts_although_the_effect_has_rewritten_it(adjusting):
    adjustment = adjusting.under_way(adjusting.holder())
    adjusting.walk(adjustment, "reconsider")
    ended = stated(adjustment.person, "honour")
    assert ended.detail["ended"] == "revoked"

    retract_statement(ended, **correction(adjusting))

    assert looked_at(adjustment) == [("open", {"honours": []})]


def test_the_facts_are_measured_on_the_day_the_case_began_however_long_it_takes(adjusting, cancelled):
    began = cancelled.case.facts["measured_on"]
    adjusting.pass_days(700)

    anew = facts_of(cancelled, now=adjusting.now)

    assert (anew["measured_on"], anew["honours"]) == (began, ["杰出教师"])


def test_nobody_grows_towards_an_adjustment():
    assert process("adjustment").of_file is None


def test_every_kind_that_is_read_or_written_has_its_words(adjusting, cancelled):
    kinds = {*KINDS, "training", "allowance", *Fact.objects.values_list("kind", flat=True)}

    assert [kind for kind in kinds if kind_words(kind) == kind] == []
    assert {"fraud", "unplaced", "training", "training_result", "sanction"} <= sensitive_kinds()
