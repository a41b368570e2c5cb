"""What an objector fills in, and what the office answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.notices.models import Objection


class ObjectionForm(forms.ModelForm):
    """A real-name objection: who, how to reach them, and the facts."""

    class Meta:
        model = Objection
        fields = ["name", "contact", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "maxlength": 4000})}
        help_texts = {
            "name": _("Your real name: it is known only to the office that looks into the objection."),
            "contact": _("So that the office can ask you and tell you its finding."),
            "text": _("What happened, when and where, and what shows it."),
        }


class AnswerForm(forms.Form):
    """The finding, and the answer in words."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Objection.Finding.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
