"""People at their desks; and the demo district, built once for all the tests of a module and taken back after them."""

import pytest
from django.db import transaction

from tests.journeys.people import Desks


@pytest.fixture
def desks(browser, live_server):
    """The windows of everybody who takes part in a journey."""
    desks = Desks(browser, url=live_server.url)
    yield desks
    desks.close()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A whole district in mid-season, as `make demo` builds it."""
    from django.conf import settings

    from core import clock
    from workflows.demo.services import build

    settings.MEDIA_ROOT, kept = tmp_path_factory.mktemp("papers"), settings.MEDIA_ROOT
    with django_db_blocker.unblock(), transaction.atomic():
        build(now=clock.now())
        yield
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = kept
