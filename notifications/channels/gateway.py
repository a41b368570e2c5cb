"""Text messages through an HTTP gateway of the bureau's own that takes signed JSON."""

import hashlib
import hmac
import json

import requests
from django.conf import settings

from notifications.channels.outcomes import Answer, DeliveryError, DeliveryRefused, DeliveryUnknown
from notifications.channels.posting import post, said_by, words_of
from notifications.models import Message

SIGNATURE = "X-Yucai-Signature"
NOT_NOW = {408, 425, 429}
NEEDS = ("SMS_GATEWAY_URL",)


def send(message: Message) -> Answer:
    """Post a message to the gateway; our number goes with it, so that the gateway can drop a copy."""
    body = json.dumps({"id": message.pk, "to": message.address, "text": message.text}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", SIGNATURE: signature_of(body)}
    return _answer(post(settings.SMS_GATEWAY_URL, body=body, headers=headers))


def signature_of(body: bytes) -> str:
    """Return what proves to the gateway that we wrote this body: HMAC-SHA256 under the shared key, in hex."""
    return hmac.new(settings.SMS_GATEWAY_KEY.encode(), body, hashlib.sha256).hexdigest()


def _answer(response: requests.Response) -> Answer:
    words = words_of(response)
    if response.ok and response.text.lstrip().startswith("<"):  # a page of whoever stands between us and the gateway
        raise DeliveryUnknown(words)
    if response.ok and not response.is_redirect:
        return Answer(words, reference=str(said_by(response).get("id", ""))[:200])
    if response.status_code >= 500 or response.status_code in NOT_NOW:
        raise DeliveryError(words)
    raise DeliveryRefused(words)
