"""iCalendar (RFC 5545): deadlines written as a calendar reads them; pure."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event, vText

REFRESH = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
# What no text of a calendar may hold: control characters, but for the tab and the end of a line.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Due:
    """One deadline in words that the mere passing of days does not change; a tentative one may move with a holiday."""

    url: str
    last_day: dt.date
    summary: str
    description: str
    is_tentative: bool

    @property
    def digest(self) -> str:
        """Say whether two tellings are the same."""
        told = [self.url, str(self.last_day), self.summary, self.description, str(self.is_tentative)]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()


@dataclass(frozen=True)
class Told:
    """A deadline as one calendar is told of it: how often it moved since the first time, and when it last changed."""

    due: Due
    sequence: int
    changed_at: dt.datetime


def written(told: Iterable[Told], *, title: str) -> bytes:
    """Return a calendar of days: each deadline is its last day, whole, and blocks no time of it.

    The stamp of an event is when it last changed, so that a calendar in which nothing changed is the same to the byte.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Yucai//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_plain(title)))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for one in told:
        calendar.add_component(_event(one))
    return calendar.to_ical()


def _event(told: Told) -> Event:
    event, due, changed_at = Event(), told.due, told.changed_at.astimezone(dt.UTC)
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, due.url)))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", told.sequence)
    event.add("dtstart", due.last_day)
    event.add("dtend", due.last_day + DAY)
    event.add("summary", _plain(due.summary))
    event.add("description", _plain(due.description))
    event.add("url", due.url)
    event.add("status", "TENTATIVE" if due.is_tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _plain(text: str) -> str:
    return CONTROLS.sub("", text.replace("\r\n", "\n"))
