"""The tests' own door through the record's guards closes again behind every test."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.calendar.models import CalendarYear
from core.record.models import Event
from core.record.services import record


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_begins_with_an_empty_guarded_record(bureau, now, turn):
    assert Event.objects.count() == 0
    assert CalendarYear.objects.count() == 23

    with transaction.atomic():
        record("drill.held", on=bureau, by=None, now=now)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_event")
