"""What is asked for: why a paper is withdrawn, a template's file, the words before a number, a check code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.documents.models import NumberPrefix


class IssueForm(forms.Form):
    """That one has read the paper, in the words that were shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label=_("I have read it; it is issued as it stands here."))


class WithdrawForm(forms.Form):
    """Why a paper no longer stands."""

    why = forms.CharField(
        label=_("Why it is withdrawn"),
        help_text=_("It stands on the record; whoever checks the paper sees that it is withdrawn, and not why."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TemplateForm(forms.Form):
    """A Word file to draw papers from."""

    template = forms.FileField(label=_("Word template (.docx)"), widget=forms.FileInput(attrs={"accept": ".docx"}))


class PrefixForm(forms.ModelForm):
    """The words before the numbers of a kind."""

    class Meta:
        model = NumberPrefix
        fields = ("prefix",)


class CheckForm(forms.Form):
    """The code that is printed on a paper."""

    code = forms.CharField(label=_("Check code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class FilterForm(forms.Form):
    """Which papers of the register are shown."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, years: list[int], kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return what to filter by; what cannot be chosen filters nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        names = {"issued_on__year": said.get("year"), "kind": said.get("kind")}
        return {name: value for name, value in names.items() if value}
