"""What the committee fills in about a matter that is pending."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExtendForm(forms.Form):
    """A new last day and its reason."""

    until = forms.DateField(label=_("New last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    """The committee's answer to what was sent up."""

    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
