"""Text messages through Alibaba Cloud 阿里云: SendSms of 2017-05-25, signed by ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import requests
from django.conf import settings

from core import clock
from notifications.channels.outcomes import Answer, DeliveryError, DeliveryRefused, DeliveryUnknown
from notifications.channels.posting import post, said_by, words_of
from notifications.channels.wording import variables_of
from notifications.models import Message

ADDRESS = "https://dysmsapi.aliyuncs.com/"
ALGORITHM = "ACS3-HMAC-SHA256"
NEEDS = ("SMS_GATEWAY_ID", "SMS_GATEWAY_KEY", "SMS_SIGN_NAME", "SMS_TEMPLATE_ID")

# Too often, out of money, or in trouble: the vendor's advice is to ask again. Whatever is not named here is refused.
NOT_NOW = {
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.OUT_OF_SERVICE",
    "isv.AMOUNT_NOT_ENOUGH",
    "isp.SYSTEM_ERROR",
    "ServiceUnavailable",
    "SignatureNonceUsed",
}
THROTTLED = "Throttling"


def send(message: Message) -> Answer:
    """Fill the approved template for one number; our own number goes along as OutId and comes back in the receipt."""
    address = urlsplit(settings.SMS_GATEWAY_URL or ADDRESS)
    query = {
        "PhoneNumbers": message.address,
        "SignName": settings.SMS_SIGN_NAME,
        "TemplateCode": settings.SMS_TEMPLATE_ID,
        "TemplateParam": json.dumps(variables_of(message), ensure_ascii=False),
        "OutId": str(message.pk),
    }
    headers = {
        "host": address.netloc,
        "x-acs-action": "SendSms",
        "x-acs-version": "2017-05-25",
        "x-acs-date": f"{clock.wall():%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    signed = {**headers, "Authorization": authorization(query, headers)}
    url = address._replace(path="/", query=canonical(query)).geturl()
    return _answer(post(url, body=b"", headers=signed))


def authorization(query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """Return the header that signs a POST to / with these parameters and these headers, all in small letters."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", canonical(query), lines, names, headers["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(settings.SMS_GATEWAY_KEY.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={settings.SMS_GATEWAY_ID},SignedHeaders={names},Signature={signature}"


def canonical(query: Mapping[str, str]) -> str:
    """Return parameters sorted and percent-encoded by RFC 3986, where a space is %20."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def _answer(response: requests.Response) -> Answer:
    said, words = said_by(response), words_of(response)
    code = said.get("Code")
    if not isinstance(code, str):
        raise DeliveryUnknown(words)
    if code == "OK":
        return Answer(words, reference=str(said.get("BizId", ""))[:200])
    if code in NOT_NOW or code.startswith(THROTTLED):
        raise DeliveryError(words)
    raise DeliveryRefused(words)
