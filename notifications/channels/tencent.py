"""Text messages through Tencent Cloud 腾讯云: SendSms of 2021-01-11, signed by TC3-HMAC-SHA256."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

from core import clock
from notifications.channels.outcomes import Answer, DeliveryError, DeliveryRefused, DeliveryUnknown
from notifications.channels.posting import post, said_by, words_of
from notifications.channels.wording import international, variables_of
from notifications.models import Message

ADDRESS = "https://sms.tencentcloudapi.com/"
REGION = "ap-guangzhou"
ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"
NEEDS = ("SMS_GATEWAY_ID", "SMS_GATEWAY_KEY", "SMS_SIGN_NAME", "SMS_TEMPLATE_ID", "SMS_APP_ID")

# Whatever is named by neither is refused.
NOT_NOW = ("LimitExceeded", "RequestLimitExceeded", "FailedOperation.InsufficientBalanceInSmsPackage")
NOT_KNOWN = ("InternalError",)


def send(message: Message) -> Answer:
    """Fill the approved template for one number."""
    address = urlsplit(settings.SMS_GATEWAY_URL or ADDRESS)
    moment = int(clock.wall().timestamp())
    asked = {
        "PhoneNumberSet": [international(message.address)],
        "SmsSdkAppId": settings.SMS_APP_ID,
        "SignName": settings.SMS_SIGN_NAME,
        "TemplateId": settings.SMS_TEMPLATE_ID,
        "TemplateParamSet": list(variables_of(message).values()),
        "SessionContext": str(message.pk),
    }
    body = json.dumps(asked).encode()
    headers = {
        "Authorization": authorization(body, service="sms", host=address.netloc, moment=moment),
        "Content-Type": CONTENT_TYPE,
        "Host": address.netloc,
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Timestamp": str(moment),
        "X-TC-Region": REGION,
    }
    return _answer(post(address._replace(path="/").geturl(), body=body, headers=headers))


def authorization(body: bytes, *, service: str, host: str, moment: int) -> str:
    """Return the header that signs a POST of a JSON body to / at this second."""
    day = f"{dt.datetime.fromtimestamp(moment, tz=dt.UTC):%Y-%m-%d}"
    scope, names = f"{day}/{service}/tc3_request", "content-type;host"
    lines = f"content-type:{CONTENT_TYPE}\nhost:{host}\n"
    request = "\n".join(["POST", "/", "", lines, names, hashlib.sha256(body).hexdigest()])
    to_sign = "\n".join([ALGORITHM, str(moment), scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"TC3{settings.SMS_GATEWAY_KEY}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={settings.SMS_GATEWAY_ID}/{scope}, SignedHeaders={names}, Signature={signature}"


def _answer(response: requests.Response) -> Answer:
    words = words_of(response)
    verdict = _verdict(said_by(response))
    code = verdict.get("Code")
    if not isinstance(code, str) or code.startswith(NOT_KNOWN):
        raise DeliveryUnknown(words)
    if code == "Ok":
        return Answer(words, reference=str(verdict.get("SerialNo", ""))[:200])
    if code.startswith(NOT_NOW):
        raise DeliveryError(words)
    raise DeliveryRefused(words)


def _verdict(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of our one number, or of the request as a whole; nothing where it is not in that form."""
    match said.get("Response"):
        case {"Error": dict(error)}:
            return error
        case {"SendStatusSet": [dict(status)]}:
            return status
    return {}
