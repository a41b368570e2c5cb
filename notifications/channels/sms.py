"""Text messages, through the gateway that the settings name."""

from collections.abc import Iterator
from types import ModuleType

from django.conf import settings
from django.utils.translation import gettext_noop

from notifications.channels import aliyun, gateway, tencent
from notifications.channels.outcomes import Answer, NoAddress
from notifications.models import Message

GATEWAYS: dict[str, ModuleType] = {"http": gateway, "aliyun": aliyun, "tencent": tencent}


def send(message: Message) -> Answer:
    """Hand a message to the gateway; NoAddress where there is none, or no number to send it to."""
    chosen = GATEWAYS.get(settings.SMS_GATEWAY)
    if chosen is None or any(missing_settings()):
        raise NoAddress(gettext_noop("no SMS gateway is configured"))
    if not message.address:
        raise NoAddress(gettext_noop("no mobile phone is on file"))
    answer: Answer = chosen.send(message)
    return answer


def missing_settings() -> Iterator[str]:
    """Yield the settings that the chosen gateway needs and nobody has given."""
    for name in GATEWAYS[settings.SMS_GATEWAY].NEEDS:
        if not getattr(settings, name):
            yield name
