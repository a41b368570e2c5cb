"""Real servers on this machine in place of the outside world; a test can make them misbehave."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message as Headers
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

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


class Provider:
    """A provider of text messages as its documentation describes it; it works a signature out by its own words."""

    def __init__(self) -> None:
        self.received: list[Catch] = []
        self.answer: tuple[int, Any] | None = None  # status and what it says, instead of taking a message
        self.pause = 0.0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = provider.answer or provider.take(self.path, self.headers, body)
                time.sleep(provider.pause)
                words = said.encode() if isinstance(said, str) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                with suppress(BrokenPipeError):  # who would not wait is gone
                    self.wfile.write(words)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def take(self, path: str, headers: Headers, body: bytes) -> tuple[int, Any]:
        raise NotImplementedError


class TestAliyun(Provider):
    """Alibaba Cloud's SendSms, for the key pair id-of-aliyun and secret-of-aliyun."""

    __test__ = False

    def take(self, path: str, headers: Headers, body: bytes) -> tuple[int, Any]:
        said = dict(parse_qsl(urlsplit(path).query, strict_parsing=True))
        if not hmac.compare_digest(headers["Authorization"], self.expected(said, headers)):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched."}
        assert (headers["x-acs-action"], headers["x-acs-version"], body) == ("SendSms", "2017-05-25", b"")
        self.received.append(said)
        return 200, {"Code": "OK", "Message": "OK", "BizId": f"biz-{said['OutId']}^0", "RequestId": "F655A8D5"}

    @staticmethod
    def expected(said: Catch, headers: Headers) -> str:
        signed = sorted(name.lower() for name in headers if name.lower() == "host" or name.lower().startswith("x-acs-"))
        pairs = [f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(said.items())]
        canonical = f"POST\n/\n{'&'.join(pairs)}\n"
        for name in signed:
            canonical += f"{name}:{headers[name]}\n"
        canonical += f"\n{';'.join(signed)}\n{hashlib.sha256(b'').hexdigest()}"
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        signature = hmac.new(b"secret-of-aliyun", to_sign.encode(), "sha256").hexdigest()
        return f"ACS3-HMAC-SHA256 Credential=id-of-aliyun,SignedHeaders={';'.join(signed)},Signature={signature}"


class TestTencent(Provider):
    """Tencent Cloud's SendSms, for the key pair id-of-tencent and secret-of-tencent."""

    __test__ = False

    def take(self, path: str, headers: Headers, body: bytes) -> tuple[int, Any]:
        if not hmac.compare_digest(headers["Authorization"], self.expected(headers, body)):
            error = {
                "Code": "AuthFailure.SignatureFailure",
                "Message": "The credentials could not be validated.",
            }
            return 200, {"Response": {"Error": error, "RequestId": "a0aabda6"}}
        assert (path, headers["X-TC-Action"], headers["X-TC-Version"]) == ("/", "SendSms", "2021-01-11")
        assert headers["X-TC-Region"]
        said = json.loads(body)
        self.received.append(said)
        status = {"SerialNo": f"serial-{said['SessionContext']}", "Code": "Ok", "Message": "send success"}
        return 200, {"Response": {"SendStatusSet": [status], "RequestId": "a0aabda6"}}

    @staticmethod
    def expected(headers: Headers, body: bytes) -> str:
        moment = headers["X-TC-Timestamp"]
        day = time.strftime("%Y-%m-%d", time.gmtime(int(moment)))
        canonical = (
            f"POST\n/\n\ncontent-type:{headers['Content-Type']}\nhost:{headers['Host']}\n\n"
            f"content-type;host\n{hashlib.sha256(body).hexdigest()}"
        )
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"TC3-HMAC-SHA256\n{moment}\n{day}/sms/tc3_request\n{hashed}"
        dated = hmac.new(b"TC3secret-of-tencent", day.encode(), "sha256").digest()
        of_service = hmac.new(dated, b"sms", "sha256").digest()
        signing = hmac.new(of_service, b"tc3_request", "sha256").digest()
        signature = hmac.new(signing, to_sign.encode(), "sha256").hexdigest()
        scope = f"id-of-tencent/{day}/sms/tc3_request"
        return f"TC3-HMAC-SHA256 Credential={scope}, SignedHeaders=content-type;host, Signature={signature}"


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


def _through(provider: Provider, name: str, settings) -> Iterator[Any]:
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TIMEOUT = name, provider.url, (0.5, 0.5)
    settings.SMS_GATEWAY_ID, settings.SMS_GATEWAY_KEY = f"id-of-{name}", f"secret-of-{name}"
    settings.SMS_SIGN_NAME, settings.SMS_TEMPLATE_ID, settings.SMS_APP_ID = "海州教育", "SMS_154950909", "1400006666"
    settings.SMS_TEMPLATE_VARIABLES = {"name": "name", "content": "text"}
    yield provider
    provider.stop()


@pytest.fixture
def aliyun(settings) -> Iterator[TestAliyun]:
    """A stand-in for Alibaba Cloud that the settings point to."""
    yield from _through(TestAliyun(), "aliyun", settings)


@pytest.fixture
def tencent(settings) -> Iterator[TestTencent]:
    """A stand-in for Tencent Cloud that the settings point to."""
    yield from _through(TestTencent(), "tencent", settings)
