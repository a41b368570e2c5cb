"""What is filled in to call somebody up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.waitlists.queries import Waiting


class CallUpForm(forms.Form):
    """Why a place came free; ``expected`` is who was next on the page."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why a place came free"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, following: Waiting | None) -> None:
        super().__init__(data, initial={"expected": following.round.pk if following else None})
