"""What an objector fills in, and what the office answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.notices.models import NoticeEntry, Objection
from core.models import User


class ObjectionForm(forms.ModelForm):
    """An objection: who and how to reach them, where the policy asks for it, and the facts about one or several."""

    class Meta:
        model = Objection
        fields = ["name", "contact", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "maxlength": 4000})}
        help_texts = {
            "name": _("Your real name: it is known only to the office that looks into the objection."),
            "contact": _("So that the office can ask you; with it and the receipt number you read the answer here."),
            "text": _("What happened, when and where, and what shows it."),
        }

    def __init__(self, data: Any = None, *, entry: NoticeEntry, others: Sequence[NoticeEntry] = ()) -> None:
        super().__init__(data)
        self.entry, self.others = entry, others
        if not entry.notice.rule.real_name:
            self.fields["name"].required = self.fields["contact"].required = False
        if others:
            self.fields["others"] = forms.TypedMultipleChoiceField(
                label=_("The same facts also concern"),
                help_text=_("One objection each: every name is looked into and answered for itself."),
                coerce=int,
                choices=[(other.pk, f"{other.round.case.title} · {other.round.case.organisation}") for other in others],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def concerned(self) -> list[NoticeEntry]:
        """Return whom the objection names."""
        ticked = self.cleaned_data.get("others", [])
        return [self.entry, *(other for other in self.others if other.pk in ticked)]

    def said(self) -> dict[str, str]:
        """Return what was said, and by whom."""
        return {key: self.cleaned_data[key] for key in ("name", "contact", "text")}


class LookUpForm(forms.Form):
    """A receipt number, and the contact that was given with it."""

    receipt = forms.CharField(label=_("Receipt number"), max_length=40)
    contact = forms.CharField(label=_("Phone or e-mail, as you gave it"), max_length=100)


class AnswerForm(forms.Form):
    """The finding, and the answer in words."""

    finding = forms.ChoiceField(label=_("Finding"), choices=Objection.Finding.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class AskForm(forms.Form):
    """Who is to look into an objection, and what they should know."""

    inquirer = forms.ModelChoiceField(label=_("Who looks into it"), queryset=User.objects.none())
    why = forms.CharField(
        label=_("What to look into"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, inquirers: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        queryset = User.objects.filter(pk__in=[user.pk for user in inquirers]).order_by("name", "pk")
        self.fields["inquirer"] = forms.ModelChoiceField(label=_("Who looks into it"), queryset=queryset)
        self.order_fields(["inquirer", "why"])


class ReportForm(forms.Form):
    """What was found."""

    text = forms.CharField(
        label=_("What was found"),
        help_text=_("For the office only; the objector reads the answer."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
