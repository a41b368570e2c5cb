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
    """How many votes of one kind settle a question: a number of them, or a share of a base."""

    share: Fraction
    strict: bool = False
    of: str = "electorate"  # electorate, cast or present
    number: int | None = None  # so many, whatever the base

    @classmethod
    def parse(cls, words: str | int) -> "PassRule":
        """Read ``more than 1/2 of electorate``, ``at least 2/3 of present``, ``all``, ``any`` or a number."""
        if isinstance(words, int) or words == "any":
            return cls(Fraction(1), number=1 if words == "any" else int(words))
        if words == "all":
            return cls(Fraction(1))
        strict = words.startswith("more than ")
        share, _of, of = words.removeprefix("more than ").removeprefix("at least ").partition(" of ")
        return cls(Fraction(share), strict, of)

    def __str__(self) -> str:
        if self.number is not None:
            return str(self.number)
        return f"{'more than' if self.strict else 'at least'} {self.share} of {self.of}"


ANY = PassRule.parse("any")
ALL = PassRule.parse("all")


@dataclass(frozen=True)
class RoundRule:
    """How the votes of a round become its verdict.

    Thresholds are asked in the order reject, return, approve. Without ``hold`` the first one that is reached settles
    the round, as long as its base does not move with every vote (``cast``); with it, everybody is heard first.
    """

    approve: PassRule = ALL
    reject: PassRule | None = ANY  # None: rejected when it can be approved no more
    returns: PassRule | None = ANY
    abstain: str = "apart"  # apart: not cast; cast: cast, for neither; against: a vote against
    tie: str = "reject"  # reject, or again: a second ballot
    in_turn: bool = False
    hold: bool = False
    among: int | None = None  # the n of “k of n”, as the policy says it


TOGETHER = RoundRule()  # 会签
