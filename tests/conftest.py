"""What every test may ask for."""

import csv
import datetime as dt
import os
import tempfile
from importlib import import_module
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation

pytest_plugins = ["tests.browser", "tests.season", "tests.placements", "tests.servers"]

COMMITTING = frozenset({"transactional_db", "live_server"})


def pytest_collection_modifyitems(items):
    """Mark as said once what asks no database, and what shows pages: their queries are the services' on every one."""
    for item in items:
        if item.path.stem.endswith("pages") or not _asks_a_database(item):
            item.add_marker(pytest.mark.once)


def _asks_a_database(item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    return marked or not {"db", *COMMITTING}.isdisjoint(item.fixturenames)


def pytest_configure(config):
    """Keep test runs that share one PostgreSQL apart: YUCAI_TEST_DB names this run's database."""
    database, name = settings.DATABASES["default"], os.environ.get("YUCAI_TEST_DB")
    if database["ENGINE"].endswith("sqlite3"):
        # A file, since a test server's threads would share the one connection of a database in memory.
        database.setdefault("TEST", {})["NAME"] = str(Path(tempfile.gettempdir()) / f"yucai-{os.getpid()}.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    elif name:
        database.setdefault("TEST", {})["NAME"] = f"test_yucai_{name}"
    hypothesis.settings.register_profile("yucai", deadline=None)  # a busy machine is no fault
    hypothesis.settings.load_profile("yucai")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now() -> dt.datetime:
    """Monday morning of an ordinary working week."""
    return dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def seeded():
    """The calendar as days.csv gives it, without a database."""
    from core.calendar.rules import Calendar

    seed = import_module("core.migrations.0003_seed_calendar")
    with seed.DAYS.open(encoding="utf-8") as file:
        days = {dt.date.fromisoformat(row["date"]): row["is_working"] == "1" for row in csv.DictReader(file)}
    return Calendar(days, frozenset(seed.YEARS))


@pytest.fixture
def district(db):
    from core.organisations.services import found_district

    return found_district(code="district", name="海州区")


@pytest.fixture
def bureau(district):
    from core.organisations.models import Kind
    from core.organisations.services import found

    return found(Kind.BUREAU, under=district, code="bureau", name="海州区教育局")


@pytest.fixture
def school(bureau):
    from core.organisations.models import Kind
    from core.organisations.services import found

    return found(Kind.SCHOOL, under=bureau, code="shiyan", name="海州实验小学", phase="小学")


@pytest.fixture
def make_user(district, now):
    """Give a user of the district a login, and an office where a role and a place are named."""
    from core import clock
    from core.organisations.services import appoint
    from core.people.models import User

    numbers = count(1)

    def make(name, role=None, at=None, **fields):
        fields = {"username": f"user{next(numbers)}", "district": district, **fields}
        user = User.objects.create_user(name=name, password="correct-horse-battery", **fields)
        if role:
            appoint(user, role=role, at=at, starts_on=clock.day_of(now), by=None, now=now)
        return user

    return make


@pytest.fixture
def make_person(now):
    """Open the talent file of a teacher at a school."""
    from core.people.models import Person
    from core.people.services import add_person

    numbers = count(1)

    def make(name, at, **fields):
        facts = {"gender": Person.Gender.FEMALE, "born_on": dt.date(1980, 5, 4), "subject": "语文", **fields}
        facts.setdefault("staff_no", f"T{next(numbers):04d}")
        return add_person(name, at=at, by=None, now=now, **facts)

    return make


@pytest.fixture(autouse=True)
def _flushable(request):
    """Let Django empty the tables after a test that commits; the product itself has no such door."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and COMMITTING.isdisjoint(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # set up before this fixture, so its flush comes after
    yield
    import_module("core.migrations.0002_events_are_append_only").unguard_now()


@receiver(post_migrate)
def _as_migrated(sender, **kwargs):
    """Put back what a flush takes: the guards of the record and the seeded calendar."""
    if sender.name == "core":
        import_module("core.migrations.0002_events_are_append_only").guard_now()
        import_module("core.migrations.0003_seed_calendar").seed_now()


@pytest.fixture(autouse=True)
def _in_chinese():
    """Begin every test in the product's own language, whatever the one before it switched to."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)
