"""A statement beside what it replaced, as it could be known at a moment."""

import datetime as dt

import pytest

from core.facts import kinds
from core.facts.history import statements
from core.facts.kinds import FactKind, kind_words, known_kinds, register, sensitive_kinds
from core.facts.services import correct, establish, facts_about

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def titled(make_person, school, now):
    person = make_person("买买提·吐尔逊", school)
    fact = establish("title", about=person, value="一级教师", true_from=dt.date(2020, 1, 1), by=None, now=now)
    second = correct(fact, by=None, now=now + DAY, reason="证书为高级", value="高级教师")
    third = correct(second, by=None, now=now + 3 * DAY, reason="日期有误", true_from=dt.date(2021, 1, 1))
    return person, fact, second, third


def test_a_corrected_statement_shows_every_version_and_the_last_reason(titled, now):
    person, fact, second, third = titled

    [said] = statements(person, known_at=now + 4 * DAY)

    assert (said.fact, said.reason, said.earlier) == (third, "日期有误", (second, fact))


def test_a_moment_knows_neither_later_versions_nor_later_reasons(titled, now):
    person, fact, second, _third = titled

    [said] = statements(person, known_at=now + 2 * DAY)
    assert (said.fact, said.reason, said.earlier) == (second, "证书为高级", (fact,))
    [first] = statements(person, known_at=now)
    assert (first.fact, first.reason, first.earlier) == (fact, "", ())
    assert statements(person, known_at=now - DAY) == []


def test_the_statements_of_a_moment_are_the_facts_known_then(titled, now):
    person, *_facts = titled
    establish("honour", about=person, value="骨干教师", true_from=now.date(), by=None, now=now + 2 * DAY)

    for days in range(-1, 5):
        at = now + days * DAY
        assert [said.fact for said in statements(person, known_at=at)] == list(facts_about(person, known_at=at))


def test_what_was_taken_off_and_replaced_by_nothing_says_so_from_then_on(titled, now):
    person, _fact, second, third = titled
    type(third).objects.filter(pk=third.pk).update(known_until=now + 5 * DAY)

    [before], [after] = statements(person, known_at=now + 4 * DAY), statements(person, known_at=now + 5 * DAY)
    assert (before.fact, before.is_taken_back, after.fact, after.is_taken_back) == (third, False, third, True)
    assert after.earlier[0] == second


def test_kinds_that_are_left_out_do_not_show(titled, now):
    person, *_facts = titled

    assert statements(person, known_at=now + 4 * DAY, without=["title"]) == []


def test_history_is_one_question_however_long_it_is(titled, now, django_assert_num_queries):
    person, *_facts = titled
    for number in range(30):
        establish("honour", about=person, value=str(number), true_from=now.date(), by=None, now=now)

    with django_assert_num_queries(1):
        assert len(statements(person, known_at=now + 4 * DAY)) == 31


def test_a_kind_nobody_registered_shows_its_key_until_a_process_does(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))  # what is registered here is forgotten afterwards
    assert kind_words("rotation-trial") == "rotation-trial"
    register(FactKind("rotation-trial", "交流轮岗", is_sensitive=True))

    assert kind_words("rotation-trial") == "交流轮岗"
    assert "rotation-trial" in known_kinds()
    assert "rotation-trial" in sensitive_kinds()
