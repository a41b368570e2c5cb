"""What is filled in to give a duty, to report it and to send it back."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.meetings.models import Meeting
from core import clock
from core.models import Appointment, User
from core.organisations.roles import Role


class DutyForm(forms.Form):
    """What is to be done, by whom and by which day."""

    text = forms.CharField(label=_("What is to be done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(label=_("By whom"), queryset=User.objects.none())
    due_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        in_force = Appointment.objects.in_force(clock.today()).exclude(role=Role.EXPERT)
        seated = in_force.filter(organisation__district=meeting.district_id).values("user")
        owner.queryset = User.objects.filter(is_active=True, pk__in=seated).order_by("name", "pk")


class ReportForm(forms.Form):
    """What was done."""

    text = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SendBackForm(forms.Form):
    """What is still missing."""

    reason = forms.CharField(
        label=_("What is still missing"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
