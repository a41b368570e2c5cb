"""A post office that delivers to a file."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notifications.local import CatchFile, MailServer, SmsGateway


class Command(BaseCommand):
    help = "Run a mail server and an SMS gateway on this machine that write all they get to a file, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.VAR_DIR / "caught.jsonl")
        parser.add_argument("--mail-port", type=int, default=1025)
        parser.add_argument("--sms-port", type=int, default=1026)

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        catches = CatchFile(options["path"])
        mail = MailServer(caught=catches.append, port=options["mail_port"])
        sms = SmsGateway(caught=catches.append, port=options["sms_port"])
        mail.start()
        sms.start()
        self.stdout.write(f"EMAIL_URL=smtp://127.0.0.1:{mail.port} SMS_GATEWAY_URL={sms.url} → {catches.path}")
        self.stdout.flush()
        stop.wait()
        sms.stop()
        mail.stop()
