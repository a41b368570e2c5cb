"""Two databases that differ in one hidden fact: the same story is told twice with the same keys, hours and lots.

Only one of them exists at a time. A world is built in a transaction, read, and taken back; the next one begins with the
same numbers, so that every address is the same in both.
"""

import datetime as dt
import hashlib
import logging
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import weasyprint
from django.db import connection, transaction
from django.shortcuts import render
from django.test import override_settings
from django.utils import translation

from approvals.models import Case
from core import clock
from core.models import User
from core.organisations.services import found_district
from core.web import context, errors
from core.web.menu import entries_for
from tests.season import Season

BEGINS = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SESSIONS = "django.contrib.sessions.backends.cache"
FIRST_KEY = 100_000  # PostgreSQL does not take numbers back with a transaction


@dataclass
class World:
    """A season in which something is hidden: in which case, from whom of all these people, and who reads it now."""

    season: Season
    case: Case
    people: dict[str, User | None] = field(default_factory=dict)
    reader: User | None = None


@contextmanager
def world(tell: Callable[[Season, Any], World], hidden: Any, *, covered: bytes = b"") -> Iterator[World]:
    """Tell a story in a database of its own; nothing of it is left afterwards.

    ``covered`` is what must not be compared on printed forms.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(CLOCK_FILE=f"{folder}/clock", MEDIA_ROOT=f"{folder}/papers", SESSION_ENGINE=SESSIONS),
        translation.override("zh-hans"),
        pytest.MonkeyPatch.context() as patch,
        _quiet(),
        transaction.atomic(),
    ):
        count_from(FIRST_KEY)
        patch.setattr(secrets, "token_hex", lots("first"))
        patch.setattr(weasyprint, "HTML", type("Printed", (PrintedOnce,), {"covered": covered.decode()}))
        patch.setattr(context, "entries_for", once_for_each_reader(entries_for))
        patch.setattr(errors, "render", once_for_each_reader(render))
        told = tell(Season(found_district(code="district", name="海州区"), now=BEGINS), hidden)
        told.people.setdefault("passer-by", None)
        patch.setattr(clock, "now", lambda: told.season.now)  # no minute passes between two readings
        yield told
        transaction.set_rollback(True)


def lots(salt: str) -> Callable[..., str]:
    """Return a source of seeds and receipts that gives the same ones whenever it is asked anew."""
    numbers = count(1)
    return lambda size=32: hashlib.sha256(f"{salt}{next(numbers)}".encode()).hexdigest()[: 2 * size]


class PrintedOnce(weasyprint.HTML):
    """Prints a text it has printed before from memory: a page takes a second, and the same text is the same file."""

    covered = ""

    def __init__(self, *args: Any, string: str, **kwargs: Any) -> None:
        super().__init__(*args, string=string, **kwargs)
        self.string = re.sub(self.covered, "*", string) if self.covered else string

    def render(self, *args: Any, **kwargs: Any) -> Any:
        return _rendered(self.string)

    def write_pdf(self, *args: Any, **kwargs: Any) -> bytes:
        return self.render().write_pdf()


class _Document:
    def __init__(self, document: Any) -> None:
        self.pages = document.pages
        self.write_pdf = lru_cache(document.write_pdf)


@lru_cache(maxsize=200)
def _rendered(string: str) -> _Document:
    return _Document(_HTML(string=string).render())


_HTML = weasyprint.HTML


def once_for_each_reader(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return what is made once for each reader and each thing said: a menu, a page that says no.

    Half of the addresses answer no to anybody in particular, and every page has a menu. Were one of them to tell
    something, its first showing would.
    """
    made: dict[str, Any] = {}

    def kept(request: Any, *said: Any, **more: Any) -> Any:
        key = repr((request.user.pk, said, more))
        if key not in made:
            made[key] = make(request, *said, **more)
        return copy(made[key])

    return kept


def count_from(key: int) -> None:
    """Let every table's next row have a key; SQLite, which takes its keys back, needs no telling."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s, false) FROM pg_sequences",
                [key],
            )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep thousands of expected refusals out of the log; writing them takes longer than giving them."""
    logger = logging.getLogger("django.request")
    before, logger.disabled = logger.disabled, True
    yield
    logger.disabled = before
