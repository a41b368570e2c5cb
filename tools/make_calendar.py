"""Write core/calendar/days.csv, the days that differ from their weekday, from the chinesecalendar package.

Run it when the package carries a new year: ``python tools/make_calendar.py``; then seed the year by a migration.
"""

import csv
import datetime as dt
from pathlib import Path

import chinese_calendar
from chinese_calendar import Holiday, constants

CSV = Path(__file__).resolve().parent.parent / "core" / "calendar" / "days.csv"


def rows():
    """Yield (date, 1 for worked or 0 for off, name) of each day from 2004 on that is not as its weekday."""
    day, last = min(constants.holidays).replace(month=1, day=1), max(constants.holidays).replace(month=12, day=31)
    while day <= last:
        if chinese_calendar.is_workday(day) != (day.weekday() < 5):
            name = constants.workdays.get(day) or constants.holidays[day]
            yield day.isoformat(), int(chinese_calendar.is_workday(day)), Holiday(name).chinese
        day += dt.timedelta(days=1)


if __name__ == "__main__":
    with CSV.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([("date", "is_working", "name"), *rows()])
