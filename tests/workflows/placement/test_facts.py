"""What a placement rests on: an error in it is looked at again, and what it never asked about is not."""

import datetime as dt

import pytest

from approvals.models import Reconsideration, Reliance
from approvals.people.growth import growth
from approvals.reliance.services import correct_statement
from core.facts.kinds import kind_words, sensitive_kinds
from core.facts.services import establish
from core.models import Fact
from workflows.placement.facts import READ_FROM

pytestmark = pytest.mark.django_db


def corrected(placements, person, kind, **changes):
    fact = Fact.objects.get(person=person, kind=kind, known_until=None)
    return correct_statement(fact, by=placements.officer, now=placements.now, reason="原件与系统不符", **changes)


@pytest.fixture
def appointed(placements):
    placement = placements.propose()
    placements.walk_to("take_office")
    return placements.fresh(placement)


def test_an_appointment_is_looked_at_again_when_the_title_it_asked_for_turns_out_wrong(placements, appointed):
    other = placements.propose("李桂兰")

    corrected(placements, appointed.person, "title", value="二级教师")

    wanted = Reconsideration.objects.get()
    assert (wanted.case, wanted.state, wanted.now) == (appointed.case, "open", {"title": "二级教师"})
    assert Reliance.objects.filter(case=other.case, name="title").exists()


def test_what_no_clause_asks_about_reopens_nothing(placements, appointed):
    degree = establish(
        "degree", about=appointed.person, value="学士", true_from=dt.date(2008, 7, 1), by=None, now=placements.now
    )

    correct_statement(degree, value="硕士", by=placements.officer, now=placements.now, reason="补正")
    corrected(placements, appointed.person, "post", true_from=dt.date(2019, 8, 1))

    assert list(Reconsideration.objects.values_list("state", flat=True)) == ["unchanged"]


def test_the_growth_checklist_answers_what_a_post_asks_for_and_hides_what_is_sensitive(placements):
    person = placements.teacher(without="title")

    goals = growth(person, held=(), reads_all=True, now=placements.now)
    [goal] = [goal for goal in goals if goal.campaign == placements.campaign and goal.track.key == "vice_head"]
    [covered] = [
        goal
        for goal in growth(person, held=(), reads_all=False, now=placements.now)
        if goal.campaign == placements.campaign and goal.track.key == "vice_head"
    ]

    assert (goal.missing, goal.unknown, goal.covered) == (0, 1, 0)
    assert (len(covered.conditions), covered.covered) == (len(goal.conditions) - 3, 3)


def test_every_kind_that_is_read_or_written_has_its_words(placements, appointed):
    kinds = {*READ_FROM.values(), *Fact.objects.values_list("kind", flat=True)}

    assert [kind for kind in kinds if kind_words(kind) == kind] == []
    assert {"investigation", "reserve", "sanction", "ethics_breach"} <= sensitive_kinds()
