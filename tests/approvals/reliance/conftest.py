"""A case that rests on statements, and who puts right what was wrong."""

import datetime as dt

import pytest

from core.models import Fact

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ended(season):
    """A case that ended with the honour."""
    case = season.nominate().case
    season.walk_to()
    case.refresh_from_db()
    return case


@pytest.fixture
def title_of():
    """Return the statement of somebody's professional title as it stands."""
    return lambda case: Fact.objects.get(person=case.person, kind="title", known_until=None)
