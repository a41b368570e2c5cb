"""A whole year played for everybody, and one school's for the demo."""

import random
from collections import Counter

from approvals.models import Round
from core.models import Fact
from tests.workflows.assessment.conftest import year
from workflows.assessment.models import Assessment, State
from workflows.demo.assessments import live, season

__all__ = ["year"]


def test_a_season_ends_with_a_grade_in_everybodys_file_and_no_cap_broken(year):
    for school in (1, 2):
        for number in range(6):
            year.worker(f"人{school}{number}", school=school, login=number % 2 == 0)
    told = []

    played = season(year.district, now=year.now, random=random.Random(7), progress=lambda *step: told.append(step))

    states = Counter(Assessment.objects.filter(campaign=played).values_list("state", flat=True))
    assert states == {State.CLOSED: 12}
    assert Fact.objects.filter(kind="review").count() == 12
    best = Counter(Assessment.objects.filter(grade="优秀").values_list("organisation", flat=True))
    assert all(n <= 1 for n in best.values())
    assert [step for step, *_n in told if step != "open"][-1] == "sign"


def test_a_school_of_the_demo_has_somebody_at_each_of_the_first_stages(year):
    for number in range(20):
        year.worker(f"人{number}", login=False)
    year.worker("外校", school=2)
    year.pass_days(30)  # what was written in the files today was not known two weeks ago

    played = live(year.district, now=year.now, random=random.Random(7))

    rounds = Round.objects.filter(campaign=played, closed_at=None)
    assert set(rounds.values_list("stage", flat=True)) == {
        "own_report",
        "unit_score",
        "grade_list",
        "group_decision",
    }
    assert Assessment.objects.filter(campaign=played).count() == 20
