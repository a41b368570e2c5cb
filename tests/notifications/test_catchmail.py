import json
import signal
import subprocess
import sys

import pytest

from notifications.local import free_port
from notifications.models import Channel
from notifications.services import deliver_due


@pytest.fixture
def caught(tmp_path, settings, monkeypatch):
    """The file of a post office that runs in a process of its own."""
    path, mail_port, sms_port = tmp_path / "var" / "caught.jsonl", free_port(), free_port()
    monkeypatch.setenv("SMS_GATEWAY_KEY", "shared")
    ports = ["--mail-port", str(mail_port), "--sms-port", str(sms_port)]
    office = subprocess.Popen(
        [sys.executable, "manage.py", "catchmail", str(path), *ports], stdout=subprocess.PIPE, text=True
    )
    office.stdout.readline()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_port
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = f"http://127.0.0.1:{sms_port}/sms", "shared"
    yield path
    office.send_signal(signal.SIGTERM)
    assert office.wait(timeout=10) == 0
    office.stdout.close()


def test_all_that_is_sent_ends_as_lines_in_the_file(tell, principal, caught, now):
    tell(principal, channels=[Channel.EMAIL, Channel.SMS])

    deliver_due(now)

    lines = [json.loads(line) for line in caught.read_text(encoding="utf-8").splitlines()]
    assert sorted((line["channel"], line["to"]) for line in lines) == [
        ("email", ["wang.fang@example.com"]),
        ("sms", "13800000001"),
    ]


def test_a_text_message_with_a_wrong_signature_is_refused(tell, principal, caught, settings, now):
    settings.SMS_GATEWAY_KEY = "another"
    tell(principal, channels=[Channel.SMS])

    deliver_due(now)

    assert not caught.exists()
