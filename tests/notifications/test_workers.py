"""Several real worker processes on one database: nothing goes out twice, nothing is left."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from notifications.models import LEASE, Channel, Message

WORKER = """
import django
django.setup()
from core import clock
from notifications.services import deliver_due
print("ready", flush=True)
input()
print(deliver_due(clock.now()))
"""


@pytest.fixture
def worker(transactional_db, tmp_path, settings):
    """Start a worker process on this test's rows; SQLite's are in memory, so it works on a copy of them."""
    workers = []

    def start():
        office = {"SMS_GATEWAY_URL": settings.SMS_GATEWAY_URL, "SMS_GATEWAY_KEY": settings.SMS_GATEWAY_KEY}
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env={
                **os.environ,
                **office,
                "DATABASE_URL": database_url(tmp_path),
                "YUCAI_CLOCK_FILE": str(tmp_path / "clock"),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        workers.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in workers:
        process.kill()
        process.communicate()


def database_url(tmp_path):
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    copy = tmp_path / "copy.sqlite3"
    if not copy.exists():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
    return f"sqlite:///{copy}"


def test_three_workers_send_each_message_once(tell, make_user, worker, sms_gateway):
    tell(*[make_user(f"教师{number}", phone=f"139{number:08}") for number in range(60)], channels=[Channel.SMS])
    sms_gateway.pause = 0.02
    workers = [worker() for _ in range(3)]

    counts = [int(process.communicate()[0]) for process in started_together(workers)]

    ids = [received["id"] for received in sms_gateway.received]
    assert len(ids) == len(set(ids)) == sum(counts) == 60
    assert min(counts) > 0


def test_a_killed_worker_leaves_its_rows_to_the_next(tell, make_user, worker, sms_gateway, tmp_path):
    tell(*[make_user(f"教师{number}", phone=f"139{number:08}") for number in range(30)], channels=[Channel.SMS])
    sms_gateway.pause = 0.05
    [killed] = started_together([worker()])
    assert sms_gateway.wait_for(5)
    killed.kill()
    killed.wait()
    lease_runs_out(tmp_path)

    [successor] = started_together([worker()])
    successor.communicate()

    ids = [received["id"] for received in sms_gateway.received]
    assert set(ids) == set(Message.objects.values_list("pk", flat=True))
    assert len(ids) <= 31  # the call in which the worker died may be repeated, under the same number


def started_together(workers):
    for process in workers:
        process.stdin.write("go\n")
        process.stdin.flush()
    return workers


def lease_runs_out(tmp_path):
    (tmp_path / "clock").write_text(str(int(LEASE.total_seconds())))
