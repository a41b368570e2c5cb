"""A request to a gateway of text messages, and what it means when none is answered."""

from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import MaxRetryError

from notifications.channels.outcomes import DeliveryError, DeliveryUnknown

LONGEST_ANSWER = 500


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> requests.Response:
    """Post once and follow nowhere; DeliveryError where nothing left, DeliveryUnknown where no answer came."""
    try:
        return requests.post(
            url, data=body, headers=headers, timeout=settings.SMS_GATEWAY_TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        if _never_connected(error):
            raise DeliveryError(f"the SMS gateway cannot be reached: {error}") from error
        raise DeliveryUnknown(f"the SMS gateway did not answer: {error}") from error


def words_of(response: requests.Response) -> str:
    """Return the status and the beginning of an answer, as the outbox shows it."""
    return f"{response.status_code} {response.text[:LONGEST_ANSWER]}".strip()


def said_by(response: requests.Response) -> dict[str, Any]:
    """Return the object of an answer in JSON, and an empty one for anything else."""
    try:
        said = response.json()
    except requests.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _never_connected(error: requests.RequestException) -> bool:
    """True when nothing can have gone out: an unusable URL (a ValueError), or urllib3 gave up while connecting."""
    return isinstance(error, ValueError) or bool(error.args and isinstance(error.args[0], MaxRetryError))
