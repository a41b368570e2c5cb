"""The worker of an installation without a broker."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from core import clock
from core.sweeps import Swept, run_sweeps


class Command(BaseCommand):
    help = (
        "Do what time makes happen (notices end, reminders fall due, messages go out), again and again until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Sweep once; exit 1 where a sweep failed.")
        parser.add_argument("--every", type=float, default=settings.SWEEP_EVERY_SECONDS, metavar="SECONDS")

    def handle(self, *, once: bool, every: float, **options: Any) -> None:
        if once:
            if (swept := self.sweep()).failed:
                raise CommandError(f"Failed: {', '.join(swept.failed)}. The log says why.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self.sweep()
            stop.wait(every)

    def sweep(self) -> Swept:
        """Sweep once, over a connection that still stands, and say so where something was done."""
        close_old_connections()
        now = clock.now()
        swept = run_sweeps(now)
        if str(swept):
            self.stdout.write(f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S} {swept}")
            self.stdout.flush()
        return swept
