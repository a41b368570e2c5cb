"""What is filled in to freeze a list and to move its line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.rankings.page import Board, Line


class FreezeForm(forms.Form):
    """The list and its places as seen; an order for equals at a line, a rule put aside where some clash, the reason."""

    seen = forms.CharField(widget=forms.HiddenInput)
    places = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for this decision"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_sure = forms.BooleanField(label=_("I have checked the list; once frozen it cannot be changed."))

    def __init__(self, data: Any = None, *, board: Board) -> None:
        seen = ",".join(str(line.round.pk) for line in board.lines)
        super().__init__(data, initial={"seen": seen, "places": board.places})
        self.tied = [] if board.clash else [line for line in board.lines if line.is_tied]
        self.clashing = [*board.aside, *board.clash]
        positions = [line.position for line in self.tied]
        for line in self.tied:
            first, last = min(positions), max(positions)
            self.fields[self.name_of(line)] = forms.IntegerField(
                label=_("Position of %(name)s") % {"name": line.round.case.title},
                help_text=_("%(first)d to %(last)d") % {"first": first, "last": last},
                min_value=first,
                max_value=last,
            )
        if self.clashing:
            self.fields["aside"] = forms.MultipleChoiceField(
                label=_("Rules put aside for this list"),
                choices=self.clashing,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose the rule that is put aside.")},
            )
        if self.tied or self.clashing:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    @staticmethod
    def name_of(line: Line) -> str:
        return f"position-{line.round.pk}"

    def positions(self) -> list[forms.BoundField]:
        """Return the bound fields of those who are equal."""
        return [self[self.name_of(line)] for line in self.tied]

    def on_page(self) -> list[int]:
        """Return the rounds that were on the page when it was sent."""
        return [int(pk) for pk in str(self.data.get("seen", "")).split(",") if pk.isascii() and pk.isdigit()]

    def clean(self) -> None:
        given = [self.cleaned_data.get(self.name_of(line)) for line in self.tied]
        if None not in given and len(set(given)) < len(given):
            self.add_error(None, _("Give every one of the equals a position of their own."))

    def chosen(self) -> list[int]:
        """Return the equals in the order given to them."""
        return [line.round.pk for line in sorted(self.tied, key=lambda line: self.cleaned_data[self.name_of(line)])]


class PlacesForm(forms.Form):
    """By how many places the line moves, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, approx: int) -> None:
        super().__init__(data, prefix="places")
        steps = [step for step in range(-approx, approx + 1) if step]
        choice = forms.TypedChoiceField(
            label=_("Move the line by"), coerce=int, choices=[(step, f"{step:+d}") for step in steps]
        )
        self.fields = {"places": choice, **self.fields}
