"""What an administrator fills in to put somebody into office or out of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Organisation
from core.organisations.roles import Role
from core.people.models import User


def day_field(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class AppointmentForm(forms.Form):
    """Who sits as what, where, from which day on."""

    login = forms.CharField(label=_("Sign-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Post"), choices=Role.choices)
    organisation = forms.ModelChoiceField(label=_("Body"), queryset=Organisation.objects.none())
    starts_on = day_field(_("First day in office"))

    def __init__(self, *args, district: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.district = district
        bodies = self.fields["organisation"]
        bodies.queryset = Organisation.objects.filter(district=district).order_by("kind", "name")  # type: ignore[attr-defined]

    def clean_login(self) -> User:
        """Return the user of the district who signs in by this name."""
        user = User.objects.filter(username=self.cleaned_data["login"], district=self.district, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody of this district signs in by that name. Look at the spelling."))
        return user


class EndForm(forms.Form):
    """The last day in office."""

    ends_on = day_field(_("Last day in office"))
