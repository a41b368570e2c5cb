"""抄送: what is offered on a case's page to whoever acts in it."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.copies.models import Copy
from approvals.copies.services import copy_to, may_copy, readers_for
from approvals.members.forms import person_words
from approvals.rounds.models import Round
from approvals.rounds.verbs import Verb
from core import clock
from core.models import User


class CopyForm(forms.Form):
    """To whom, and a word that goes with it."""

    users = forms.ModelMultipleChoiceField(
        label=_("To whom"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, round: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cast(forms.ModelMultipleChoiceField, self.fields["users"])
        readers = [reader.pk for reader in readers_for(round.case, on=clock.today()) if reader.pk != user.pk]
        found = User.objects.filter(pk__in=readers).prefetch_related("appointments__organisation")
        people.queryset = found.order_by("name", "pk")
        people.label_from_instance = person_words  # type: ignore[assignment,method-assign]


def may(user: User, round: Round) -> bool:
    """Tell whether a user may copy the case of a round."""
    return may_copy(user, round.case)


def do(round: Round, *, users, note: str, by: User, now: dt.datetime) -> list[Copy]:
    """Copy the case of a round."""
    return copy_to(round.case, users=users, note=note, by=by, now=now)


VERBS = (
    Verb(
        key="copy",
        title=_("Copy to others"),
        says=_(
            "They see the whole case and find it under “Copied to me”. They have nothing to decide, and nothing waits."
        ),
        done=_("The case is copied; they are told."),
        form=CopyForm,
        may=may,
        do=do,
        group="case",
    ),
)
