"""What changing a round asks for: whom, in which order, and why."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.members.candidates import askable, colleagues, leavers, own_seat
from approvals.members.rules import AFTER, BEFORE, BESIDE
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import name_of_seat
from core import clock
from core.models import Appointment, User

WAYS = ((BEFORE, _("before me")), (BESIDE, _("at the same time as I")), (AFTER, _("after me")))


class Reasoned(forms.Form):
    """A reason in words; whoever is asked reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, round: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat, self.round, self.by, self.today = own_seat(user, round), round, user, clock.today()


class ReasonOnly(Reasoned):
    """Why, and nothing else: the lot finds the person."""


class AskForm(Reasoned):
    """Somebody in office who is to give an opinion."""

    user = forms.ModelChoiceField(label=_("Whom"), queryset=User.objects.none())
    field_order = ("user", "way", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.seat:
            _choose(self, askable(self.seat, self.round, by=self.by, on=self.today))


class AddForm(AskForm):
    """Somebody in office who is to answer too, and when."""

    way = forms.ChoiceField(label=_("They answer"), choices=WAYS, widget=forms.RadioSelect)


class HandForm(Reasoned):
    """The colleague a seat passes to."""

    user = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none())
    field_order = ("user", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.seat:
            _choose(self, colleagues(self.seat, self.round, by=self.by, on=self.today))


class DropForm(Reasoned):
    """The seat that is not needed any more."""

    ballot = forms.ModelChoiceField(label=_("Who is not needed"), queryset=Ballot.objects.none())
    field_order = ("ballot", "reason")

    def __init__(self, *args: Any, round: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, round=round, user=user, **kwargs)
        seats = leavers(user, round)
        field = self.fields["ballot"]
        field.queryset = Ballot.objects.filter(pk__in=[seat.pk for seat in seats])  # type: ignore[attr-defined]
        names = {seat.pk: seat_words(seat, number=number) for number, seat in enumerate(seats, start=1)}
        field.label_from_instance = lambda ballot: names[ballot.pk]  # type: ignore[attr-defined]


def seat_words(seat: Ballot, *, number: int) -> str:
    """Return a seat as whoever drops it may know it: a panel's judges are numbered, never named."""
    if seat.round.kind == "panel":
        return str(_("Judge %(number)d, no sheet yet") % {"number": number})
    return name_of_seat(seat)


def _choose(form: forms.Form, users) -> None:
    """Offer people with the offices they hold, so that two of one name are told apart."""
    field = form.fields["user"]
    field.queryset = users.prefetch_related("appointments__organisation")  # type: ignore[attr-defined]
    field.label_from_instance = person_words  # type: ignore[attr-defined]


def person_words(user: User) -> str:
    """Return a user with the offices they hold today."""
    today = clock.today()
    held = [office for office in user.appointments.all() if is_held(office, on=today)]
    return f"{user} · " + " · ".join(f"{office.organisation} {office.get_role_display()}" for office in held)


def is_held(office: Appointment, *, on: dt.date) -> bool:
    """Tell whether an appointment that is at hand is in force on a day, without asking the database again."""
    return office.starts_on <= on and (office.ends_on is None or on <= office.ends_on)
