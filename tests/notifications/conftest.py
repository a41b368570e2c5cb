"""People who are told things, and the letters they get."""

from pathlib import Path

import pytest

from core.organisations.roles import Role
from notifications.services import notify


@pytest.fixture
def letters(settings):
    """Let templates named letters/… be found."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture
def principal(make_user, school):
    return make_user("王芳", Role.PRINCIPAL, school, email="wang.fang@example.com", phone="13800000001")


@pytest.fixture
def officer(make_user, bureau):
    return make_user("Li Ming", Role.OFFICER, bureau, email="li.ming@example.com", phone="13800000002", language="en")


@pytest.fixture
def administrator(make_user, district):
    return make_user("管理员", Role.ADMINISTRATOR, district)


@pytest.fixture
def tell(letters, now):
    """Tell people that a case is open."""

    def tell(*people, key="round:1:opened", title="海州名师", template="letters/opened", **options):
        return notify(key, to=people, template=template, context={"title": title}, now=now, **options)

    return tell
