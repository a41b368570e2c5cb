"""What is filled in to correct a statement, and to answer whether a decision stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Fact

ANSWERS = (("stands", _("The decision stands")), ("change", _("The decision is to be changed")))


def _day(label: Any, *, required: bool) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class CorrectForm(forms.Form):
    """What the statement should say, from when to when, and why it is corrected."""

    value = forms.CharField(label=_("What it should say"), max_length=200)
    true_from = _day(_("True from"), required=True)
    true_until = _day(_("True until"), required=False)
    reason = forms.CharField(label=_("Why it is corrected"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, fact: Fact, prefix: str) -> None:
        said = {"value": fact.value, "true_from": fact.true_from, "true_until": fact.true_until}
        super().__init__(data, initial=said, prefix=prefix)

    def clean(self) -> dict[str, Any]:
        """Refuse what corrects nothing."""
        given = super().clean() or {}
        if not self.errors and not {"value", "true_from", "true_until"} & set(self.changed_data):
            raise forms.ValidationError(_("Nothing is corrected: change what is wrong."))
        return given


class AnswerForm(forms.Form):
    """Whether the decision stands, and why."""

    finding = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
