"""Two acts meet at a row that is held: both have read what was there before, and neither has written anything yet."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from core.errors import Conflict, Refused

Act = Callable[[], Any]
SECONDS = 30
NO = (Conflict, Refused, PermissionDenied)  # what a page shows as 409, 422 and 403


class Racer(threading.Thread):
    """One act in a connection of its own; ``found`` is what it returned, or the refusal it met."""

    def __init__(self, act: Act) -> None:
        super().__init__(daemon=True)
        self.act, self.found, self.pid = act, None, 0

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.pid,) = cursor.fetchone()
            self.found = self.act()
        except Exception as error:  # handed to whoever waits for it
            self.found = error
        finally:
            connections.close_all()

    def waits(self) -> bool:
        """Tell whether the act stands before a lock that somebody else has."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s", [self.pid])
            return bool(cursor.fetchone()[0])

    def come_to_the_lock(self) -> None:
        until = time.monotonic() + SECONDS
        while self.is_alive() and not self.waits():
            assert time.monotonic() < until, "it neither ends nor waits"
            time.sleep(0.01)


def meet(at: QuerySet, *acts: Act) -> list[Any]:
    """Let acts come to a held row one after the other, let it go, and return what became of each.

    A refusal is an answer; any other exception is raised.
    """
    racers = [Racer(act) for act in acts]
    with transaction.atomic():
        assert list(at.select_for_update(of=("self",)))
        for racer in racers:
            racer.start()
            racer.come_to_the_lock()
    for racer in racers:
        racer.join(SECONDS)
        if isinstance(racer.found, Exception) and not isinstance(racer.found, NO):
            raise racer.found
    return [racer.found for racer in racers]
