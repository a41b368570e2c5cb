"""The rows of a criterion whose points are computed from listed items: their fields, and what was typed into them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.panels.sheets import LONGEST_FIGURE, LONGEST_TITLE, MOST_ITEMS
from approvals.policies.sheets import Points

BLANK_ROWS, MOST_ROWS = 5, MOST_ITEMS
CLASSES: Mapping[type[forms.Field], str] = {forms.ChoiceField: "form-select", forms.BooleanField: "form-check-input"}


def name_of(key: str) -> str:
    """Return the name of a criterion's field."""
    return f"score-{key}"


def rows_in(given: Mapping[str, Any], key: str) -> int:
    """Return how many rows a form has for a criterion: as many as it says, five to begin with."""
    said = str(given.get(f"rows-{key}", ""))
    return min(max(int(said), 1), MOST_ROWS) if said.isascii() and said.isdigit() and len(said) < 4 else BLANK_ROWS


def item_fields(key: str, rule: Points, *, rows: int) -> Iterator[tuple[str, forms.Field]]:
    """Give the fields of each row by name: a title and whatever else the rule asks of an item."""
    yield f"rows-{key}", forms.CharField(required=False, initial=rows, widget=forms.HiddenInput)
    for row in range(rows):
        for part, field in [*_row(rule), *_marks(rule)]:
            field.widget.attrs["class"] = CLASSES.get(type(field), "form-control")
            yield f"{name_of(key)}-{row}-{part}", field


def _marks(rule: Points) -> Iterator[tuple[str, forms.Field]]:
    for number, mark in enumerate(rule.marks):
        yield f"mark{number}", forms.BooleanField(label=mark, required=False)


def _row(rule: Points) -> Iterator[tuple[str, forms.Field]]:
    yield "title", forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    if rule.levels:
        choices = [("", ""), *((level, f"{level} · {points}") for level, points in rule.levels.items())]
        yield "level", forms.ChoiceField(label=_("Level"), choices=choices, required=False)
    if rule.unit is not None:
        label = _("How many (%(unit)s)") % {"unit": rule.unit}
        yield "number", _figure(label)
    if rule.asks_rank:
        yield "rank", _figure(_("Author rank"))
    if rule.asks_date:
        yield "date", forms.CharField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _figure(label) -> forms.Field:
    widget = forms.NumberInput(attrs={"min": "0", "step": "any", "inputmode": "decimal"})
    return forms.CharField(label=label, max_length=LONGEST_FIGURE, required=False, widget=widget)


def item_in(cleaned: Mapping[str, Any], key: str, row: int, *, rule: Points) -> dict[str, Any]:
    """Return what was typed into a row, without what was left empty; nothing for a blank row."""
    start = f"{name_of(key)}-{row}-"
    typed = {name.removeprefix(start): value for name, value in cleaned.items() if name.startswith(start) and value}
    marks = [mark for number, mark in enumerate(rule.marks) if typed.pop(f"mark{number}", False)]
    return {"title": "", **typed, **({"marks": marks} if marks else {})} if typed else {}
