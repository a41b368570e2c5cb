import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import Conflict, Refused
from core.facts.models import Fact
from core.facts.services import correct, establish, facts_about, import_files, lineage, retract
from core.papers.services import store
from core.record.models import Event
from core.record.services import record

HOUR = dt.timedelta(hours=1)
YEAR_2025 = {"true_from": dt.date(2025, 1, 1), "true_until": dt.date(2025, 12, 31)}


@pytest.fixture
def li(make_person, school):
    return make_person("李芳", school)


@pytest.fixture
def grade(li, now):
    return establish("grade", about=li, value="合格", **YEAR_2025, by=None, now=now)


def values(thing, *, known_at):
    return list(facts_about(thing, known_at=known_at).values_list("value", flat=True))


def test_a_fact_without_an_event_of_its_own_is_recorded_at_the_unit(grade, school):
    told = json.loads(grade.event.body)

    assert grade.event.chain == school.chain
    assert (told["verb"], told["details"]["value"]) == ("fact.established", "合格")


def test_a_fact_rests_on_the_event_it_is_given(li, school, now):
    event = record("honour.conferred", on=school, by=None, now=now)

    fact = establish("honour", about=li, value="名师", true_from=dt.date(2026, 3, 2), by=None, now=now, event=event)

    line = Event.objects.get(verb="fact.established")
    assert fact.event == event
    assert (line.chain, json.loads(line.body)["details"]["fact"]) == (event.chain, fact.pk)


def test_a_fact_may_be_about_an_organisation(school, li, now):
    establish("studio", about=school, value="李芳工作室", true_from=dt.date(2026, 1, 1), by=None, now=now)

    assert values(school, known_at=now) == ["李芳工作室"]
    assert values(li, known_at=now) == []


def test_a_fact_is_not_known_before_it_was_written(grade, li, now):
    assert values(li, known_at=now) == ["合格"]
    assert values(li, known_at=now - HOUR) == []


def test_a_fact_is_true_on_its_first_and_last_day_only(grade, li, now):
    known = facts_about(li, known_at=now)

    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 1)]
    assert [known.on(day).count() for day in days] == [0, 1, 1, 0]


def test_a_correction_leaves_what_was_known_before(grade, li, now):
    correct(grade, value="优秀", by=None, now=now + HOUR, reason="统分有误")

    assert values(li, known_at=now) == ["合格"]
    assert values(li, known_at=now + HOUR) == ["优秀"]
    assert grade.known_until == now + HOUR


def test_a_correction_keeps_what_it_does_not_change(li, grade, make_user, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = store(SimpleUploadedFile("表.pdf", b"%PDF-1.7\n"), by=make_user("王强"), now=now)
    grade.papers.add(paper)

    new = correct(grade, true_until=None, by=None, now=now + HOUR, reason="长期有效")

    assert (new.value, new.true_from, new.true_until) == ("合格", dt.date(2025, 1, 1), None)
    assert list(new.papers.all()) == [paper]


def test_a_correction_says_why_and_what_it_replaces_on_the_record(grade, now):
    correct(grade, value="优秀", by=None, now=now + HOUR, reason="统分有误")

    details = json.loads(Event.objects.get(verb="fact.corrected").body)["details"]
    assert (details["reason"], details["replaces"]) == ("统分有误", grade.pk)


def test_a_correction_that_a_decision_brought_about_stands_on_the_record_of_the_decision(grade, district, now):
    decision = record("honour.revoked", on=district, by=None, now=now)

    new = correct(grade, value="优秀", by=None, now=now + HOUR, reason="申诉成立", event=decision)

    assert (new.event.verb, new.event.chain) == ("fact.corrected", district.chain)


def test_a_fact_is_corrected_once(grade, now):
    correct(grade, value="优秀", by=None, now=now + HOUR, reason="统分有误")

    with pytest.raises(Conflict):
        correct(grade, value="不合格", by=None, now=now + 2 * HOUR, reason="再改")


def test_a_correction_without_a_reason_is_refused(grade, now):
    with pytest.raises(Refused):
        correct(grade, value="优秀", by=None, now=now + HOUR, reason=" ")


def test_a_correction_cannot_change_whom_a_fact_is_about(grade, school, now):
    with pytest.raises(TypeError):
        correct(grade, organisation=school, by=None, now=now + HOUR, reason="换人")


def test_a_fact_that_ends_before_it_begins_is_refused(li, grade, now):
    with pytest.raises(Refused):
        establish(
            "grade",
            about=li,
            value="合格",
            true_from=dt.date(2025, 2, 1),
            true_until=dt.date(2025, 1, 1),
            by=None,
            now=now,
        )
    with pytest.raises(Refused):
        correct(grade, true_from=dt.date(2026, 1, 1), by=None, now=now + HOUR, reason="改日期")

    assert Fact.objects.count() == 1
    assert values(li, known_at=now + HOUR) == ["合格"]


def test_what_is_taken_back_is_known_before_and_never_after(grade, li, now):
    retract(grade, by=None, now=now + HOUR, reason="张冠李戴")

    assert values(li, known_at=now) == ["合格"]
    assert values(li, known_at=now + HOUR) == []
    told = json.loads(grade.ended_by.body)
    assert (told["verb"], told["details"]["fact"], told["details"]["reason"]) == (
        "fact.retracted",
        grade.pk,
        "张冠李戴",
    )


def test_a_statement_is_taken_back_with_a_reason_and_once(grade, now):
    with pytest.raises(Refused):
        retract(grade, by=None, now=now + HOUR, reason=" ")
    retract(grade, by=None, now=now + HOUR, reason="张冠李戴")

    with pytest.raises(Conflict):
        retract(grade, by=None, now=now + HOUR, reason="张冠李戴")
    with pytest.raises(Conflict):
        correct(grade, value="优秀", by=None, now=now + HOUR, reason="统分有误")


def test_a_statement_shows_all_it_replaced_and_all_that_replaced_it(grade, now):
    second = correct(grade, value="优秀", by=None, now=now + HOUR, reason="统分有误")
    third = correct(second, value="良好", by=None, now=now + 2 * HOUR, reason="再核")

    assert [lineage(one) for one in (grade, second, third)] == [[grade, second, third]] * 3


def test_an_import_tells_every_statement_on_the_record(li, school, now):
    facts = [
        Fact(district=li.district, person=li, kind="review", value=value, true_from=dt.date(2025, 12, 31))
        for value in ("合格", "优秀")
    ]

    event = import_files(facts, at=school, by=None, now=now)

    told = json.loads(event.body)["details"]
    assert [(one["fact"], one["value"]) for one in told["facts"]] == [(fact.pk, fact.value) for fact in facts]
    assert {fact.event for fact in Fact.objects.all()} == {event}
