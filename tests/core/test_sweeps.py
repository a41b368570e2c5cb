import datetime as dt
import os
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from core.sweeps import run_sweeps

calls = []


@pytest.fixture(autouse=True)
def _nothing_swept_yet():
    calls.clear()


def sweep_two(now):
    calls.append(now)
    return 2


def sweep_none(now):
    calls.append(now)
    return 0


def sweep_into_a_wall(now):
    raise ZeroDivisionError


@pytest.fixture
def sweeps(settings):
    """Name this file's sweeps in the settings."""

    def name(*functions):
        settings.SWEEPS = [f"{__name__}.{function}" for function in functions]

    return name


def test_sweeps_run_in_order_and_tell_what_they_did(sweeps, now):
    sweeps("sweep_none", "sweep_two")

    swept = run_sweeps(now)

    assert calls == [now, now]
    assert str(swept) == "sweep_two 2"


@pytest.mark.parametrize("broken", ["sweep_into_a_wall", "sweep_that_is_not_there"])
def test_a_failing_sweep_is_logged_and_stops_no_other(sweeps, now, caplog, broken):
    sweeps(broken, "sweep_two")

    swept = run_sweeps(now)

    assert (swept.done, swept.failed) == ({"sweep_two": 2}, [broken])
    assert f"{broken} failed" in caplog.text


def test_the_worker_prints_a_line_where_it_did_something(db, sweeps, capsys):
    sweeps("sweep_two")
    call_command("runworker", "--once")
    assert capsys.readouterr().out.endswith(" sweep_two 2\n")

    sweeps("sweep_none")
    call_command("runworker", "--once")
    assert capsys.readouterr().out == ""


def test_the_worker_hands_down_the_demo_clock(db, sweeps, tmp_path, settings):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(str(86400))
    sweeps("sweep_two")

    call_command("runworker", "--once")

    [swept_at] = calls
    ahead = swept_at - dt.datetime.now(dt.UTC)
    assert abs(ahead - dt.timedelta(days=1)) < dt.timedelta(minutes=1)


def test_a_single_sweep_fails_loudly(db, sweeps):
    sweeps("sweep_into_a_wall")

    with pytest.raises(CommandError, match="sweep_into_a_wall"):
        call_command("runworker", "--once")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_cleanly_when_asked(tmp_path, number):
    nowhere = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "runworker", "--every", "0.2"], env=nowhere, stdout=subprocess.PIPE, text=True
    )
    assert "FAILED" in worker.stdout.readline()  # without tables every sweep fails, and the worker goes on

    worker.send_signal(number)

    assert worker.wait(timeout=20) == 0
    worker.stdout.close()
