"""The small words of a policy: a text, where a clause comes from, an office, a pass rule."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """Words of the policy, shown in the reader's language."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Note:
    """Where a clause comes from: an article of a source, or an assumption and its reason."""

    source: str = ""
    assumed: str = ""


UNSAID = Note()


class Clausal(Protocol):
    """Anything in a policy that says where it comes from."""

    @property
    def note(self) -> Note: ...


@dataclass(frozen=True)
class Seat:
    """An office, ``role@place``; without a role, the person called ``self`` or whoever sits as ``nominator``."""

    role: str | None
    place: str

    @classmethod
    def parse(cls, words: str) -> "Seat":
        role, _at, place = words.rpartition("@")
        return cls(role or None, place)

    def __str__(self) -> str:
        return f"{self.role}@{self.place}" if self.role else self.place


@dataclass(frozen=True)
class PassRule:
    """The share of votes in favour that carries a meeting's question."""

    share: Fraction
    strict: bool
    of: str  # electorate, cast or present

    @classmethod
    def parse(cls, words: str) -> "PassRule":
        """Read ``more than 1/2 of electorate`` or ``at least 2/3 of present``."""
        strict = words.startswith("more than ")
        share, _of, of = words.removeprefix("more than ").removeprefix("at least ").partition(" of ")
        return cls(Fraction(share), strict, of)

    def __str__(self) -> str:
        return f"{'more than' if self.strict else 'at least'} {self.share} of {self.of}"
