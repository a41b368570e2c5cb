"""What is filled in to call a meeting, to record who is there, to vote and to count."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.rounds.counting import ABSTAIN, APPROVE, DEFER, MEETING_VOTES, REJECT, RETURN

VOTE_TITLES = (
    (APPROVE, pgettext_lazy("vote", "For")),
    (REJECT, pgettext_lazy("vote", "Against")),
    (DEFER, pgettext_lazy("vote", "Defer")),
    (ABSTAIN, pgettext_lazy("vote", "Abstain")),
    (RETURN, pgettext_lazy("vote", "Return")),
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


class CallForm(TickForm):
    """Which matters are taken up, when and where."""

    held_on = forms.DateField(
        label=_("Day of the meeting"),
        required=False,
        help_text=_("Today where it is left empty."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    venue = forms.CharField(label=_("Place"), max_length=100, required=False)


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

    def __init__(self, *args: Any, options: Sequence[str] = MEETING_VOTES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(vote, title) for vote, title in VOTE_TITLES if vote in options]
        cast(forms.ChoiceField, self.fields["choice"]).choices = offered


class LineForm(VoteForm):
    """A member's vote on one line of a whole agenda; an empty line is left for later."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=VOTE_TITLES, widget=forms.RadioSelect, required=False)


class RestForm(forms.Form):
    """Whether every line left empty is a vote in favour."""

    is_rest = forms.BooleanField(
        label=_("Approve all the rest: every line left empty is a vote for it."), required=False
    )


class CommentForm(forms.Form):
    """What a member writes on a matter before the meeting."""

    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class CloseForm(forms.Form):
    """That everybody has voted, and the count may be opened."""

    is_sure = forms.BooleanField(label=_("Voting is over: count the votes. A count cannot be taken back."))


class CountForm(forms.Form):
    """That one matter is counted now."""

    is_sure = forms.BooleanField(label=_("Its votes are opened and counted now; a count cannot be taken back."))


class SignForm(forms.Form):
    """That the minutes were read, and may be frozen."""

    is_sure = forms.BooleanField(label=_("I have read the minutes; once signed, nothing in them is changed any more."))


class RemarkForm(forms.Form):
    """The clerk's own paragraph under the minutes."""

    text = forms.CharField(
        label=_("Remark of the clerk"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
