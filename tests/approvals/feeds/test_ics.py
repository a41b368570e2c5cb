"""A calendar as text: folded and escaped so that no character is lost, the same to the byte while nothing changed."""

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.feeds.ics import Due, Told, written
from tests.approvals.feeds.calendars import events_of, lines_of

CHANGED = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def told(summary="王秀英 · 单位审核", *, description="海州区第1小学", last_day=dt.date(2026, 3, 16), **fields) -> Told:
    due = Due("https://yucai.example.com/cases/1/rounds/2/", last_day, summary, description, is_tentative=False)
    return Told(due, **{"sequence": 0, "changed_at": CHANGED, **fields})


def test_a_deadline_is_the_whole_of_its_last_day():
    content = written([told()], title="育才")

    [event] = events_of(content)
    assert (event["DTSTART"], event["DTEND"]) == ("20260316", "20260317")
    assert "DTSTART;VALUE=DATE:20260316" in lines_of(content)
    assert (event["DTSTAMP"], event["LAST-MODIFIED"], event["SEQUENCE"]) == (
        "20260302T010000Z",
        "20260302T010000Z",
        "0",
    )
    assert (event["TRANSP"], event["STATUS"], event["CLASS"]) == ("TRANSPARENT", "CONFIRMED", "PRIVATE")


@pytest.mark.parametrize(
    "words",
    [
        "王秀英" * 40,
        "𠮷㐀𡈽" * 30,
        "a" + "𠮷" * 60,
        "一，二；三, 四; 五: 六\\七\\n八",
        "第一行\n第二行\nEND:VEVENT\nBEGIN:VEVENT",
        "“引号” \"quoted\" 'single'",
        "é" * 80,
        " 前后有空格 ",
    ],
)
def test_what_people_wrote_is_read_back_character_by_character(words):
    [event] = events_of(written([told(words, description=words)], title=words))

    assert (event["SUMMARY"], event["DESCRIPTION"]) == (words, words)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_any_text_is_folded_within_the_law_and_read_back(words):
    [event] = events_of(written([told(words)], title=words))

    assert event["SUMMARY"] == words


def test_control_characters_are_left_out():
    [event] = events_of(written([told("王\x00秀\x0b英\r\n第二行\x1b\x7f\r")], title="育才"))

    assert event["SUMMARY"] == "王秀英\n第二行"


def test_another_reader_of_calendars_understands_it():
    calendar = icalendar.Calendar.from_ical(written([told(sequence=3)], title="育才"))

    [event] = calendar.walk("VEVENT")
    assert (calendar["VERSION"], calendar["METHOD"], str(calendar["X-WR-CALNAME"])) == ("2.0", "PUBLISH", "育才")
    assert (event.decoded("DTSTART"), event["SEQUENCE"], str(event["SUMMARY"])) == (
        dt.date(2026, 3, 16),
        3,
        "王秀英 · 单位审核",
    )


def test_the_same_deadlines_are_the_same_bytes():
    assert written([told()], title="育才") == written([told()], title="育才")


def test_nothing_to_do_is_an_empty_calendar():
    content = written([], title="育才")

    assert events_of(content) == []
    assert [lines_of(content)[0], lines_of(content)[-1]] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
