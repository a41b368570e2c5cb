"""How a text of ours fills a template that a provider has approved: an SMS provider sends no free text."""

from collections.abc import Callable

from django.conf import settings

from notifications.models import Message

MAINLAND = "+86"
WORDS: dict[str, Callable[[Message], str]] = {
    "text": lambda message: message.text,
    "subject": lambda message: message.subject,
    "name": lambda message: message.recipient.name,
}


def variables_of(message: Message) -> dict[str, str]:
    """Return the variables of the approved template, in the order of the settings, filled for this message."""
    return {name: WORDS[word](message) for name, word in settings.SMS_TEMPLATE_VARIABLES.items()}


def international(number: str) -> str:
    """Return a number with its country; one without is of the mainland."""
    plain = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return plain if plain.startswith("+") else MAINLAND + plain
