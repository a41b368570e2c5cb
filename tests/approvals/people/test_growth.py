"""The growth checklist: every condition of every policy answered from the file, the nearest first."""

import datetime as dt

import pytest

from approvals.eligibility import judge
from approvals.people.growth import by_time_alone, campaigns_to_grow_for, growth
from approvals.processes import process
from core.facts.services import establish
from core.models import Fact
from tests.season import POLICY
from workflows.selection.facts import gather

pytestmark = pytest.mark.django_db


def goals(desk, person=None, *, reads_all=True, held=()):
    return growth(person or desk.teacher, held=held, reads_all=reads_all, now=desk.now)


def test_who_meets_everything_lacks_nothing_in_any_category(desk):
    assert [(goal.track.key, goal.missing, goal.unknown) for goal in goals(desk)] == [
        *(("head", 0, 0), ("class_teacher", 0, 0), ("teacher", 0, 0)),
    ]


def test_the_answers_are_those_of_the_check(desk):
    for goal in goals(desk, person := desk.season.teacher("陈新", without="title")):
        facts = gather(person, track=goal.track.key, measured_on=desk.campaign.measured_on, now=desk.now)
        answers = judge(desk.campaign.policy, track=goal.track.key, facts=facts)
        assert [condition.met for condition in goal.conditions] == [answer.met for answer in answers]
        assert goal.unknown == 1


def test_the_nearest_stands_first_and_what_is_held_last(desk):
    person = desk.season.teacher("陈新", without="post")
    assert [(goal.track.key, goal.missing + goal.unknown) for goal in goals(desk, person)] == [
        *(("class_teacher", 0), ("teacher", 0), ("head", 1)),
    ]
    held = establish(
        *("honour",),
        about=person,
        value="杰出班主任",
        true_from=desk.now.date(),
        by=None,
        now=desk.now,
        detail={"policy": desk.campaign.policy.key, "track": "class_teacher"},
    )
    listed = goals(desk, person, held=[held])

    assert (listed[-1].track.key, listed[-1].is_held) == ("class_teacher", True)


def test_what_time_alone_brings_is_said_with_its_day(desk):
    person = desk.season.teacher("陈新", without="teaching")
    establish("teaching", about=person, value="语文", true_from=dt.date(2019, 9, 1), by=None, now=desk.now)
    [goal] = [goal for goal in goals(desk, person) if goal.track.key == "teacher"]
    [waits] = [condition for condition in goal.conditions if condition.met is False]

    assert waits.met_from == dt.date(2029, 9, 1)
    words = {"track": "teacher", "measured_on": "2029-08-31", "teaching_since": "2019-09-01"}
    assert by_time_alone(
        "years(teaching_since, measured_on) >= 10", process("selection"), facts=words, on=dt.date(2029, 8, 31)
    ) == dt.date(2029, 9, 1)


@pytest.mark.parametrize(
    "test",
    [
        "years(teaching_since, measured_on) >= 30",  # not within ten years
        'title == "高级教师"',  # no question of time
        "years(teaching_since, measured_on) >= 10 && age <= 45",  # age moves with time too
        'years(teaching_since, measured_on) >= 10 && title == "正高级教师"',
    ],
)
def test_nothing_is_promised_that_time_alone_does_not_bring(test):
    facts = {"teaching_since": "2019-09-01", "measured_on": "2026-03-02", "title": "一级教师", "age": 44}

    assert by_time_alone(test, process("selection"), facts=facts, on=dt.date(2026, 3, 2)) is None


def test_what_few_may_read_is_neither_answered_nor_counted_for_others(desk):
    desk.says("sanction", "警告")
    closed, opened = goals(desk, reads_all=False), goals(desk)

    assert {goal.missing for goal in closed} == {0}
    assert {goal.missing for goal in opened} == {1}
    assert {goal.covered for goal in closed} == {2}
    assert {goal.covered for goal in opened} == {0}


def test_a_policy_counts_once_by_its_running_campaign_or_else_the_latest(desk):
    assert campaigns_to_grow_for(desk.district, now=desk.now) == [desk.campaign]
    later = desk.season.open(POLICY.read_text(encoding="utf-8"), title="2026年度第二批")
    assert set(campaigns_to_grow_for(desk.district, now=desk.now)) == {desk.campaign, later}
    desk.at(max(desk.campaign.closes_at, later.closes_at) + dt.timedelta(days=1))

    assert campaigns_to_grow_for(desk.district, now=desk.now) == [later]
    assert {(goal.campaign, goal.is_open) for goal in goals(desk)} == {(later, False)}


def test_the_page_says_what_is_missing_and_by_what(desk, client):
    Fact.objects.filter(person=desk.teacher, kind="title").update(value="一级教师")
    client.force_login(desk.principal1)
    page = client.get(f"/people/{desk.teacher.pk}/growth/").content.decode()

    assert "1项条件不符合" in page
    assert "职称：一级教师" in page
    assert "育才清单" in page
