"""The demo district, built once for all the tests of a module and taken back after them."""

import pytest
from django.db import transaction


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
