"""The people of a school, at their pages."""

import pytest


@pytest.fixture
def principal(season, client):
    """The principal of the first school, signed in."""
    client.force_login(season.principal1)
    return client
