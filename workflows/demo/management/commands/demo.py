"""The demo: a district in full swing on this machine."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.sweeps import run_sweeps
from notifications.local import free_port
from workflows.demo.invented import data
from workflows.demo.services import SEED, accounts, build, is_built
from workflows.demo.simulation import live_on, play_season, post_office
from workflows.demo.telling import Steps, reckoned

FOLDER = settings.VAR_DIR / "demo"
CAUGHT = FOLDER / "caught.jsonl"
STEP = dt.timedelta(hours=12)
POST = "notifications.services.deliver_due"  # the running demo's worker knows where its post office listens


class Command(BaseCommand):
    help = "Run the demo district: `start` builds it once and serves it, `advance --days N` moves its clock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        start = does.add_parser(
            "start", help="Build the district if need be and run server, worker and local post office."
        )
        start.add_argument("--port", type=int, default=8000)
        does.add_parser("build", help="Build the district only.")
        does.add_parser("accounts", help="Print who can sign in.")
        advance = does.add_parser("advance", help="Move the demo's clock; notices end, reminders fall due.")
        advance.add_argument("--days", type=int, required=True)
        season = does.add_parser("season", help="Assess everybody for a year, from announcement to signature.")
        simulate = does.add_parser("simulate", help="Let the district live on by itself, then ask the doctor.")
        simulate.add_argument("--days", type=int, default=90)
        for seeded in (season, simulate):
            seeded.add_argument("--seed", type=int, default=SEED, help="which of the possible districts is lived")

    def handle(self, *args: Any, does: str, **options: Any) -> None:
        settings.CLOCK_FILE = settings.CLOCK_FILE or str(FOLDER / "clock")
        getattr(self, does)(**{name: options[name] for name in ("port", "days", "seed") if name in options})

    def build(self) -> None:
        """Bring the tables up to date and build the district where it does not stand yet."""
        call_command("migrate", verbosity=0)
        if is_built():
            return
        self.stdout.write("Building the demo district (30 schools, 1,500 files, one season); about a minute …")
        self.stdout.flush()
        build(now=clock.now())

    def accounts(self) -> None:
        """Print the accounts as a table."""
        self.stdout.write(f"\nPassword of every account: {data('accounts')['password']}\n")
        for title, login, name, where in accounts():
            self.stdout.write(f"  {login:<14}{title}　{name}　{where}")

    def advance(self, days: int) -> None:
        """Move the clock half a day at a time, so that every reminder falls due in its own order."""
        if days < 1:
            raise CommandError("The clock only runs forward: --days is 1 or more.")
        for _half in range(2 * days):
            clock.advance(STEP)
            run_sweeps(clock.now(), but=POST)
        self.stdout.write(f"It is now {clock.now().astimezone():%Y-%m-%d %H:%M} in the demo.")

    def season(self, seed: int) -> None:
        """Play a year of assessment for everybody, a bar for each step, and say what came of it."""
        self.build()
        with post_office(), Steps() as steps:
            campaign = play_season(seed=seed, tell=steps)
        for line in reckoned(campaign):
            self.stdout.write(line)
        call_command("doctor", stdout=self.stdout)

    def simulate(self, days: int, seed: int) -> None:
        """Let so many days pass, mail and messages caught on this machine, and say what was done and refused."""
        self.build()
        bar = click.progressbar(length=days, label=f"{days} days")
        with post_office() as caught, bar:
            life = live_on(days=days, seed=seed, tell=lambda _day: bar.update(1))
        for title, counted in (("Done", life.did), ("Refused", life.refused)):
            self.stdout.write(f"{title}: {counted.total()}")
            for what, times in counted.most_common():
                self.stdout.write(f"  {times:>6}  {what}")
        self.stdout.write(f"E-mails and text messages caught: {len(caught)}")
        call_command("doctor", stdout=self.stdout)

    def start(self, port: int) -> None:
        """Serve until stopped; every child ends with this process."""
        self.build()
        children = [subprocess.Popen(command, env=self._environment(port)) for command in self._commands(port)]  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self.accounts()
            self.stdout.write(
                f"\nOpen http://127.0.0.1:{port} (stop with Ctrl-C; `manage.py demo advance --days 6` moves the clock)"
            )
            self.stdout.flush()
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("A part of the demo has stopped; what it said stands above.")
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("The demo ends.")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=20)

    def _commands(self, port: int) -> list[list[str]]:
        manage = [sys.executable, "manage.py"]
        worker = [*manage, "runworker", "--every", "3"]
        if settings.CELERY_BROKER_URL:
            worker = [sys.executable, "-m", "celery", "-A", "core.celery", "worker", "-B", "--loglevel", "WARNING"]
            worker += ["--concurrency", "1", "--schedule", str(FOLDER / "beat")]
        post_office = [*manage, "catchmail", str(CAUGHT), "--mail-port", self.mail_port, "--sms-port", self.sms_port]
        server = [sys.executable, "-m", "gunicorn", "core.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8"]
        return [[*server, "--log-level", "warning"], worker, post_office]

    def _environment(self, port: int) -> dict[str, str]:
        return {
            **os.environ,
            "YUCAI_DEMO": "1",
            "DEBUG": os.environ.get("DEBUG", "false"),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "YUCAI_CLOCK_FILE": str(settings.CLOCK_FILE),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "SMS_GATEWAY_URL": f"http://127.0.0.1:{self.sms_port}/sms",
            "SMS_GATEWAY_KEY": "demo",
        }

    mail_port, sms_port = str(free_port()), str(free_port())
