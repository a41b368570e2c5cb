"""The product served as in production: several real processes over one real database."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

START_SECONDS = 60


class Service:
    """gunicorn with so many workers over the test's database; ``ask`` reads what they have written."""

    def __init__(self, *, workers: int, folder: Path) -> None:
        self.address = f"127.0.0.1:{_free_port()}"
        self.ask, database = _shared(folder)
        command = [sys.executable, "-m", "gunicorn", "core.wsgi", "--bind", self.address, "--workers", str(workers)]
        self.log = (folder / "service.log").open("wb+")
        self.process = subprocess.Popen(
            [*command, "--preload", "--timeout", "60"],
            env={
                **os.environ,
                "DATABASE_URL": database,
                "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
                "YUCAI_CLOCK_FILE": settings.CLOCK_FILE,
                "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            },
            cwd=settings.BASE_DIR,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urlopen(f"http://{self.address}/healthz", timeout=5).close()
                return
            except (URLError, OSError):
                time.sleep(0.1)
        said = self.said()
        self.stop()
        raise AssertionError(said)

    def said(self) -> str:
        """Return what the processes have written to their log."""
        self.log.seek(0)
        return self.log.read().decode()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


def _shared(folder: Path) -> tuple[Callable[..., list], str]:
    """Return how to read the test's database, and its address for other processes.

    SQLite's lives in this process's memory: what is there now goes into a file, which others share.
    """
    if connection.vendor == "postgresql":
        given = connection.settings_dict
        place = f"{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
        return _ask_server, f"postgres://{place}"
    path = folder / "race.sqlite3"
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return lambda sql: _ask_file(path, sql), f"sqlite:///{path}"


def _ask_server(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _ask_file(path: Path, sql: str) -> list:
    with sqlite3.connect(path) as database:
        return database.execute(sql).fetchall()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
