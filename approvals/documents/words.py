"""What a paper says: plain values, the same for Word and for print, frozen as they stand when it is issued."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import pgettext

P = ParamSpec("P")
R = TypeVar("R")
DIGITS_SHOWN = 16
UNWRITABLE = re.compile("[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


@dataclass(frozen=True)
class Fact:
    """Something the head of a paper says; a template asks for one by its key, ``{{ fact.name }}``."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Opinion:
    """What somebody said, who they are, and the day they said it: the lines above a signature."""

    text: str
    by: str = ""
    day: str = ""


@dataclass(frozen=True)
class Box:
    """An opinion box of a form: its heading, and everybody's words in it."""

    title: str
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class Words:
    """Everything a paper says besides its number, its day and its check code, which it is given when it is issued."""

    title: str
    issuer: str
    subtitle: str = ""
    addressee: str = ""
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    boxes: tuple[Box, ...] = ()
    closing: tuple[str, ...] = ()  # below the table or the boxes
    note: str = ""  # in small print at the end


def as_stored(words: Words, *, number: str = "", day: str = "") -> dict[str, Any]:
    """Return a paper's words as they are stored, with the number and the day it was issued under."""
    return _cleaned({**asdict(words), "number": number, "day": day})


def digest_of(stored: Mapping[str, Any]) -> str:
    """Return what no word of a paper can change without changing."""
    return hashlib.sha256(json.dumps(stored, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def lines_of(stored: Mapping[str, Any]) -> Iterator[str]:
    """Give every line of a paper in the order it is read, for a page that shows it."""
    yield from filter(None, (stored["subtitle"], stored["addressee"]))
    yield from (f"{fact['label']} {fact['value']}" for fact in stored["facts"])
    yield from stored["paragraphs"]
    yield from (" · ".join(row) for row in (stored["columns"], *stored["rows"]) if row)
    for box in stored["boxes"]:
        yield box["title"]
        yield from (" ".join(filter(None, opinion.values())) for opinion in box["opinions"])
    yield from filter(None, (*stored["closing"], stored["note"], stored["issuer"], stored["day"]))


def plain_day(day: dt.date) -> str:
    """Return a day as papers write it, without the day of the week."""
    return date_format(day, pgettext("a day on a paper, as a Django date format", "j F Y"))


def in_the_office_language(said: Callable[P, R]) -> Callable[P, R]:
    """Let a function speak the language of the office, whoever reads: the same data give the same paper."""

    @wraps(said)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(settings.LANGUAGE_CODE):
            return said(*args, **kwargs)

    return speaking


def _cleaned(value: Any) -> Any:
    """Return plain JSON without the signs that no document can hold."""
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return UNWRITABLE.sub("", str(value).replace("\r\n", "\n").replace("\t", " "))
