"""What is filled in for an assessment: the report, evidence, an answer, a better grade."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.assessment.endings import Cause


class Statement(forms.CharField):
    """Asked for, but only by handing it in: a draft may be saved without."""

    def validate(self, value: str) -> None:
        pass


class ReportForm(forms.Form):
    """What somebody did in the year."""

    use_required_attribute = False

    statement = Statement(
        label=_("Report on the year"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Ethics, ability, diligence, results, integrity: in facts and figures."),
    )


class EvidenceForm(forms.Form):
    """One paper under one of the policy's headings."""

    upload = forms.FileField(
        label=_("Add a file"),
        allow_empty_file=True,  # refused where papers are taken in, in the same words as everywhere
        error_messages={"required": _("Choose a file first.")},
    )


class WordsForm(forms.Form):
    """An opinion, grounds or a reason; whether it may be empty is the verb's to say."""

    words = forms.CharField(
        label=_("Your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class BetterGradeForm(forms.Form):
    """The grade that holds after a review, and why."""

    grade = forms.ChoiceField(label=_("Grade that holds instead"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, grades: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["grade"].choices = [(grade, grade) for grade in grades]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a case ends without a grade."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Cause.choices)
    words = forms.CharField(
        label=_("Since when, by which paper"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DrawForm(forms.Form):
    """How many are drawn for a spot check."""

    pct = forms.IntegerField(label=_("Per cent of the cases"), min_value=1, max_value=100, initial=10)
