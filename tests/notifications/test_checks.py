import pytest

from notifications.checks import check_gateway


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
