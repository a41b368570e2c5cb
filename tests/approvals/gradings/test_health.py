"""The doctor finds a list of grades that broke its cap or says otherwise than its basis."""

import pytest
from django.utils import translation

from approvals.gradings.health import grades_keep_their_caps
from approvals.models import GradingEntry

SHARES = {f"人{number}": f"0.9{number}" for number in range(6)}  # all good enough for the best grade


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_list_as_it_was_closed_is_healthy(year, graded):
    graded(**SHARES)()

    assert list(grades_keep_their_caps(year.now)) == []


def test_a_list_that_gave_more_than_its_cap_is_found(year, graded):
    grading = graded(**SHARES)()
    GradingEntry.objects.filter(grading=grading).update(grade="merit")

    first, second = grades_keep_their_caps(year.now)

    assert first == f"The list of {grading} gives “merit” 6 times; there were 1 places."
    assert second == f"The list of {grading} gives other grades than its basis does."
