"""What is filled in to call a meeting, to record who is there, to vote and to close it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.meetings.tally import ABSTAIN, APPROVE, DEFER, REJECT

VOTE_TITLES = (
    (APPROVE, pgettext_lazy("vote", "For")),
    (REJECT, pgettext_lazy("vote", "Against")),
    (DEFER, pgettext_lazy("vote", "Defer")),
    (ABSTAIN, pgettext_lazy("vote", "Abstain")),
)


class Ticks(forms.TypedMultipleChoiceField):
    """Numbers ticked on a list; whether they still stand on it is the verb's to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit()


class TickForm(forms.Form):
    """The waiting cases that are taken up."""

    rounds = Ticks(label=_("Cases"))


class AttendForm(forms.Form):
    """The members whom the clerk sees in the room."""

    present = Ticks(label=_("Present"))


class VoteForm(forms.Form):
    """A member's vote on one matter."""

    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=VOTE_TITLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the votes.")},
    )


class CloseForm(forms.Form):
    """That everybody has voted, and the count may be opened."""

    is_sure = forms.BooleanField(label=_("Voting is over: count the votes. A count cannot be taken back."))
