"""The bell, with a real Redis and a real Celery worker."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from notifications.local import free_port

RING = """
import django, sys, time
django.setup()
from django.db import transaction
from notifications.services import ring
begun = time.monotonic()
with transaction.atomic():
    ring()
    transaction.set_rollback("roll back" in sys.argv)
print("committed", "at once" if time.monotonic() - begun < 3 else "late")
"""


@pytest.fixture
def redis():
    """The URL of a Redis that is this test's own."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    port = str(free_port())
    command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert any("Ready to accept connections" in line for line in server.stdout)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.communicate()


@pytest.fixture
def environment(tmp_path):
    """What a process of the product is told, in a place without tables."""

    def environment(broker):
        return {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "CELERY_BROKER_URL": broker}

    return environment


def rung(environment, *words):
    return subprocess.run([sys.executable, "-c", RING, *words], env=environment, capture_output=True, text=True)


def waiting_in(broker):
    import redis

    return redis.Redis.from_url(broker).llen("celery")


@pytest.mark.redis
def test_the_bell_rings_on_commit_only(redis, environment):
    rung(environment(redis), "roll back")
    assert waiting_in(redis) == 0

    rung(environment(redis))
    assert waiting_in(redis) == 1


@pytest.mark.redis
def test_a_celery_worker_sweeps_when_the_bell_rings(redis, environment):
    rung(environment(redis))
    command = [sys.executable, "-m", "celery", "-A", "core", "worker", "--pool", "solo", "--loglevel", "INFO"]
    worker = subprocess.Popen(command, env=environment(redis), stderr=subprocess.PIPE, text=True)

    assert any("Task core.sweep" in line and "succeeded" in line for line in worker.stderr)

    worker.terminate()
    worker.communicate()


@pytest.mark.redis
def test_beat_calls_the_sweep(redis, environment, tmp_path):
    command = [sys.executable, "-m", "celery", "-A", "core", "beat", "--schedule", str(tmp_path / "schedule")]
    beat = subprocess.Popen(command, env={**environment(redis), "SWEEP_EVERY_SECONDS": "1"}, stderr=subprocess.DEVNULL)

    until = time.monotonic() + 30
    while not waiting_in(redis) and time.monotonic() < until:
        time.sleep(0.1)
    beat.terminate()
    beat.wait()

    assert waiting_in(redis) > 0


def test_a_broker_that_is_gone_does_not_undo_what_was_committed(environment):
    process = rung(environment(f"redis://127.0.0.1:{free_port()}/0"))

    assert process.stdout == "committed at once\n"
    assert "Error calling" in process.stderr
