"""What a channel may say of a message: an answer, or one of four ways in which it was not delivered."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.models import State


@dataclass(frozen=True)
class Answer:
    """The provider took the message: its own words, and its reference if it gave one."""

    words: str
    reference: str = ""


class Undelivered(Exception):  # noqa: N818 — a fact, not always an error
    """A message was not delivered, or nobody knows; the text says why."""

    state: ClassVar[State]


class DeliveryError(Undelivered):
    """It did not go out this time; it is tried again."""

    state = State.WAITING


class DeliveryRefused(Undelivered):
    """The provider does not take it, now or later."""

    state = State.FAILED


class DeliveryUnknown(Undelivered):
    """It may have gone out; sending it again by itself could tell somebody twice."""

    state = State.UNKNOWN


class NoAddress(Undelivered):
    """There is nowhere to send it."""

    state = State.UNDELIVERABLE


def storable(words: str, *, most: int) -> str:
    """Return what somebody else said as a database takes it: no NUL, no half of a character, no end of it."""
    return words.encode("utf-8", "replace").decode().replace("\0", "")[:most]
