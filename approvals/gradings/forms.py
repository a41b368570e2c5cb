"""What is filled in to close a list of grades and to grant another cap."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.gradings.page import Board, Line
from approvals.policies.grades import Variant


class CloseForm(forms.Form):
    """The list as seen; an order for equals at a cap and the reason, where there are any."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for this order"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_sure = forms.BooleanField(label=_("I have checked the list; once closed it cannot be changed."))

    def __init__(self, data: Any = None, *, board: Board) -> None:
        super().__init__(data, initial={"seen": ",".join(str(line.round.pk) for line in board.lines)})
        self.tied = [line for line in board.lines if line.is_tied]
        for number, line in enumerate(self.tied, start=1):
            self.fields[self.name_of(line)] = forms.IntegerField(
                label=_("Place of %(name)s among the equals") % {"name": line.round.case.title},
                help_text=_("%(first)d to %(last)d") % {"first": 1, "last": len(self.tied)},
                min_value=1,
                max_value=len(self.tied),
                initial=number,
            )
        if not self.tied:
            del self.fields["reason"]

    @staticmethod
    def name_of(line: Line) -> str:
        return f"place-{line.round.pk}"

    def places(self) -> list[forms.BoundField]:
        """Return the bound fields of those who are equal."""
        return [self[self.name_of(line)] for line in self.tied]

    def on_page(self) -> list[int]:
        """Return the rounds that were on the page when it was sent."""
        return [int(pk) for pk in str(self.data.get("seen", "")).split(",") if pk.isascii() and pk.isdigit()]

    def clean(self) -> None:
        given = [self.cleaned_data.get(self.name_of(line)) for line in self.tied]
        if None not in given and len(set(given)) < len(given):
            self.add_error(None, _("Give every one of the equals a place of their own."))

    def chosen(self) -> list[int]:
        """Return the equals in the order given to them."""
        return [line.round.pk for line in sorted(self.tied, key=lambda line: self.cleaned_data[self.name_of(line)])]


class GrantForm(forms.Form):
    """Which other cap holds for the unit, and why."""

    cap = forms.ChoiceField(label=_("Cap"))
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, variants: Mapping[tuple[str, str], Variant]) -> None:
        super().__init__(data, prefix="cap")
        self.fields["cap"].choices = [  # type: ignore[attr-defined]  # a choice field
            (f"{grade}.{key}", f"{variant.pct} % · {variant.says}") for (grade, key), variant in variants.items()
        ]

    def chosen(self) -> dict[str, str]:
        """Return the cap as the service takes it."""
        grade, _dot, variant = self.cleaned_data["cap"].partition(".")
        return {"grade": grade, "variant": variant, "reason": self.cleaned_data["reason"]}
