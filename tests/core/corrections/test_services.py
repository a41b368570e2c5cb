"""Corrections: asked for by the person, answered by who keeps the files, and by nobody for themselves."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from core.calendar.services import load_calendar
from core.clock import day_of, end_of
from core.corrections.services import Proposed, accept, ask, refuse, withdraw
from core.errors import Conflict, Refused
from core.facts.services import correct, facts_about
from core.models import Event, Fact, Rectification
from tests.season import paper

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HIGHER = Proposed("正高级教师", dt.date(2016, 1, 1))


@pytest.fixture
def teacher(season):
    return season.teacher()


@pytest.fixture
def me(make_user, teacher):
    return make_user("王秀英", person=teacher)


@pytest.fixture
def title(teacher) -> Fact:
    return teacher.facts.get(kind="title")


@pytest.fixture
def asking(season, me):
    def asked(fact, **said) -> Rectification:
        words = {
            "says": "证书编号与档案不符。",
            "proposed": HIGHER,
            "uploads": [paper("证书.pdf")],
            "by": me,
            "now": season.now,
        }
        return ask(fact, **{**words, **said}, calendar=load_calendar())

    return asked


def test_what_is_accepted_replaces_the_statement_and_keeps_the_paper(season, me, title, asking):
    asked = asking(title)
    season.pass_days(1)
    done = accept(asked, by=season.officer, now=season.now)

    title.refresh_from_db()
    after = done.fact_after
    assert (after.value, after.true_from, after.known_from, title.known_until) == (
        *("正高级教师", dt.date(2016, 1, 1)),
        *(season.now, season.now),
    )
    assert [one.name for one in after.papers.all()] == ["证书.pdf"]
    assert (done.state, done.answered_by, done.event.verb) == ("accepted", season.officer, "correction.accepted")
    assert after.event.actor == season.officer
    assert "证书编号与档案不符" in after.event.body
    assert list(facts_about(title.person, known_at=season.now - DAY).filter(kind="title")) == [title]


def test_what_is_refused_leaves_the_statement_and_says_why(season, title, asking):
    asked = asking(title)
    with pytest.raises(Refused):
        refuse(asked, reason="  ", by=season.officer, now=season.now)
    done = refuse(asked, reason="证书未经认定。", by=season.officer, now=season.now)

    title.refresh_from_db()
    assert (done.state, done.reason, title.known_until) == ("refused", "证书未经认定。", None)
    assert Event.objects.filter(verb="correction.refused").count() == 1


def test_an_answer_is_due_in_fifteen_working_days(season, title, asking):
    # 2026: the weekdays from 3 to 23 March, no holiday among them.
    assert day_of(season.now) == dt.date(2026, 3, 2)
    assert asking(title).due_at == end_of(dt.date(2026, 3, 23))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"says": " "}, Refused),
        ({"uploads": []}, Refused),
        ({"proposed": Proposed("高级教师", dt.date(2016, 1, 1))}, Refused),  # as it stands
        ({"proposed": Proposed(" ", dt.date(2016, 1, 1))}, Refused),
        ({"proposed": Proposed("高级教师", dt.date(2016, 1, 1), dt.date(2015, 1, 1))}, Refused),
    ],
)
def test_a_request_says_what_is_wrong_how_it_should_be_and_shows_it(title, asking, said, refusal):
    with pytest.raises(refusal):
        asking(title, **said)
    assert not Rectification.objects.exists()
    assert not Event.objects.filter(verb="correction.asked").exists()


def test_one_asks_about_ones_own_file_only(season, title, asking):
    for user in (season.principal1, season.officer, season.admin):
        with pytest.raises(PermissionDenied):
            asking(title, by=user)


def test_a_statement_is_asked_about_once_at_a_time(season, me, title, asking):
    first = asking(title)
    with pytest.raises(Conflict):
        asking(title)
    withdraw(first, by=me, now=season.now)

    assert asking(title).is_open


def test_an_old_version_is_not_asked_about(season, title, asking):
    correct(title, by=None, now=season.now, reason="录入有误", value="一级教师")

    with pytest.raises(Conflict):
        asking(title)


@pytest.mark.parametrize("post", ["principal1", "leader", "inspector", "admin", "expert1", "party1", "principal2"])
def test_only_who_keeps_the_files_answers(season, title, asking, post):
    asked = asking(title)
    for act in (accept, lambda asked, **by: refuse(asked, reason="不予更正", **by)):
        with pytest.raises(PermissionDenied):
            act(asked, by=season.users[post], now=season.now)
    asked.refresh_from_db()
    assert asked.is_open


def test_nobody_answers_their_own(season, asking):
    season.officer.person = season.teacher("陈经办")
    season.officer.save()
    asked = asking(season.officer.person.facts.get(kind="title"), by=season.officer)

    with pytest.raises(PermissionDenied):
        accept(asked, by=season.officer, now=season.now)
    assert accept(asked, by=season.head, now=season.now).state == "accepted"


def test_only_who_asked_withdraws(season, me, title, asking):
    asked = asking(title)
    with pytest.raises(PermissionDenied):
        withdraw(asked, by=season.officer, now=season.now)
    assert withdraw(asked, by=me, now=season.now).state == "withdrawn"


def test_what_is_answered_is_answered_once(season, me, title, asking):
    asked = asking(title)
    accept(asked, by=season.officer, now=season.now)

    for act in (lambda: accept(asked, by=season.head, now=season.now), lambda: withdraw(asked, by=me, now=season.now)):
        with pytest.raises(Conflict):
            act()


def test_a_statement_corrected_meanwhile_is_refused_and_not_corrected_twice(season, title, asking):
    asked = asking(title)
    correct(title, by=None, now=season.now, reason="录入有误", value="一级教师")

    with pytest.raises(Conflict):
        accept(asked, by=season.officer, now=season.now)
    asked.refresh_from_db()
    assert asked.is_open
    assert refuse(asked, reason="已另行更正。", by=season.officer, now=season.now).state == "refused"
