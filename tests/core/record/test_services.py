import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections, transaction

from core.organisations.models import Organisation
from core.record.models import Event
from core.record.services import heads, record, verify


@pytest.fixture
def clerk(make_user):
    return make_user("李芳")


@pytest.fixture
def history(school, clerk, now):
    """Four acts on the school's chain."""
    return [record("drill.held", on=school, by=clerk, now=now + dt.timedelta(hours=n), turn=n) for n in range(4)]


def unguarded(sql, *params):
    """Do what only someone with rights over the database can."""
    from importlib import import_module

    guard = import_module("core.migrations.0002_events_are_append_only")
    guard.unguard_now()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    guard.guard_now()


def named():
    return [(fault.chain, fault.number) for fault in verify()]


def test_an_event_tells_who_did_what_and_when(school, clerk, now):
    event = record("drill.held", on=school, by=clerk, now=now, place="操场")

    told = json.loads(event.body)
    assert (told["verb"], told["actor"], told["actor_name"]) == ("drill.held", clerk.pk, "李芳")
    assert told["at"] == "2026-03-02T01:00:00+00:00"
    assert told["details"] == {"place": "操场"}
    assert event.district == school.district


def test_each_event_holds_the_digest_of_the_one_before(school, history):
    assert [event.number for event in history] == [1, 2, 3, 4]
    assert [event.previous for event in history[1:]] == [event.digest for event in history[:-1]]
    assert (school.chain_length, school.chain_head) == (4, history[-1].digest)
    assert heads()[school.chain].digest == history[-1].digest


def test_a_stale_copy_of_the_organisation_continues_the_chain(school, history, now):
    stale = Organisation.objects.get(pk=school.pk)
    record("drill.held", on=school, by=None, now=now)

    assert record("drill.held", on=stale, by=None, now=now).number == 6
    assert verify() == []


def test_a_detail_that_is_not_json_is_refused(school, now):
    with pytest.raises(TypeError):
        record("drill.held", on=school, by=None, now=now, share=Decimal("0.5"))


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(school, now):
    with pytest.raises(transaction.TransactionManagementError):
        record("drill.held", on=school, by=None, now=now)


@pytest.mark.parametrize("act", ["UPDATE core_event SET verb = 'x'", "DELETE FROM core_event"])
def test_the_database_refuses_to_change_or_remove_an_event(history, act):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)

    assert Event.objects.filter(verb="drill.held").count() == 4


@pytest.mark.postgresql
def test_postgresql_refuses_to_empty_the_table(history):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")

    connection.check_constraints()  # else PostgreSQL refuses for another reason: checks still to be made

    with pytest.raises(IntegrityError, match="never changed or removed"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_event CASCADE")


def test_an_untouched_record_is_whole(history):
    assert named() == []


def test_a_changed_event_is_named(school, history):
    unguarded("UPDATE core_event SET verb = 'drill.missed' WHERE id = %s", history[1].pk)

    assert named() == [(school.chain, 2)]


def test_a_removed_event_is_named(school, history):
    unguarded("DELETE FROM core_event WHERE id = %s", history[2].pk)

    assert named() == [(school.chain, 3)]


def test_a_wholly_removed_chain_is_named(school, history):
    unguarded("DELETE FROM core_event WHERE chain = %s", school.chain)

    assert named() == [(school.chain, 1)]


def test_swapped_events_are_named(school, history):
    for pk, number in ((history[1].pk, 9), (history[2].pk, 2), (history[1].pk, 3)):
        unguarded("UPDATE core_event SET number = %s WHERE id = %s", number, pk)

    assert {number for _chain, number in named()} == {2, 3, 4}


def test_a_moved_head_is_named(school, history):
    Organisation.objects.filter(pk=school.pk).update(chain_length=3, chain_head=history[2].digest)

    assert named() == [(school.chain, 4)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_eight_clerks_at_once_write_one_chain(school, make_person):
    if connection.vendor != "postgresql":
        pytest.skip("a test's SQLite database lives in memory and has one writer")

    def hire(turn):
        make_person(f"教师{turn}", Organisation.objects.get(pk=school.pk))
        connections.close_all()

    with ThreadPoolExecutor(8) as clerks:
        list(clerks.map(hire, range(24)))

    assert verify() == []
    assert heads()[school.chain].length == 24
