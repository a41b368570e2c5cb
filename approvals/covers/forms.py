"""What leaving a cover asks for: who stands in, from when to when, for which process, and why."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.members.forms import person_words
from approvals.processes import processes
from core.models import Appointment, User


class CoverForm(forms.Form):
    """A substitute for some days."""

    substitute = forms.ModelChoiceField(label=_("Who stands in for you"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Until, this day included"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    process = forms.ChoiceField(label=_("For"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, user: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_office = Appointment.objects.in_force(today).filter(district=user.district_id)
        people = cast(forms.ModelChoiceField, self.fields["substitute"])
        people.queryset = (
            User.objects.filter(is_active=True, pk__in=in_office.values("user"))
            .exclude(pk=user.pk)
            .prefetch_related("appointments__organisation")
            .order_by("name", "pk")
        )
        people.label_from_instance = person_words  # type: ignore[assignment,method-assign]
        cast(forms.ChoiceField, self.fields["process"]).choices = [
            ("", _("everything")),
            *((process.key, process.title) for process in processes()),
        ]
