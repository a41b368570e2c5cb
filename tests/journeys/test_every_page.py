"""Every page opens for everybody it is linked to, and speaks the reader's language."""

from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from core.models import User
from tests.journeys.pages import HAN, LATIN, visits
from workflows.demo.services import accounts

# Without the first mark, a run of this file alone would find no test database and open the one of the installation.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

# The apps whose rows hold what people and policies have written.
WRITTEN = ("core", "approvals", "selection", "placement", "assessment", "adjustment", "notifications")

# Words that are the same in both languages.
SHARED = {
    "PDF",
    "DOCX",
    "docx",
    "Word",
    "Yucai",
    "SMS",
    "CSV",
    "YAML",
    "sha",
    "English",
    "http",
    "https",
    "com",
    "example",
    "yucai",
    "AGPL",
}


@pytest.fixture(scope="module")
def data(demo):
    """Everything people or policies have written, as one text: what is in it is data, not interface."""
    texts = [
        str(value)
        for model in apps.get_models()
        if model._meta.app_label
        in ("core", "approvals", "selection", "placement", "assessment", "adjustment", "notifications")
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in model._base_manager.values_list(field.name, flat=True).distinct()
    ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def logins(demo):
    """One account of each title."""
    return list({title: login for title, login, _name, _where in reversed(accounts())}.values())


def walk(login, language, files):
    """Return every page somebody comes to from their first one, in a language; see ``visits`` for ``files``."""
    client = Client()
    if login:
        client.force_login(User.objects.get(username=login))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = list(visits(client, start="/" if login else "/notices/", files=files))
    assert len(pages) > 4, f"{login} came to {len(pages)} pages only"
    return pages


def said(logins, language, runs):
    """Return every run of signs that a pattern finds on anybody's pages, with where it was met first."""
    files, met = Counter(), {}
    for login in [*logins, None]:
        for address, page in walk(login, language, files):
            for words in page.words:
                for run in runs.findall(words):
                    met.setdefault(run, f"{login} {address}: {words}")
    return met


def test_every_page_in_english_is_english_outside_data(logins, data):
    met = said(logins, "en", HAN)

    assert [where for run, where in met.items() if run not in data and not where.endswith(("中文", "简体中文"))] == []


def test_every_page_in_chinese_is_chinese_outside_names(logins, data):
    met = said(logins, "zh-hans", LATIN)

    assert [where for run, where in met.items() if run not in data and run not in SHARED] == []
