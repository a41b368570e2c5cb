"""What is filled in to look somebody up, to look back, and to ask for a correction and answer it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.corrections.services import Proposed

DAY = {"type": "date"}


class AsOfForm(forms.Form):
    """The day as of which a file is read."""

    as_of = forms.DateField(
        label=_("As known on"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


class AskForm(forms.Form):
    """How a statement should read, what is wrong with it, and a paper that shows it."""

    value = forms.CharField(label=_("It should say"), max_length=200)
    true_from = forms.DateField(label=_("True from"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    true_until = forms.DateField(
        label=_("True until"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    says = forms.CharField(
        label=_("What is wrong, and how that shows"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    upload = forms.FileField(
        label=_("Paper that shows it"),
        allow_empty_file=True,  # refused where papers are taken in, in the same words as everywhere
        error_messages={"required": _("Attach a paper that shows how it should be.")},
    )

    def proposed(self) -> Proposed:
        """Return how the statement should read."""
        said = self.cleaned_data
        return Proposed(said["value"].strip(), said["true_from"], said["true_until"])


class RefuseForm(forms.Form):
    """Why a statement is not corrected."""

    reason = forms.CharField(
        label=_("Why it is not corrected"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
