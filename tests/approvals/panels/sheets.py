"""Score sheets as policies write them, read by the product's own reader."""

import datetime as dt
from decimal import Decimal

from approvals.policies.read_sheets import read_sheet
from approvals.policies.sheets import Sheet
from approvals.policies.strict import load

ON = dt.date(2026, 1, 1)


def sheet_of(text: str) -> Sheet:
    """Read the sheet called ``sheet`` from its YAML."""
    content, _lines = load(text)
    return read_sheet("sheet", content["sheet"])


def plain(*, judges: str = "then: mean", round: str = "to: 0.01, half: up", criteria: str = "", **more: str) -> Sheet:
    """Return a sheet out of 100 with one criterion, or the given ones."""
    criteria = criteria or "{one: {title: 甲, max: 100}}"
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return sheet_of(f"sheet: {{out_of: 100, criteria: {criteria}, judges: {{{judges}}}, round: {{{round}}}{rest}}}")


def points(rule: str, *, most: str = "100") -> Sheet:
    """Return a sheet whose only criterion is computed from listed items."""
    return plain(criteria=f"{{one: {{title: 甲, max: {most}, points: {rule}}}}}")


def ones(*totals: str) -> list[dict[str, Decimal]]:
    """Return one sheet for each figure."""
    return [{"one": Decimal(total)} for total in totals]
