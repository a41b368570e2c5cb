"""A whole year played for everybody, and one school's for the demo."""

import os
import random
from collections import Counter

from approvals.models import Grading, Round
from core.health import examine
from core.models import Fact
from tests.workflows.assessment.conftest import year
from workflows.assessment.models import Assessment, State
from workflows.demo.assessments import live, season

__all__ = ["year"]

PEOPLE = int(os.environ.get("SEASON_PEOPLE", "6"))  # of each of two schools; `make long` plays 750


def test_a_season_ends_with_a_grade_in_everybodys_file_and_every_cap_filled_exactly(year, mail_server, sms_gateway):
    for school in (1, 2):
        for number in range(PEOPLE):
            year.worker(f"人{school}{number}", school=school, login=number % 2 == 0)
    told = []

    played = season(year.district, now=year.now, random=random.Random(7), progress=lambda *step: told.append(step))

    assessments = Assessment.objects.filter(campaign=played.campaign)
    assert Counter(assessments.values_list("state", flat=True)) == {State.CLOSED: 2 * PEOPLE}
    assert Fact.objects.filter(kind="review").count() == 2 * PEOPLE
    for grading in Grading.objects.filter(campaign=played.campaign):
        good = grading.entries.filter(score__gte=90).count()
        best = assessments.filter(organisation=grading.organisation, grade="优秀").count()
        assert best == min(PEOPLE // 5, good)
    found = {name: complaints for name, complaints in examine(played.now).items() if complaints}
    assert found == {}
    assert [step for step, *_n in told if step not in ("open", "days")][-1] == "sign"


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
