"""The score sheet as a judge fills it in: one figure a criterion, and words."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.policies.document import Sheet

STEP = Decimal("0.5")


class SheetForm(forms.Form):
    """The criteria of a policy's sheet, each from 0 to its maximum in halves."""

    opinion = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, sheet: Sheet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = [criterion.key for criterion in sheet.criteria]
        figures = {self.name_of(criterion.key): _figure(criterion) for criterion in sheet.criteria}
        self.fields = figures | self.fields

    @staticmethod
    def name_of(key: str) -> str:
        return f"score-{key}"

    def figures(self):
        """Return the bound fields of the criteria, in the sheet's order."""
        return [self[self.name_of(key)] for key in self.criteria]

    def scores(self) -> dict[str, Decimal]:
        """Return the figures by criterion."""
        return {key: self.cleaned_data[self.name_of(key)] for key in self.criteria}


def _figure(criterion) -> forms.DecimalField:
    return forms.DecimalField(
        label=str(criterion.title),
        help_text=_("0 to %(max)s, in halves") % {"max": criterion.max},
        min_value=Decimal(0),
        max_value=criterion.max,
        step_size=STEP,
        widget=forms.NumberInput(attrs={"data-score": "", "inputmode": "decimal"}),
    )
