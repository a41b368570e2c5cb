"""积分: pure; listed items become points by the one pipeline that a policy's sheet fills in.

only → worth → factors → author → least → highest per year or work → mean per year or work → sum, highest or mean →
times → cap. Each step that changed something is written down beside the item it changed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from approvals.panels.exact import text
from approvals.policies.sheets import OLDER, Points, years_of

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Worked:
    """Points and how they came about, item by item."""

    points: Fraction
    items: tuple[dict[str, Any], ...] = ()
    steps: tuple[dict[str, str], ...] = ()


def points_for(items: Sequence[Item], *, rule: Points, most: Decimal, on: dt.date) -> Worked:
    """Return what listed items are worth on the day years are measured on; never more than ``most``."""
    lines = [_worth(item, rule=rule, on=on) for item in items]
    if short := _short_of_least(lines, items, rule=rule, on=on):
        return Worked(Fraction(0), tuple(lines), (short,))
    if rule.highest_per:
        _keep_highest(lines, items, per=rule.highest_per)
    counted, steps = _grouped(lines, items, rule=rule)
    gained = _taken(counted, rule.take)
    if rule.take != "sum" and counted:
        steps.append({"do": rule.take, "gives": text(gained)})
    if rule.times != 1 and counted:
        gained *= rule.times
        steps.append({"do": "times", "by": text(rule.times), "gives": text(gained)})
    if gained > most:
        gained = Fraction(most)
        steps.append({"do": "cap", "gives": text(gained)})
    return Worked(gained, tuple(lines), tuple(steps))


def _worth(item: Item, *, rule: Points, on: dt.date) -> dict[str, Any]:
    line: dict[str, Any] = {"title": item["title"]}
    if item.get("level"):
        line["level"] = item["level"]
    if missed := next((name for name in rule.only if not _holds(name, item, on=on)), None):
        return {**line, "points": "0", "out": "only", "name": missed}
    value = Fraction(rule.each[item["level"]] if isinstance(rule.each, Mapping) else rule.each)
    if rule.unit is not None:
        value *= max(Fraction(item["number"]) - Fraction(rule.beyond), Fraction(0))
        line["number"] = text(Fraction(item["number"]))
    line["worth"] = text(value)
    if factors := [(name, factor) for name, factor in rule.factors.items() if _holds(name, item, on=on)]:
        line["factors"] = [[name, text(factor)] for name, factor in factors]
        for _name, factor in factors:
            value *= factor
    if rule.asks_rank:
        value = _after_rank(value, int(item["rank"]), rule=rule)
        line["rank"] = int(item["rank"])
    return {**line, "points": text(value)}


def _after_rank(value: Fraction, rank: int, *, rule: Points) -> Fraction:
    if rule.author is not None:
        return value * rule.author.get(rank, Fraction(0))
    if rule.to is not None and rank > rule.to:
        return Fraction(0)
    return max(value - Fraction(rule.less or 0) * (rank - 1), Fraction(0))


def _holds(name: str, item: Item, *, on: dt.date) -> bool:
    years = years_of(name)
    if years is None:
        return name in item.get("marks", ())
    is_older = full_years(dt.date.fromisoformat(item["date"]), on) >= years
    return is_older if name.startswith(OLDER) else not is_older


def full_years(since: dt.date, on: dt.date) -> int:
    """Return the full years between two days."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def _keep_highest(lines: list[dict[str, Any]], items: Sequence[Item], *, per: str) -> None:
    """Leave out all but the highest of each year or work; of equals the first stays."""
    best: dict[str, int] = {}
    for number, (line, item) in enumerate(zip(lines, items, strict=True)):
        if line.get("out"):
            continue
        group = _group(item, per)
        before = best.get(group)
        if before is not None and Fraction(lines[before]["points"]) >= Fraction(line["points"]):
            line["out"] = "highest_per"
            continue
        if before is not None:
            lines[before]["out"] = "highest_per"
        best[group] = number


def _group(item: Item, per: str) -> str:
    return item["date"][:4] if per == "year" else "".join(item["title"].split())


def _short_of_least(
    lines: Sequence[Mapping[str, Any]], items: Sequence[Item], *, rule: Points, on: dt.date
) -> dict[str, str] | None:
    """Return the step that lets nothing count, where fewer items count than the rule asks for."""
    counted = [item for line, item in zip(lines, items, strict=True) if not line.get("out")]
    if not counted or not rule.least:
        return None
    if not rule.least_years:
        step = {"do": "least", "items": str(rule.least), "gives": "0"}
        return step if len(counted) < rule.least else None
    ages = Counter(full_years(dt.date.fromisoformat(item["date"]), on) for item in counted)
    if all(ages[year] >= rule.least for year in range(rule.least_years)):
        return None
    return {"do": "least_years", "items": str(rule.least), "years": str(rule.least_years), "gives": "0"}


def _grouped(
    lines: Sequence[Mapping[str, Any]], items: Sequence[Item], *, rule: Points
) -> tuple[list[Fraction], list[dict[str, str]]]:
    """Return the points that are taken on: each item's, or the mean of each year's or work's."""
    counted = [(item, Fraction(line["points"])) for line, item in zip(lines, items, strict=True) if not line.get("out")]
    if rule.mean_per is None:
        return [points for _item, points in counted], []
    groups: dict[str, list[Fraction]] = {}
    for item, points in counted:
        groups.setdefault(_group(item, rule.mean_per), []).append(points)
    means = {group: _mean_of(values, times=rule.mean_times) for group, values in groups.items()}
    steps = [
        {
            "do": "mean_per",
            "group": group,
            "of": " ".join(map(text, values)),
            "times": text(rule.mean_times),
            "gives": text(means[group]),
        }
        for group, values in groups.items()
        if len(values) > 1
    ]
    return list(means.values()), steps


def _mean_of(values: Sequence[Fraction], *, times: Fraction) -> Fraction:
    """Return the mean of several, multiplied; one alone is itself."""
    return values[0] if len(values) == 1 else _taken(values, "mean") * times


def _taken(values: Sequence[Fraction], take: str) -> Fraction:
    if not values:
        return Fraction(0)
    if take == "max":
        return max(values)
    total = sum(values, Fraction(0))
    return total / len(values) if take == "mean" else total
