"""Text messages, through an HTTP gateway that takes signed JSON; a provider's own API sits behind such a gateway."""

import hashlib
import hmac
import json

import requests
from django.conf import settings
from django.utils.translation import gettext_noop
from urllib3.exceptions import MaxRetryError

from notifications.channels.outcomes import Answer, DeliveryError, DeliveryRefused, DeliveryUnknown, NoAddress
from notifications.models import Message

SIGNATURE = "X-Yucai-Signature"
NOT_NOW = {408, 425, 429}


def send(message: Message) -> Answer:
    """Post a message to the gateway; our number goes with it, so that the gateway can drop a copy."""
    if not settings.SMS_GATEWAY_URL:
        raise NoAddress(gettext_noop("no SMS gateway is configured"))
    if not message.address:
        raise NoAddress(gettext_noop("no mobile phone is on file"))
    body = json.dumps({"id": message.pk, "to": message.address, "text": message.text}, ensure_ascii=False).encode()
    return _answer(_post(body))


def signature_of(body: bytes) -> str:
    """Return what proves to the gateway that we wrote this body: HMAC-SHA256 under the shared key, in hex."""
    return hmac.new(settings.SMS_GATEWAY_KEY.encode(), body, hashlib.sha256).hexdigest()


def _post(body: bytes) -> requests.Response:
    headers = {"Content-Type": "application/json", SIGNATURE: signature_of(body)}
    try:
        return requests.post(
            settings.SMS_GATEWAY_URL,
            data=body,
            headers=headers,
            timeout=settings.SMS_GATEWAY_TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        if _never_connected(error):
            raise DeliveryError(f"the SMS gateway cannot be reached: {error}") from error
        raise DeliveryUnknown(f"the SMS gateway did not answer: {error}") from error


def _never_connected(error: requests.RequestException) -> bool:
    """True when nothing can have gone out: an unusable URL (a ValueError), or urllib3 gave up while connecting."""
    return isinstance(error, ValueError) or bool(error.args and isinstance(error.args[0], MaxRetryError))


def _answer(response: requests.Response) -> Answer:
    words = f"{response.status_code} {response.text[:500]}".strip()
    if response.ok and not response.is_redirect:
        return Answer(words, reference=_reference(response))
    if response.status_code >= 500 or response.status_code in NOT_NOW:
        raise DeliveryError(words)
    raise DeliveryRefused(words)


def _reference(response: requests.Response) -> str:
    try:
        said = response.json()
    except requests.JSONDecodeError:
        return ""
    return str(said.get("id", ""))[:200] if isinstance(said, dict) else ""
