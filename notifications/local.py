"""A mail server and an SMS gateway on this machine that keep what they get: for the demo, for trials, for tests."""

import hmac
import json
import socket
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.channels.gateway import SIGNATURE, signature_of

LOOPBACK = "127.0.0.1"

Catch = dict[str, Any]


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return listener.getsockname()[1]


class CatchFile:
    """A file with one line of JSON for each thing caught."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.turn = threading.Lock()

    def append(self, catch: Catch) -> None:
        with self.turn, self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(catch, ensure_ascii=False) + "\n")


class MailServer:
    """An SMTP server that accepts every mail and passes it on to ``caught``."""

    def __init__(self, *, caught: Callable[[Catch], None], port: int) -> None:
        self.caught = caught
        self.port = port
        self.controller = Controller(self, hostname=LOOPBACK, port=port)

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 — aiosmtpd's name
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        text, page = mail.get_body(("plain",)), mail.get_body(("html",))
        self.caught(
            {
                "channel": "email",
                "to": envelope.rcpt_tos,
                "subject": mail["Subject"],
                "text": text.get_content() if text else "",
                "html": page.get_content() if page else "",
                "message_id": mail["Message-ID"],
            }
        )
        return "250 OK"


class SmsGateway:
    """An HTTP gateway that checks the signature and passes each text message on to ``caught``."""

    def __init__(self, *, caught: Callable[[Catch], None], port: int) -> None:
        self.caught = caught
        self.port = port

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/sms"

    def start(self) -> None:
        self.server = ThreadingHTTPServer((LOOPBACK, self.port), _handler(self))
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def take(self, body: bytes, signature: str) -> tuple[int, Catch]:
        """Return the status and the answer to one request."""
        if not hmac.compare_digest(signature, signature_of(body)):
            return 403, {"error": "the signature is wrong"}
        said = json.loads(body)
        self.caught({"channel": "sms", **said})
        return 200, {"id": f"local-{said['id']}"}


def _handler(gateway: SmsGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = gateway.take(body, self.headers.get(SIGNATURE, ""))
            said = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: what came in is in the file."""

    return Handler
