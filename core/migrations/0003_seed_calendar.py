"""Load the holiday notices of 2004–2026; later years are entered on the calendar's page."""

import csv
import datetime as dt
from pathlib import Path

from django.apps import apps as current
from django.db import migrations

DAYS = Path(__file__).resolve().parent.parent / "calendar" / "days.csv"
YEARS = range(2004, 2027)


def seed(apps, schema_editor):
    _seed(apps)


def seed_now():
    if not current.get_model("core", "CalendarYear").objects.exists():
        _seed(current)


def _seed(apps):
    CalendarDay, CalendarYear = apps.get_model("core", "CalendarDay"), apps.get_model("core", "CalendarYear")
    with DAYS.open(encoding="utf-8") as file:
        days = [row for row in csv.DictReader(file) if int(row["date"][:4]) in YEARS]
    CalendarDay.objects.bulk_create(
        CalendarDay(date=dt.date.fromisoformat(row["date"]), is_working=row["is_working"] == "1", name=row["name"])
        for row in days
    )
    CalendarYear.objects.bulk_create(CalendarYear(year=year, source="chinesecalendar 1.11.0") for year in YEARS)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_events_are_append_only")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
