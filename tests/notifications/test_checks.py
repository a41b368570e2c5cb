import re

import pytest
from django.template.loader import get_template

from notifications.checks import check_gateway, check_templates
from tests.house.repository import product_code, text


def faults(check):
    return [(fault.id, fault.msg) for fault in check()]


@pytest.fixture
def at_aliyun(settings):
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_ID, settings.SMS_GATEWAY_KEY = "aliyun", "id", "key"
    settings.SMS_SIGN_NAME, settings.SMS_TEMPLATE_ID = "海州教育", "SMS_154950909"


def test_the_settings_as_they_come_start():
    assert faults(check_gateway) == []


def test_a_gateway_nobody_knows_does_not_start(settings):
    settings.SMS_GATEWAY = "pigeon"

    assert faults(check_gateway) == [("notifications.E001", "SMS_GATEWAY names “pigeon”, which is no gateway.")]


@pytest.mark.usefixtures("at_aliyun")
def test_a_provider_set_up_by_half_does_not_start(settings):
    assert faults(check_gateway) == []

    settings.SMS_SIGN_NAME = ""

    assert faults(check_gateway) == [("notifications.E002", "SMS_GATEWAY=aliyun needs SMS_SIGN_NAME.")]


def test_a_variable_that_nothing_fills_does_not_start(settings):
    settings.SMS_TEMPLATE_VARIABLES = {"content": "txt"}

    message = "SMS_TEMPLATE_VARIABLES fills “content” with “txt”, which no message has."
    assert faults(check_gateway) == [("notifications.E003", message)]


@pytest.fixture
def write(settings, tmp_path):
    """Write a message template of its own beside the product's."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    folder = tmp_path / "letters" / "messages"
    folder.mkdir(parents=True)

    names = {"text": "half.txt", "subject": "half.subject.txt", "sms": "half.sms.txt"}

    def write(**words):
        for part, said in words.items():
            (folder / names[part]).write_text(said)

    return write


def test_the_message_templates_of_the_product_are_whole():
    assert faults(check_templates) == []


def test_a_message_without_a_text_does_not_start(write):
    write(subject="Subject")

    assert faults(check_templates) == [("notifications.E004", "The message letters/messages/half lacks the text.")]


def test_a_message_without_a_subject_does_not_start(write):
    write(text="Text", sms="Short")

    [(fault, words)] = faults(check_templates)
    assert fault == "notifications.E004"
    assert words.startswith("The message letters/messages/half lacks the subject")


def test_a_message_that_says_nothing_over_a_channel_does_not_start(write):
    write(text="Text", subject="Subject", sms=" ")

    words = "The message letters/messages/half says nothing in letters/messages/half.sms.txt."
    assert faults(check_templates) == [("notifications.E005", words)]


def test_a_message_that_cannot_be_read_does_not_start(write):
    write(text="{% if %}", subject="Subject")

    assert [fault for fault, _words in faults(check_templates)] == ["notifications.E006"]


def test_every_message_that_the_code_names_is_written():
    named = {name for path in product_code() for name in re.findall(r'"(\w+/messages/\w+)"', text(path))}

    assert len(named) > 10
    assert all(get_template(f"{name}.txt") for name in named)
