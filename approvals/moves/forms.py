"""What is asked for when a case goes elsewhere than onward."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from approvals.rounds.models import Round
from core.models import User


class PlainForm(forms.Form):
    """Nothing but the confirmation."""

    def __init__(self, *args: Any, round: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.user = round, user


class WhyForm(PlainForm):
    """A reason in words; it stands on the record."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ConsentForm(PlainForm):
    """Yes or no to a withdrawal, with words."""

    granted = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("Consent: the case ends")), ("no", _("Refuse: the case goes on"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("In words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.round.case
        words = {"name": case.withdrawal_asked_by, "reason": case.withdrawal_reason}
        self.fields["granted"].help_text = escape(_("Asked by %(name)s: %(reason)s") % words)  # a help text is markup
