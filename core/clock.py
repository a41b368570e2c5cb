"""The only reader of the time.

Verbs take ``now`` as an argument; views, commands and sweeps read it here and hand it down.
"""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> dt.datetime:
    """Return the present moment, aware; a demo's clock may run ahead of the wall's."""
    return timezone.now() + offset()


def wall() -> dt.datetime:
    """Return the moment in the world outside, in UTC, which what is signed for another system is dated by."""
    return timezone.now().astimezone(dt.UTC)


def today() -> dt.date:
    """Return the present day in the bureau's time zone."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the bureau's calendar day of an aware moment."""
    return timezone.localdate(moment)


def end_of(day: dt.date) -> dt.datetime:
    """Return the last second of a day in the bureau's time zone (民法典 第二百零三条: a period ends at 24:00)."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def offset() -> dt.timedelta:
    """Return how far the demo's clock has been moved ahead; zero where no clock file is set."""
    path = Path(settings.CLOCK_FILE) if settings.CLOCK_FILE else None
    if path is None or not path.exists():
        return dt.timedelta()
    return dt.timedelta(seconds=int(path.read_text() or 0))


def advance(by: dt.timedelta) -> None:
    """Move the demo's clock ahead; RuntimeError where the settings name no clock file."""
    if not settings.CLOCK_FILE:
        raise RuntimeError("The clock can be moved only in the demo (YUCAI_CLOCK_FILE).")
    path = Path(settings.CLOCK_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(int((offset() + by).total_seconds())))
