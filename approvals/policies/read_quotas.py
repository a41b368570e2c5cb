"""From the ``quotas`` and the ``ranking`` of a policy to the rules they say."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from approvals.policies.quotas import Cap, PerUnit, Places, Ranking, Share, Tie
from approvals.policies.words import Note, Seat, Text

PLACES_WORDS = ("approx", "granted_by", "term", "from", "assumed")
Said = Mapping[str, Any]


def read_quotas(said: Said) -> dict[str, Any]:
    """Read the places, what a unit may put forward, and the caps and reserved shares."""
    return {
        "places": _places(said["places"]) if "places" in said else None,
        "per_unit": PerUnit(said["per_unit"]["max"], said["per_unit"]["at"], _note(said["per_unit"]))
        if "per_unit" in said
        else None,
        "caps": {key: _cap(key, one) for key, one in said.get("caps", {}).items()},
    }


def read_ranking(key: str, said: Said) -> Ranking:
    """Read the rule of one list."""
    ties = tuple(Tie(_text(tie["says"]), tie.get("by")) for tie in said.get("ties", ()))
    return Ranking(key, said["by"], ties, said.get("waitlist", {}).get("n", 0), _note(said))


def _places(said: Said) -> Places:
    return Places(
        by_track={track: number for track, number in said.items() if track not in PLACES_WORDS},
        approx=said.get("approx", 0),
        granted_by=Seat.parse(said["granted_by"]) if "granted_by" in said else None,
        term_years=int(said["term"].removesuffix("y")) if "term" in said else None,
        note=_note(said),
    )


def _cap(key: str, said: Said) -> Cap:
    return Cap(
        key=key,
        says=_text(said["says"]),
        least=_share(said["at_least"]) if "at_least" in said else None,
        most=_share(said["at_most"]) if "at_most" in said else None,
        who=said.get("who"),
        per=said.get("per"),
        tracks=frozenset(said["for"]) if "for" in said else None,
        releases=said.get("unfilled", "release") == "release",
        note=_note(said),
    )


def _share(said: int | Said) -> Share:
    return Share(said) if isinstance(said, int) else Share(pct=Fraction(said["pct"]), up=said["round"] == "up")


def _text(said: Any) -> Text:
    return Text(said["zh"], said.get("en", "")) if isinstance(said, dict) else Text(said)


def _note(said: Said) -> Note:
    return Note(said.get("from", ""), said.get("assumed", ""))
