"""From the ``scores`` of a policy to the sheets they say."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from approvals.policies.sheets import Column, Criterion, Limits, Points, Sheet
from approvals.policies.words import Note, Text

Said = Mapping[str, Any]


def read_sheet(key: str, said: Said) -> Sheet:
    """Read one score sheet; its shape was checked before."""
    judges, rounds = said["judges"], said["round"]
    return Sheet(
        key=key,
        criteria=tuple(_criterion(name, one) for name, one in said["criteria"].items()),
        out_of=Decimal(said["out_of"]),
        trim=judges.get("trim", 0),
        trim_from=judges.get("from", 0),
        per=judges.get("per", Sheet.per),
        take=judges["then"],
        places=_digits(Decimal(rounds["to"])),
        half=rounds["half"],
        when=rounds.get("when", Sheet.when),
        missing=said.get("missing", Sheet.missing),
        cap=_number(said, "cap"),
        columns={name: _column(name, one) for name, one in said.get("columns", {}).items()},
        pass_mark=_number(said, "pass_mark"),
        converted_to=_number(said, "converted_to"),
        grades={word: Decimal(one["from"]) for word, one in said.get("grades", {}).items()},
        note=Note(said.get("from", ""), said.get("assumed", "")),
    )


def read_limits(said: Said) -> Limits:
    """Read how much of full marks each kind of proof may weigh."""
    shares = {kind: Decimal(share) for kind, share in said.items() if kind not in ("from", "assumed")}
    return Limits(shares, Note(said.get("from", ""), said.get("assumed", "")))


def _criterion(key: str, said: Said) -> Criterion:
    return Criterion(
        key=key,
        title=_text(said["title"]),
        max=Decimal(said["max"]),
        weight=Decimal(said.get("weight", 1)),
        levels={level: Decimal(points) for level, points in said.get("levels", {}).items()},
        points=_points(said["points"]) if "points" in said else None,
        tracks=frozenset(said["for"]) if "for" in said else None,
        parts=tuple(_criterion(f"{key}.{name}", one) for name, one in said.get("parts", {}).items()),
        required=said.get("required", False),
        only_if=_text(said["only_if"]) if "only_if" in said else None,
        weighs=said.get("weighs"),
    )


def _points(said: Said) -> Points:
    each, author = said["each"], said.get("author", {})
    mean, least = said.get("mean_per", {}), said.get("least", {})
    lessens = "less" in author
    return Points(
        each={level: Decimal(points) for level, points in each.items()} if isinstance(each, dict) else Decimal(each),
        only=tuple(said.get("only", ())),
        unit=_text(said["unit"]) if "unit" in said else None,
        beyond=Decimal(said.get("beyond", 0)),
        factors={name: Fraction(factor) for name, factor in said.get("factors", {}).items()},
        author={int(rank): Fraction(factor) for rank, factor in author.items()} if author and not lessens else None,
        less=Decimal(author["less"]) if lessens else None,
        to=author.get("to") if lessens else None,
        highest_per=said.get("highest_per"),
        mean_per=mean.get("group"),
        mean_times=Fraction(mean.get("times", 1)),
        least=least.get("items", 0),
        least_years=least.get("each_of_years", 0),
        take=said.get("take", Points.take),
        times=Fraction(said.get("times", 1)),
        cap=_number(said, "cap"),
    )


def _column(key: str, said: Said) -> Column:
    return Column(key, _text(said["title"]), _number(said, "weight"))


def _number(said: Said, key: str) -> Decimal | None:
    return Decimal(said[key]) if key in said else None


def _text(said: Any) -> Text:
    return Text(said["zh"], said.get("en", "")) if isinstance(said, dict) else Text(said)


def _digits(unit: Decimal) -> int:
    return -int(unit.as_tuple().exponent)
