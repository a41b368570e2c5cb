"""What keeps the post office from opening: Django asks at every start from the command line."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from notifications.channels.sms import GATEWAYS, missing_settings
from notifications.channels.wording import WORDS


@register("notifications")
def check_gateway(**kwargs: Any) -> list[CheckMessage]:
    """Refuse an SMS gateway nobody knows, one that is set up by half, and a template variable filled by nothing."""
    return [*_gateway_faults(), *_variable_faults()]


def _gateway_faults() -> Iterator[CheckMessage]:
    name = settings.SMS_GATEWAY
    if name not in GATEWAYS:
        hint = f"Known are {', '.join(GATEWAYS)}."
        yield Error(f"SMS_GATEWAY names “{name}”, which is no gateway.", hint=hint, id="notifications.E001")
    elif name != "http":  # without an address of its own, the HTTP gateway is simply switched off
        for missing in missing_settings():
            yield Error(f"SMS_GATEWAY={name} needs {missing}.", hint=f"Set {missing}.", id="notifications.E002")


def _variable_faults() -> Iterator[CheckMessage]:
    for variable, word in settings.SMS_TEMPLATE_VARIABLES.items():
        if word not in WORDS:
            yield Error(
                f"SMS_TEMPLATE_VARIABLES fills “{variable}” with “{word}”, which no message has.",
                hint=f"A message has {', '.join(WORDS)}.",
                id="notifications.E003",
            )
