"""What a case reads anew while it runs: days that facts set, stages asked again, seats that a process lends."""

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest
from django.utils import translation

from approvals import processes
from approvals.escalation.services import keep_promises
from approvals.models import Promise, Round
from approvals.moves.services import lapse_overdue
from approvals.processes import Fact, process
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core import clock
from core.errors import Refused
from core.facts.services import establish
from notifications.models import Message
from tests.approvals.variants import changed

pytestmark = pytest.mark.django_db

SERVING = """  acceptance:
    kind: filing
    title: {zh: 阶段汇报, en: Report}
    by: self
    instead: secretary@school
    due: step_due
    repeats: steps_left > 0
    late: {tell: [mentor, officer@personnel]}
    then: {lapsed: panel}
    assumed: 试
  resubmission:
    kind: filing
    title: {zh: 再次提交, en: Handed in again}
    by: nominator
    within: 5 working days
    law: send_back
    assumed: 试
  panel:
"""
TEXT = changed(
    ("then: {pass: panel, fail: confirm}", "then: {pass: acceptance, fail: confirm}"), ("  panel:\n", SERVING)
)


@dataclass
class Plan:
    """What the subject's own rows would say: the days still to come, who guides it, and what the law brought about."""

    days: list[dt.date] = field(default_factory=list)
    mentor: object = None
    came_about: list[str] = field(default_factory=list)

    def standing(self, subject, *, now):
        return {"step_due": str(self.days[0]) if self.days else None, "steps_left": len(self.days)}

    def sent_back(self, subject, *, case, event, by, now):
        self.came_about.append(event.verb)
        establish("placement", about=case.person, value="挂职", true_from=now.date(), by=by, now=now, event=event)


@pytest.fixture
def plan(season, monkeypatch) -> Plan:
    """Selection with facts that change, a mentor who is told, and an effect of its law."""
    plan, plain = Plan(), process("selection")
    facts = {"step_due": Fact("date", "下一次汇报"), "steps_left": Fact("int", "还有几次")}
    living = replace(
        plain,
        facts={**plain.facts, **facts},
        standing=plan.standing,
        effects={"send_back": plan.sent_back},
        people={"mentor": lambda subject: plan.mentor},
        seat_words={"mentor": "导师"},
    )
    monkeypatch.setitem(processes._processes, "selection", living)
    plan.days = [clock.day_of(season.now) + dt.timedelta(days=days) for days in (30, 60)]
    plan.mentor = season.head
    season.campaign = season.open(TEXT)
    return plan


def serve(season) -> Round:
    case = season.nominate().case
    season.walk_to("acceptance")
    return season.round(case)


def report(round, season):
    return decide(round, by=awaited(round, on=clock.day_of(season.now))[0], verdict="done", now=season.now)


def test_a_stage_is_due_on_the_day_that_a_fact_sets(plan, season):
    round = serve(season)

    assert clock.day_of(round.due_at) == plan.days[0]
    assert round.promises.exists()


def test_a_stage_is_asked_again_while_something_is_left_and_nothing_is_taken_back(plan, season):
    first = serve(season)
    plan.days.pop(0)
    report(first, season)
    second = season.round(first.process)
    last = plan.days.pop(0)
    report(second, season)

    assert (second.stage, second.visit, clock.day_of(second.due_at)) == ("acceptance", 2, last)
    assert season.round(first.process).stage == "resubmission"
    assert not Round.objects.filter(process=first.process, is_void=True).exists()


def test_a_stage_without_a_day_does_not_open(plan, season):
    plan.days.clear()

    with pytest.raises(Refused, match="no day is set for it"), translation.override("en"):
        serve(season)


def test_who_has_no_login_is_stood_in_for_by_the_office_the_policy_names(plan, season):
    round = serve(season)

    assert awaited(round, on=clock.day_of(season.now)) == [season.secretary1]


def test_who_has_a_login_is_asked_themselves(plan, season, make_user):
    person = season.teacher("买买提·艾力")
    login = make_user("own", person=person)
    round = season.nominate(person=person).case.rounds.get()
    season.walk_to("acceptance")

    assert awaited(season.round(round.process), on=clock.day_of(season.now)) == [login]


def test_who_guides_it_and_the_section_are_told_when_it_is_late(plan, season):
    round = serve(season)
    season.pass_days(45)
    keep_promises(season.now)

    escalated = Promise.objects.get(round=round, step=Promise.Step.ESCALATE)
    told = set(Message.objects.filter(key__startswith=f"promise:{escalated.pk}").values_list("recipient", flat=True))
    assert told == {season.head.pk, season.officer.pk}


def test_time_that_ran_out_leads_on_and_is_not_asked_again(plan, season):
    round = serve(season)
    season.at(round.due_at + dt.timedelta(seconds=1))
    lapse_overdue(season.now)

    assert season.round(round.process).stage == "panel"


def test_what_the_law_brings_about_is_on_file_with_its_decision(plan, season):
    round = serve(season)
    plan.days.clear()
    report(round, season)
    (fact,) = round.case.person.facts.filter(kind="placement")

    assert plan.came_about == ["law.fired"]
    assert (fact.event.verb, fact.event.chain) == ("law.fired", round.case.chain)
