"""Real servers on this machine in place of the outside world; a test can make them misbehave."""

import time
from collections.abc import Iterator

import pytest

from notifications.local import Catch, MailServer, SmsGateway, free_port


class TestMailServer(MailServer):
    """A mail server whose answers a test may choose."""

    __test__ = False

    def __init__(self) -> None:
        self.received: list[Catch] = []
        self.answer = ""  # what it says to a mail, instead of accepting it
        self.unknown: set[str] = set()
        self.pause = 0.0
        self.refuses = False
        super().__init__(caught=self.received.append, port=free_port())

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 — aiosmtpd's name
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 — aiosmtpd's name
        accepted = await super().handle_DATA(server, session, envelope) if not self.answer else ""
        time.sleep(self.pause)
        return self.answer or accepted

    def refuse(self) -> None:
        """Listen no more: whoever connects is refused."""
        self.refuses = True
        self.stop()


class TestSmsGateway(SmsGateway):
    """An SMS gateway whose answers a test may choose."""

    __test__ = False

    def __init__(self) -> None:
        self.received: list[Catch] = []
        self.status = 200
        self.pause = 0.0
        self.refuses = False
        super().__init__(caught=self.received.append, port=free_port())

    def wait_for(self, count: int) -> bool:
        """Wait until this many messages came in; False where they do not come within ten seconds."""
        until = time.monotonic() + 10
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.01)
        return len(self.received) >= count

    def take(self, body: bytes, signature: str) -> tuple[int, Catch]:
        if self.status != 200:
            return self.status, {"error": "as the test wants it"}
        taken = super().take(body, signature)
        time.sleep(self.pause)
        return taken

    def refuse(self) -> None:
        """Listen no more: whoever connects is refused."""
        self.refuses = True
        self.stop()


@pytest.fixture
def mail_server(settings) -> Iterator[TestMailServer]:
    """A mail server that the settings point to; ``received`` holds what it got."""
    server = TestMailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 0.5
    server.start()
    yield server
    if not server.refuses:
        server.stop()


@pytest.fixture
def sms_gateway(settings) -> Iterator[TestSmsGateway]:
    """An SMS gateway that the settings point to; ``received`` holds what it got."""
    server = TestSmsGateway()
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = server.url, "a key that both sides know"
    settings.SMS_GATEWAY_TIMEOUT = (0.5, 0.5)
    server.start()
    yield server
    if not server.refuses:
        server.stop()
