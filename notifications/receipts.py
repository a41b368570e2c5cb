"""回执: what a gateway says later of a text message that it took."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.channels import gateway
from notifications.channels.outcomes import storable
from notifications.models import Channel, Message, State

LONGEST_WORDS, LONGEST_REFERENCE, LONGEST_NUMBER = 500, 200, 18


@dataclass(frozen=True)
class Receipt:
    """Whether a message arrived: the gateway's reference, its words, and our number where it gives that back."""

    arrived: bool
    words: str
    reference: str
    number: str = ""


def key_of(provider: str) -> str:
    """Return the part of a callback address that only we and the provider know: neither vendor signs its receipts."""
    return salted_hmac("notifications.receipts", provider, algorithm="sha256").hexdigest()


def is_genuine(provider: str, *, key: str, body: bytes, signature: str) -> bool:
    """True when a call comes from the gateway in use: by its signature on the body, or by the secret address."""
    if provider != settings.SMS_GATEWAY:
        return False
    if provider == "http":
        return bool(settings.SMS_GATEWAY_KEY) and constant_time_compare(signature, gateway.signature_of(body))
    return constant_time_compare(key, key_of(provider))


def read(provider: str, body: bytes) -> list[Receipt]:
    """Return the receipts of a call; ValueError where it is in no form that the gateway uses."""
    said = json.loads(body)
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise ValueError("no list of receipts")
    return [READERS[provider](one) for one in said]


def take(receipts: list[Receipt]) -> bool:
    """Write down what became of our messages; True when every receipt was of one of them.

    Saying it again changes nothing. What has arrived stays so, and a message that waits to be sent is not touched.
    """
    known = [_take(receipt) for receipt in receipts]  # each of them, also after one that is not ours
    return all(known)


def _take(receipt: Receipt) -> bool:
    ours = Message.objects.filter(_meant_by(receipt), channel=Channel.SMS)
    open_to = [State.SENT, State.UNKNOWN, *([State.FAILED] if receipt.arrived else [])]
    became = State.DELIVERED if receipt.arrived else State.FAILED
    ours.filter(state__in=open_to).update(state=became, answer=receipt.words)
    return ours.exists()


def _meant_by(receipt: Receipt) -> Q:
    """Our message by the gateway's reference, or by our number where the gateway never answered."""
    meant = Q(provider_ref=receipt.reference) & ~Q(provider_ref="")
    if receipt.number.isdecimal():
        meant |= Q(pk=int(receipt.number), state=State.UNKNOWN)
    return meant


def _of_gateway(said: dict[str, Any]) -> Receipt:
    return _receipt(said.get("arrived"), said, words=["words"], reference="id")


def _of_aliyun(said: dict[str, Any]) -> Receipt:
    return _receipt(said.get("success"), said, words=["err_code", "err_msg"], reference="biz_id", number="out_id")


def _of_tencent(said: dict[str, Any]) -> Receipt:
    arrived = {"SUCCESS": True, "FAIL": False}.get(str(said.get("report_status")))
    return _receipt(arrived, said, words=["errmsg", "description"], reference="sid")


def _receipt(arrived: Any, said: dict[str, Any], *, words: list[str], reference: str, number: str = "") -> Receipt:
    if not isinstance(arrived, bool):
        raise ValueError("a receipt that says neither yes nor no")
    return Receipt(
        arrived,
        storable(" ".join(str(said.get(name, "")) for name in words).strip(), most=LONGEST_WORDS),
        reference=storable(str(said.get(reference, "")), most=LONGEST_REFERENCE),
        number=storable(str(said.get(number, "")), most=LONGEST_NUMBER),
    )


READERS: dict[str, Callable[[dict[str, Any]], Receipt]] = {
    "http": _of_gateway,
    "aliyun": _of_aliyun,
    "tencent": _of_tencent,
}
