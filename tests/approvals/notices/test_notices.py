"""A notice stands for counted days; an objection holds only the person it names."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.cohorts import waiting
from approvals.models import Case, Objection, PublicNotice
from approvals.notices.answering import answer
from approvals.notices.objecting import object_to
from approvals.notices.services import end_due_notices, publish_notice
from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import Event

pytestmark = pytest.mark.django_db
WORDS = {"name": "李群众", "contact": "13800001111", "text": "2024年曾受处分，未如实填报。"}
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def published(season) -> PublicNotice:
    """A public notice that names two teachers and stands from today."""
    for school in (1, 2):
        season.nominate(f"教师{school}", school=school)
    season.walk_to("public_notice")
    return season.publish(season.round(Case.objects.first()))


def entry_of(notice, name="教师1"):
    return notice.entries.get(round__process__person__name=name)


def stages(season):
    return [season.round(case).stage for case in Case.objects.order_by("pk")]


def test_the_day_of_publication_is_not_counted_and_days_off_are_not_either(season, published):
    calendar = load_calendar()

    assert published.starts_on == clock.day_of(season.now)
    assert calendar.is_working(published.ends_on)
    assert calendar.count(published.starts_on, published.ends_on) == 5


def test_a_notice_ends_only_after_its_last_day(season, published):
    last_second = clock.end_of(published.ends_on)
    assert end_due_notices(season.at(last_second)) == 0
    assert stages(season) == ["public_notice", "public_notice"]

    assert end_due_notices(season.at(last_second + SECOND)) == 2
    assert stages(season) == ["joint", "joint"]
    assert end_due_notices(season.now) == 0


def test_an_objection_holds_the_person_it_names_and_nobody_else(season, published):
    object_to(entry_of(published), **WORDS, now=season.now)
    end_due_notices(season.at(clock.end_of(published.ends_on) + SECOND))

    assert stages(season) == ["public_notice", "joint"]


def test_an_objection_that_is_not_upheld_lets_the_notice_end(season, published):
    objection = object_to(entry_of(published), **WORDS, now=season.now)
    answer(objection, finding="dismissed", text="经查不实。", by=season.officer, now=season.now)
    end_due_notices(season.at(clock.end_of(published.ends_on) + SECOND))

    assert stages(season) == ["joint", "joint"]


def test_one_answered_objection_does_not_release_who_has_another(season, published):
    first = object_to(entry_of(published), **WORDS, now=season.now)
    object_to(entry_of(published), **{**WORDS, "name": "赵群众"}, now=season.now)
    answer(first, finding="dismissed", text="经查不实。", by=season.officer, now=season.now)
    end_due_notices(season.at(clock.end_of(published.ends_on) + SECOND))

    assert stages(season) == ["public_notice", "joint"]


def test_an_upheld_objection_sends_the_case_back_and_its_decision_must_be_taken_anew(season, published):
    objection = object_to(entry_of(published), **WORDS, now=season.now)
    answer(objection, finding="upheld", text="情况属实。", by=season.officer, now=season.now)

    case = entry_of(published).round.case
    assert season.round(case).stage == "party"
    assert case.rounds.get(stage="party", visit=1).is_void
    assert Event.objects.filter(chain=case.chain, verb="objection.answered").count() == 1


def test_who_is_off_the_notice_is_not_objected_to_again(season, published):
    entry = entry_of(published)
    answer(
        object_to(entry, **WORDS, now=season.now), finding="upheld", text="属实。", by=season.officer, now=season.now
    )

    with pytest.raises(Refused):
        object_to(entry, **{**WORDS, "name": "赵群众"}, now=season.now)


def test_an_objection_after_the_last_day_is_refused(season, published):
    with pytest.raises(Refused):
        object_to(entry_of(published), **WORDS, now=season.at(clock.end_of(published.ends_on) + SECOND))
    assert not Objection.objects.exists()


def test_an_objection_within_the_last_minute_counts(season, published):
    object_to(entry_of(published), **WORDS, now=season.at(clock.end_of(published.ends_on)))

    assert Objection.objects.count() == 1


@pytest.mark.parametrize("lacking", ["name", "contact", "text"])
def test_an_objection_that_cannot_be_answered_is_refused(season, published, lacking):
    with pytest.raises(Refused):
        object_to(entry_of(published), **{**WORDS, lacking: "  "}, now=season.now)


def test_the_same_words_sent_twice_are_one_objection(season, published):
    first = object_to(entry_of(published), **WORDS, now=season.now)

    assert object_to(entry_of(published), **WORDS, now=season.now).receipt == first.receipt
    assert Objection.objects.count() == 1


def test_the_objector_is_on_no_record_of_the_case(season, published):
    object_to(entry_of(published), **WORDS, now=season.now)

    assert "李群众" not in Event.objects.get(verb="objection.received").body


def test_an_answer_is_given_once_by_the_office_with_words(season, published):
    objection = object_to(entry_of(published), **WORDS, now=season.now)
    given = {"finding": "dismissed", "text": "经查不实。", "now": season.now}
    with pytest.raises(PermissionDenied):
        answer(objection, **given, by=season.head)
    with pytest.raises(Refused):
        answer(objection, **{**given, "text": " "}, by=season.officer)
    answer(objection, **given, by=season.officer)

    with pytest.raises(Conflict):
        answer(objection, **{**given, "finding": "upheld"}, by=season.officer)


def test_only_what_was_ticked_is_published(season):
    for school in (1, 2):
        season.nominate(f"教师{school}", school=school)
    season.walk_to("public_notice")
    first, second = waiting(season.campaign, stage="public_notice").values_list("pk", flat=True)
    where = {"stage": "public_notice", "now": season.now}
    with pytest.raises(Refused):
        publish_notice(season.campaign, **where, rounds=[], by=season.officer)
    with pytest.raises(PermissionDenied):
        publish_notice(season.campaign, **where, rounds=[first], by=season.head)
    publish_notice(season.campaign, **where, rounds=[first], by=season.officer)
    with pytest.raises(Conflict):
        publish_notice(season.campaign, **where, rounds=[first, second], by=season.officer)

    assert list(waiting(season.campaign, stage="public_notice").values_list("pk", flat=True)) == [second]


def test_a_notice_inside_the_school_stands_at_once_and_names_the_school(season):
    case = season.nominate().case
    season.walk_to("school_notice")
    notice = season.round(case).notice_entry.notice

    assert (notice.audience, notice.organisation) == ("school", season.schools[0])


def test_what_nobody_has_answered_holds_the_next_notice_of_the_same_person_too(season, published):
    sent = [object_to(entry_of(published), **{**WORDS, "name": name}, now=season.now) for name in ("李群众", "赵群众")]
    answer(sent[0], finding="upheld", text="属实。", by=season.officer, now=season.now)
    season.walk_to("public_notice")
    case = entry_of(published).round.case
    again = season.publish(season.round(case))
    end_due_notices(season.at(clock.end_of(again.ends_on) + SECOND))
    assert season.round(case).stage == "public_notice"

    answer(sent[1], finding="upheld", text="亦属实。", by=season.officer, now=season.now)
    assert season.round(case).stage == "party"
    assert case.rounds.get(stage="public_notice", visit=2).verdict == "upheld"
