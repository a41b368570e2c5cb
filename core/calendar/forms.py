"""What an administrator fills in on the calendar's page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """A day that differs from its weekday."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    is_working = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[("0", _("Day off (holiday)")), ("1", _("Working day (worked in exchange)"))],
        coerce=lambda chosen: chosen == "1",
    )
    name = forms.CharField(label=_("Holiday"), max_length=60)


class YearForm(forms.Form):
    """The notice that a year's days were taken from."""

    source = forms.CharField(label=_("Title or number of the holiday notice"), max_length=200)
