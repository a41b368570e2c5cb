"""What somebody can learn of a world: every answer of every address, and every message sent to them."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.db import transaction
from django.test import Client

from core.models import User
from notifications.models import Message
from tests.blindness.table import addresses, crossed
from tests.blindness.worlds import World, world
from tests.season import Season

Answers = dict[tuple[str, str, str], bytes]


@dataclass(frozen=True)
class Nonce:
    """Bytes that differ from one answer to the next without telling anything, and why they do not."""

    pattern: bytes
    why: str


NONCES = (
    Nonce(rb'(?<=name="csrfmiddlewaretoken" value=")\w+', "drawn by lot for every page"),
    Nonce(rb'(?<="X-CSRFToken": ")\w+', "the same, for requests from a script"),
    Nonce(rb"(?<=messages=)([^;]*):\w{6}:[\w-]{43}", "the hour and the signature on a message that waits in a cookie"),
    Nonce(rb"(?<=/calendar/)[\w-]{43}(?=\.ics)", "the key in the address of a calendar, drawn by lot"),
    Nonce(rb"(?<=LAST-MODIFIED:)\w+|(?<=DTSTAMP:)\w+", "the second in which a calendar was first told of a deadline"),
    Nonce(rb"(?<=\nETag: )[^\n]*", "the digest of a calendar, those seconds included"),
    Nonce(rb"(?<=\nExpires: )[^\n]*", "the hour of the wall's clock, on answers that nobody may keep"),
    Nonce(rb"(?:csrftoken|sessionid)=[^\n]*", "the keys of this browser's own session, and until when they are kept"),
)


@dataclass(frozen=True)
class Fact:
    """Something hidden: two ways in which it may be, the story it is told in, and who must not see which is so.

    ``knows`` is somebody who may know, and the address where they see it: who compares must be able to find something.
    ``words`` are what one would search for; ``probing`` are those who also try every verb; ``covered`` are nonces of
    this fact alone.
    """

    name: str
    tell: Callable[[Season, Any], World]
    ways: tuple[Any, Any]
    blind: tuple[str, ...]
    knows: tuple[str, str] | None = None
    words: tuple[str, ...] = ()
    probing: tuple[str, ...] = ()
    covered: tuple[Nonce, ...] = ()


@dataclass(frozen=True)
class Variant:
    """The product with something changed in it, read by some people at some addresses."""

    key: str
    patch: Callable[[], AbstractContextManager] = nullcontext
    roles: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """An address that answers somebody differently in two worlds which must look the same to them."""

    role: str
    name: str
    address: str
    first: bytes
    second: bytes

    def __str__(self) -> str:
        return f"{self.role} · {self.address}\n    {_around(self.first, self.second)}"


KNOWN = "who may know"


def differences(fact: Fact, variants: Iterable[Variant] = ()) -> dict[str, list[Difference]]:
    """Return where a fact shows: to who must not see it, under an empty key, to who may know it, and in variants."""
    if fact.knows:
        role, name = fact.knows
        variants = [Variant(KNOWN, roles=(role,), only=frozenset({name})), *variants]
    seen: list[dict[str, Answers]] = []
    for way in fact.ways:
        with world(fact.tell, way, covered=b"|".join(nonce.pattern for nonce in fact.covered)) as told:
            found = {"": read(told, roles=fact.blind, words=fact.words) | probe(told, roles=fact.probing)}
            for variant in variants:
                with variant.patch():
                    found[variant.key] = read(told, roles=variant.roles, words=fact.words, only=variant.only)
            seen.append(found)
    return {key: list(_differing(seen[0][key], seen[1][key], covered=fact.covered)) for key in seen[0]}


def read(told: World, *, roles: Iterable[str], words: Collection[str], only: Collection[str] = ()) -> Answers:
    """Return everything that each role is answered, and the messages written to them."""
    found: Answers = {}
    for role in roles:
        client = _client(told, role)
        for name, address in list(addresses(told, words=words, only=only)):
            found[role, name, address] = _answer(client.get(address))
        if user := told.people[role]:
            found[role, "messages", "what was sent to them"] = _letters(user)
    return found


def probe(told: World, *, roles: Iterable[str]) -> Answers:
    """Return how each role is answered who tries every verb, also on rounds of a case they do not belong to."""
    said = {"verdict": "approve", "choice": "approve", "opinion": "理由。", "reason": "理由。", "text": "理由。"}
    said |= {"finding": "upheld", "is_sure": "on", "until": "2026-12-31", "places": "1", "seen": "1", "statement": "新"}
    found: Answers = {}
    for role in roles:
        client = _client(told, role)
        for name, address in dict.fromkeys([*addresses(told, words=()), *crossed(told)]):
            with transaction.atomic():
                found[role, name, f"POST {address}"] = _answer(client.post(address, said))
                transaction.set_rollback(True)
    return found


class Reader(Client):
    """A browser that keeps nothing of how a page came about; what the test client notes of it takes as long again."""

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def _client(told: World, role: str) -> Reader:
    client, told.reader = Reader(), told.people[role]
    if told.reader:
        client.force_login(told.reader)
    return client


def _answer(response: Any) -> bytes:
    """Return an answer as bytes: its status, its headers, its cookies and its body, declared nonces covered."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AssertionError(f"{response.status_code} instead of an answer")
    head = [f"{response.status_code}", *(f"{name}: {value}" for name, value in sorted(response.headers.items()))]
    cookies = [cookie.OutputString() for _name, cookie in sorted(response.cookies.items())]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    answer = "\n".join([*head, *cookies, "", ""]).encode() + _unpacked(body)
    return _masked(answer, NONCES)


def _unpacked(body: bytes) -> bytes:
    """Return what a Word file says, part by part; anything else as it is."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as parts:
        return b"".join(parts.read(name) for name in sorted(parts.namelist()))


def _masked(answer: bytes, nonces: Iterable[Nonce]) -> bytes:
    for nonce in nonces:
        answer = re.sub(nonce.pattern, b"*", answer)
    return answer


def _letters(user: User) -> bytes:
    rows = Message.objects.filter(recipient=user).order_by("pk")
    return repr(list(rows.values_list("key", "channel", "address", "subject", "text", "created_at"))).encode()


def _differing(first: Answers, second: Answers, *, covered: tuple[Nonce, ...]) -> Iterator[Difference]:
    for key in dict.fromkeys([*first, *second]):
        ours, theirs = (_masked(answers.get(key, b"no such address"), covered) for answers in (first, second))
        if ours != theirs:
            yield Difference(*key, ours, theirs)


def _around(first: bytes, second: bytes, *, width: int = 60) -> str:
    """Show both answers where they first part, lengths aside."""
    ours, theirs = (re.sub(r"Content-Length: \d+", "", text.decode(errors="replace")) for text in (first, second))
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return " ≠ ".join(repr(text[max(at - width, 0) : at + width]) for text in (ours, theirs))
