"""An objection is taken up or not, looked into and answered in time; nobody in conflict has a hand in it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Ballot, Recusal
from approvals.notices.answering import answer, decline, take_up
from approvals.notices.inquiry import ask, inquiry_seat, report
from approvals.notices.objecting import object_to
from approvals.notices.office import answerers
from approvals.notices.queries import objections_for
from approvals.notices.services import end_due_notices
from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import Event
from notifications.models import Message
from tests.approvals.notices.objections import ANSWERED, SAID, WORDS, objected, publish, reopen

pytestmark = pytest.mark.django_db


@pytest.fixture
def objection(season):
    return objected(season)


def bar(user, objection, rule="kin"):
    """Keep a user out of the case an objection concerns."""
    case = objection.entry.round.case
    Recusal.objects.create(district_id=case.district_id, case=case, user=user, rule=rule, found_at=clock.now())


def waiting_for(user, season):
    return [one.receipt for one in objections_for(user, on=clock.day_of(season.now))]


def working_days(season, number) -> dt.date:
    return load_calendar().add(clock.day_of(season.now), number)


def test_an_objection_is_taken_up_and_answered_within_the_days_of_the_policy(season):
    reopen(season, (SAID, ANSWERED))
    objection = objected(season)
    assert clock.day_of(objection.due_at) == working_days(season, 2)

    season.pass_days(1)
    taken = take_up(objection, by=season.officer, now=season.now)

    assert (taken.taken_up, taken.taken_up_by) == (True, season.officer)
    assert clock.day_of(taken.due_at) == working_days(season, 10)
    with pytest.raises(Conflict):
        take_up(objection, by=season.officer, now=season.now)


def test_what_is_not_taken_up_has_a_reason_and_holds_nobody(season, objection):
    with pytest.raises(Refused):
        decline(objection, reason=" ", by=season.officer, now=season.now)
    declined = decline(objection, reason="与认定条件无关。", by=season.officer, now=season.now)

    assert (declined.is_declined, declined.answer, declined.finding) == (True, "与认定条件无关。", "")
    assert end_due_notices(season.at(clock.end_of(objection.entry.notice.ends_on) + dt.timedelta(seconds=1))) == 1
    with pytest.raises(Conflict):
        answer(objection, finding="upheld", text="属实。", by=season.officer, now=season.now)


def test_what_was_taken_up_is_answered_with_a_finding(season, objection):
    take_up(objection, by=season.officer, now=season.now)

    with pytest.raises(Conflict):
        decline(objection, reason="不受理", by=season.officer, now=season.now)
    assert answer(objection, finding="dismissed", text="不实。", by=season.officer, now=season.now).taken_up


def test_an_inquiry_is_handed_to_somebody_by_name_who_reports(season, objection):
    take_up(objection, by=season.officer, now=season.now)
    seat = ask(objection, inquirer=season.inspector, why="查处分档案", by=season.officer, now=season.now)
    assert (waiting_for(season.inspector, season), seat.counts) == ([objection.receipt], False)
    assert Message.objects.filter(recipient=season.inspector, key__contains="inquiry", channel="inapp").count() == 1

    found = report(objection, text="档案中无处分记录。", by=season.inspector, now=season.now)

    assert found.inquiry == "档案中无处分记录。"
    assert inquiry_seat(found).state == Ballot.State.NOTED
    assert waiting_for(season.inspector, season) == []
    assert "档案" not in Event.objects.get(verb="objection.inquired").body
    with pytest.raises(PermissionDenied):
        report(objection, text="再报一次", by=season.inspector, now=season.now)


def test_asking_somebody_else_releases_who_was_asked_before(season, objection):
    take_up(objection, by=season.officer, now=season.now)
    first = ask(objection, inquirer=season.inspector, why="", by=season.officer, now=season.now)
    second = ask(objection, inquirer=season.head, why="", by=season.officer, now=season.now)
    first.refresh_from_db()

    assert (first.state, second.state) == (Ballot.State.DROPPED, Ballot.State.OPEN)
    with pytest.raises(PermissionDenied):
        report(objection, text="查过了", by=season.inspector, now=season.now)


def test_one_person_asked_twice_reports_twice(season, objection):
    other = object_to(objection.entry, **{**WORDS, "name": "赵群众"}, now=season.now)
    for one in (objection, other):
        take_up(one, by=season.officer, now=season.now)
        ask(one, inquirer=season.inspector, why="", by=season.officer, now=season.now)
    report(objection, text="一", by=season.inspector, now=season.now)

    assert waiting_for(season.inspector, season) == [objection.receipt, other.receipt]
    report(other, text="二", by=season.inspector, now=season.now)
    assert waiting_for(season.inspector, season) == []


def test_an_answer_releases_who_was_still_asked(season, objection):
    take_up(objection, by=season.officer, now=season.now)
    seat = ask(objection, inquirer=season.inspector, why="", by=season.officer, now=season.now)
    answer(objection, finding="dismissed", text="不实。", by=season.officer, now=season.now)
    seat.refresh_from_db()

    assert seat.state == Ballot.State.DROPPED
    assert waiting_for(season.officer, season) == []


def test_nobody_with_a_part_in_the_case_is_asked_to_look_into_it(season, objection):
    with pytest.raises(Refused):
        ask(objection, inquirer=season.inspector, why="", by=season.officer, now=season.now)
    take_up(objection, by=season.officer, now=season.now)
    bar(season.inspector, objection)

    for inquirer in (season.inspector, season.principal1, season.expert1):
        with pytest.raises(Refused):
            ask(objection, inquirer=inquirer, why="", by=season.officer, now=season.now)
    assert objection.entry.round.ballots.filter(way=Ballot.Way.LENT).count() == 0


def test_an_inquiry_without_words_is_refused(season, objection):
    with pytest.raises(Refused):
        report(objection, text=" ", by=season.officer, now=season.now)
    with pytest.raises(PermissionDenied):
        report(objection, text="查过了", by=season.head, now=season.now)


def test_an_officer_in_conflict_neither_takes_up_nor_answers(season, objection):
    bar(season.officer, objection)
    before = vars(type(objection).objects.get(pk=objection.pk)).copy()

    for act in (
        lambda: take_up(objection, by=season.officer, now=season.now),
        lambda: decline(objection, reason="不受理", by=season.officer, now=season.now),
        lambda: ask(objection, inquirer=season.head, why="", by=season.officer, now=season.now),
        lambda: report(objection, text="不实", by=season.officer, now=season.now),
        lambda: answer(objection, finding="dismissed", text="不实。", by=season.officer, now=season.now),
    ):
        with pytest.raises(PermissionDenied):
            act()
    after = vars(type(objection).objects.get(pk=objection.pk))
    assert {key: after[key] for key in before if key != "_state"} == {
        key: value for key, value in before.items() if key != "_state"
    }
    assert waiting_for(season.officer, season) == []


def test_where_the_whole_office_is_in_conflict_those_who_watch_answer(season, objection):
    bar(season.officer, objection)

    assert season.leader in answerers(objection, on=clock.day_of(season.now))
    assert answer(objection, finding="dismissed", text="不实。", by=season.leader, now=season.now).answered_at


def test_those_who_watch_do_not_answer_while_the_office_can(season, objection):
    with pytest.raises(PermissionDenied):
        answer(objection, finding="dismissed", text="不实。", by=season.leader, now=season.now)


def test_a_name_already_off_the_notice_is_not_looked_into_by_others(season, objection):
    other = object_to(objection.entry, **{**WORDS, "name": "赵群众"}, now=season.now)
    take_up(other, by=season.officer, now=season.now)
    seat = ask(other, inquirer=season.head, why="", by=season.officer, now=season.now)
    answer(objection, finding="upheld", text="属实。", by=season.officer, now=season.now)
    seat.refresh_from_db()

    assert seat.state == Ballot.State.VOID
    assert waiting_for(season.officer, season) == [other.receipt]
    with pytest.raises(Refused):
        ask(other, inquirer=season.inspector, why="", by=season.officer, now=season.now)
    assert answer(other, finding="upheld", text="已撤下。", by=season.officer, now=season.now).answered_at


def test_what_waits_is_found_with_as_many_questions_for_thirty_as_for_one(season, django_assert_num_queries):
    entry = publish(season).entries.get()
    object_to(entry, **WORDS, now=season.now)
    with CaptureQueriesContext(connection) as asked:
        assert len(waiting_for(season.officer, season)) == 1
    for number in range(29):
        object_to(entry, **{**WORDS, "text": f"第{number}条"}, now=season.now)

    with django_assert_num_queries(len(asked)):
        assert len(waiting_for(season.officer, season)) == 30
