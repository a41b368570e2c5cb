"""Drawing up a plan and putting it forward: who may, and what is refused in words."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from approvals.cases.services import withdraw
from approvals.models import Case
from core.errors import Conflict, Refused
from core.facts.services import establish
from core.people.services import move
from tests.season import paper
from workflows.placement.checks import gaps, plan_of
from workflows.placement.models import Placement, State
from workflows.placement.plans import Step
from workflows.placement.services import attach, discard, draft, revise, submit


def begin(placements, person, *, by=None):
    """Begin a plan for somebody; by the section unless told otherwise."""
    by = by or placements.officer
    return draft(placements.campaign, person=person, track=placements.track, by=by, now=placements.now)


def write(placements, placement, **changed):
    """Write a plan that lacks nothing, but for what is changed."""
    return revise(placement, plan=placements.plan(**changed), by=placements.officer, now=placements.now)


def put_forward(placements, placement):
    return submit(placement, by=placements.officer, now=placements.now)


def refused(act, *args, **given):
    """Return the sentence with which something is refused, in both languages."""
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language), pytest.raises(Refused) as refusal:
            act(*args, **given)
        said[language] = refusal.value.message
    return said


def test_the_section_and_the_secretary_of_the_home_school_may_plan(placements):
    first = begin(placements, placements.teacher("甲"))
    second = begin(placements, placements.teacher("乙"), by=placements.secretary1)

    assert (first.state, second.state) == (State.DRAFT, State.DRAFT)


@pytest.mark.parametrize("name", ["principal1", "secretary2", "leader", "expert1"])
def test_nobody_else_may(placements, name):
    with pytest.raises(PermissionDenied):
        begin(placements, placements.teacher(), by=placements.users[name])


def test_nobody_plans_for_themselves(placements):
    person = placements.teacher(login=False)
    placements.officer.person = person
    placements.officer.save()

    with pytest.raises(PermissionDenied):
        begin(placements, person)


def test_a_second_plan_for_the_same_person_is_refused_while_the_first_one_lives(placements):
    placement = placements.draft()

    said = refused(begin, placements, placement.person)

    assert "一人一策" in said["zh-hans"] or "一份计划" in said["zh-hans"]
    assert "One person, one plan" in said["en"]


@pytest.mark.parametrize(
    ("changed", "english"),
    [
        ({"term_until": dt.date(2026, 8, 31)}, "before it has begun"),
        ({"probation_until": dt.date(2030, 1, 1)}, "outside the term"),
        ({"milestones": (Step("方案", dt.date(2030, 1, 1)),)}, "outside the term"),
    ],
)
def test_a_plan_that_contradicts_itself_is_not_saved(placements, changed, english):
    placement = placements.draft()

    said = refused(write, placements, placement, post="别的", **changed)

    assert english in said["en"]
    assert said["zh-hans"] != said["en"]
    assert placements.fresh(placement).post == "副校长（实践）"


def test_the_home_school_is_no_host(placements):
    placement = placements.draft()

    assert "Choose another school" in refused(write, placements, placement, host=placement.organisation)["en"]


def test_a_section_is_no_host(placements):
    placement = placements.draft()

    assert "no school" in refused(write, placements, placement, host=placements.bodies["personnel"])["en"]


def test_nobody_is_their_own_mentor(placements):
    placement = placements.draft()

    assert "own mentor" in refused(write, placements, placement, mentor=placement.person.user)["en"]


def test_a_plan_is_written_and_read_back_as_it_was(placements):
    placement = placements.draft()

    written = placements.written(placement)

    assert replace(written, home=None) == replace(placements.plan(), home=None)


def test_everything_that_is_missing_is_said_at_once(placements):
    placement = begin(placements, placements.teacher(without="title"))

    found = [gap.part for gap in gaps(placement, plan=plan_of(placement), now=placements.now)]

    assert found == [
        *("post", "host", "term", "probation", "mentor", "aims", "tasks", "milestones", "indicators", "exit"),
        *("material-assessment", "exception"),
    ]
    with pytest.raises(Refused):
        put_forward(placements, placement)
    assert Case.objects.count() == 0


def test_a_paper_that_is_missing_hinders(placements):
    placement = placements.draft()
    placement.papers.all().delete()

    assert "考察材料" in refused(put_forward, placements, placement)["zh-hans"]


def test_a_condition_not_met_takes_a_reason_and_is_then_for_people_to_decide(placements):
    person = placements.teacher(born_on=dt.date(1970, 1, 1))
    placement = placements.draft(person=person)
    said = refused(put_forward, placements, placement)

    write(placements, placement, exception="农村薄弱校急需，本人多次支教。")
    put_forward(placements, placement)

    assert "45" in said["en"]
    assert placements.stage(placement) == "person_agrees"


def test_a_veto_hinders_whatever_reason_is_written(placements):
    person = placements.teacher()
    establish("sanction", about=person, value="警告", true_from=dt.date(2026, 1, 1), by=None, now=placements.began)
    placement = placements.draft(person=person, exception="情况特殊。")

    assert "sanction" in refused(put_forward, placements, placement)["en"]


def test_two_placements_of_one_person_at_once_are_refused_across_campaigns(placements):
    first = placements.propose()
    placements.campaign = placements.open(placements.path.read_text(encoding="utf-8"), title="第二批")
    second = placements.draft(
        person=first.person,
        term_from=dt.date(2028, 8, 31),
        term_until=dt.date(2029, 8, 30),
        probation_until=dt.date(2029, 1, 1),
        milestones=(Step("方案", dt.date(2028, 12, 1)),),
    )

    said = refused(put_forward, placements, second)

    assert "already" in said["en"]
    assert "副校长（实践）" in said["zh-hans"]


def test_a_term_that_begins_the_day_after_the_other_ends_is_no_overlap(placements):
    first = placements.propose()
    placements.campaign = placements.open(placements.path.read_text(encoding="utf-8"), title="第二批")
    second = placements.draft(
        person=first.person,
        term_from=dt.date(2028, 9, 1),
        term_until=dt.date(2029, 8, 30),
        probation_until=dt.date(2029, 1, 1),
        milestones=(Step("方案", dt.date(2028, 12, 1)),),
    )

    put_forward(placements, second)

    assert placements.stage(second) == "person_agrees"


def test_a_placement_that_only_the_file_knows_stands_against_it_too(placements):
    person = placements.teacher()
    establish("placement", about=person, value="校长助理", true_from=dt.date(2026, 1, 1), by=None, now=placements.began)
    placement = placements.draft(person=person)

    assert "校长助理" in refused(put_forward, placements, placement)["zh-hans"]


def test_who_has_moved_since_is_planned_for_from_there(placements):
    placement = placements.draft()
    move(placement.person, to=placements.schools[4], on=dt.date(2026, 3, 2), by=None, now=placements.now)

    assert "moved" in refused(put_forward, placements, placement)["en"]


def test_what_is_under_way_is_not_rewritten(placements):
    placement = placements.propose()

    with pytest.raises(Conflict):
        write(
            placements,
            placement,
        )
    with pytest.raises(Conflict):
        attach(placement, material="assessment", upload=paper(), by=placements.officer, now=placements.now)


def test_a_draft_is_taken_back_and_what_was_put_forward_is_withdrawn(placements):
    first, second = placements.draft("甲"), placements.propose("乙")

    discard(first, by=placements.officer, now=placements.now)
    withdraw(second.case, by=placements.officer, reason="本人调离。", now=placements.now)

    assert {placement.state for placement in Placement.objects.all()} == {State.WITHDRAWN}


def test_who_was_withdrawn_may_be_planned_for_again(placements):
    placement = placements.propose()
    withdraw(placement.case, by=placements.officer, reason="改期。", now=placements.now)

    assert placements.propose(person=placement.person).state == State.PROPOSED
