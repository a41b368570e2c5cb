"""What a grade rests on: an error in it is looked at again, and what no grade asked about is not."""

import datetime as dt

import pytest

from approvals.models import Reconsideration
from approvals.processes import process
from approvals.reliance.services import correct_statement, retract_statement
from core.facts.kinds import kind_words, sensitive_kinds
from core.facts.services import establish
from core.models import Fact
from workflows.assessment.facts import READ_FROM
from workflows.assessment.models import Assessment


@pytest.fixture
def graded(year) -> Assessment:
    """Somebody with a warning in the year, who got an ordinary grade."""
    person = year.worker("甲")
    known = {"by": None, "now": year.now}
    establish("sanction", about=person, value="警告", true_from=dt.date(2025, 3, 1), **known)
    establish("title", about=person, value="一级教师", true_from=dt.date(2015, 1, 1), **known)
    establish(
        "leave", about=person, value="病假", true_from=dt.date(2025, 5, 1), true_until=dt.date(2025, 5, 20), **known
    )
    year.worker("乙")
    year.begin()
    year.walk_to()
    return Assessment.objects.get(person=person)


def stated(graded, kind) -> Fact:
    return Fact.objects.get(person=graded.person, kind=kind, known_until=None)


def test_a_grade_is_looked_at_again_when_the_sanction_that_barred_the_best_one_never_was(year, graded):
    retract_statement(stated(graded, "sanction"), by=year.officer, now=year.now, reason="张冠李戴")

    wanted = Reconsideration.objects.get()
    assert (wanted.case, wanted.state) == (graded.case, "open")
    assert (wanted.then, wanted.now) == ({"sanction": "警告"}, {"sanction": ""})


def test_what_no_grade_asks_about_reopens_nothing(year, graded):
    given = {"by": year.officer, "now": year.now, "reason": "补正"}

    correct_statement(stated(graded, "title"), value="高级教师", **given)
    correct_statement(stated(graded, "leave"), true_until=dt.date(2025, 5, 22), **given)

    assert set(Reconsideration.objects.values_list("case", "state")) == {(graded.case_id, "unchanged")}


def test_the_grade_that_was_given_is_none_of_what_it_rests_on(year, graded):
    correct_statement(stated(graded, "review"), value="优秀", by=year.officer, now=year.now, reason="录入有误")

    assert not Reconsideration.objects.exists()


def test_nobody_grows_towards_an_assessment(year):
    assert process("assessment").of_file is None


def test_every_kind_that_is_read_or_written_has_its_words(year, graded):
    kinds = {*READ_FROM.values(), "host", *Fact.objects.values_list("kind", flat=True)}

    assert [kind for kind in kinds if kind_words(kind) == kind] == []
    assert {"leave", "investigation", "sanction"} <= sensitive_kinds()
