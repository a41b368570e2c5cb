"""From the ``grades`` of a policy to the rules they say."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from approvals.policies.grades import Grade, Grades, Variant
from approvals.policies.quotas import Share, Tie
from approvals.policies.words import Note, Seat, Text

Said = Mapping[str, Any]


def read_grades(key: str, said: Said) -> Grades:
    """Read the grades of one list; their shape was checked before."""
    return Grades(
        key=key,
        grades=tuple(_grade(name, one) for name, one in said["grades"].items()),
        apart=tuple(_grade(name, one) for name, one in said.get("apart", {}).items()),
        sheet=said.get("by"),
        ties=tuple(Tie(_text(tie["says"]), tie.get("by")) for tie in said.get("ties", ())),
        note=_note(said),
    )


def _grade(key: str, said: Said) -> Grade:
    return Grade(
        key=key,
        title=_text(said["title"]),
        at_least=Decimal(said["at_least"]) if "at_least" in said else None,
        when=said.get("when"),
        most=_share(said["most"]) if "most" in said else None,
        variants={name: _variant(name, one) for name, one in said.get("variants", {}).items()},
        note=_note(said),
    )


def _variant(key: str, said: Said) -> Variant:
    return Variant(key, _text(said["says"]), Fraction(said["pct"]), Seat.parse(said["granted_by"]))


def _share(said: int | Said) -> Share:
    return Share(said) if isinstance(said, int) else Share(pct=Fraction(said["pct"]), up=said["round"] == "up")


def _text(said: Any) -> Text:
    return Text(said["zh"], said.get("en", "")) if isinstance(said, dict) else Text(said)


def _note(said: Said) -> Note:
    return Note(said.get("from", ""), said.get("assumed", ""))
