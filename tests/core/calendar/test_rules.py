import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.rules import Span

DAY = dt.timedelta(days=1)


def test_a_year_without_a_notice_is_provisional_and_counts_monday_to_friday(seeded):
    assert seeded.is_provisional(dt.date(2027, 1, 1))
    assert not seeded.is_provisional(dt.date(2026, 12, 31))
    assert seeded.add(dt.date(2026, 12, 31), 5) == dt.date(2027, 1, 7)


@pytest.mark.parametrize(
    ("first", "last", "working_days"),
    [
        (dt.date(2020, 11, 6), dt.date(2020, 11, 12), 5),  # 中山市 正高级推荐
        (dt.date(2022, 9, 19), dt.date(2022, 9, 23), 5),  # 普陀区 选拔推荐
        (dt.date(2021, 11, 8), dt.date(2021, 11, 12), 5),  # 黄冈市 特级教师推荐
        (dt.date(2017, 12, 11), dt.date(2017, 12, 15), 5),  # 晋江市 履职检查
        (dt.date(2021, 5, 8), dt.date(2021, 5, 13), 5),  # 广州华商学院 南粤优秀教师, from a worked Saturday
        (dt.date(2023, 8, 18), dt.date(2023, 8, 22), 3),  # 珠海市 香山名师, five calendar days
    ],
)
def test_real_public_notices_have_the_working_days_they_claim(seeded, first, last, working_days):
    assert seeded.count(first - DAY, last) == working_days
    assert seeded.add(first - DAY, working_days) == last


dates = st.dates(dt.date(2003, 1, 1), dt.date(2028, 12, 31))
numbers = st.integers(-30, 30)
few = st.integers(0, 30)


@given(dates, few)
def test_adding_days_and_counting_them_agree(seeded, day, n):
    assert seeded.count(day, seeded.add(day, n)) == n


@given(dates, numbers.filter(bool))
def test_a_sum_is_a_working_day_on_the_right_side(seeded, day, n):
    end = seeded.add(day, n)

    assert seeded.is_working(end)
    assert (end > day) == (n > 0)


@given(dates, few, few)
def test_adding_in_two_steps_is_adding_at_once(seeded, day, n, m):
    assert seeded.add(seeded.add(day, n), m) == seeded.add(day, n + m)


@given(dates, dates, few)
def test_a_later_start_never_ends_earlier(seeded, one, other, n):
    assert seeded.add(min(one, other), n) <= seeded.add(max(one, other), n)


@given(dates, dates, dates)
def test_counts_of_adjoining_stretches_add_up(seeded, a, b, c):
    assert seeded.count(a, b) + seeded.count(b, c) == seeded.count(a, c)


@pytest.mark.parametrize("text", ["10 working days", "1 working day", "5 calendar days", "3y"])
def test_a_span_is_written_as_it_was_read(text):
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "0 working days", "5 days", "five working days", "-1y", "1.5y", "10000 working days"]
)
def test_what_is_no_span_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="10 working days"):
        Span.parse(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("5 working days", dt.date(2026, 3, 2), dt.date(2026, 3, 9)),
        ("1 working day", dt.date(2026, 3, 6), dt.date(2026, 3, 9)),
        ("5 working days", dt.date(2026, 9, 30), dt.date(2026, 10, 13)),  # 国庆; Saturday 10 October is worked
        ("5 calendar days", dt.date(2026, 3, 2), dt.date(2026, 3, 9)),  # Saturday 7 March moves to Monday
        ("4 calendar days", dt.date(2026, 3, 2), dt.date(2026, 3, 6)),
        ("3y", dt.date(2026, 3, 2), dt.date(2029, 3, 2)),
        ("1y", dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        ("4y", dt.date(2024, 2, 29), dt.date(2028, 2, 29)),
    ],
)
def test_a_span_ends_as_the_civil_code_counts(seeded, text, start, end):
    assert Span.parse(text).end(start, seeded) == end


@given(dates, st.integers(1, 40))
def test_calendar_days_end_on_the_first_working_day_from_their_date(seeded, start, n):
    end = Span.parse(f"{n} calendar days").end(start, seeded)

    assert seeded.is_working(end)
    assert seeded.count(start + (n - 1) * DAY, end) == 1
