"""What is filled in to declare a relation."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.conflicts.models import Relation
from core.models import Person, User


class RelationForm(forms.Form):
    """To whom, which relation, and a few words; administrators and inspectors may say for whom."""

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Search for the person by name, then choose them.")},
    )
    kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices)
    words = forms.CharField(label=_("In words"), max_length=200, required=False)
    login = forms.CharField(label=_("Sign-in name of whom it concerns; empty for yourself"), required=False)

    def __init__(self, *args: Any, user: User, found: QuerySet[Person], for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        person = cast(forms.ModelChoiceField, self.fields["person"])
        # Any person of the district may be sent back; only those who were found are offered.
        person.queryset = Person.objects.filter(district=user.district_id)
        person.label_from_instance = _with_unit  # type: ignore[assignment,method-assign]
        person.choices = [(one.pk, _with_unit(one)) for one in found]
        if not for_others:
            del self.fields["login"]

    def clean_login(self) -> User:
        """Return whom the relation concerns: the user themselves where nobody else is named."""
        login = self.cleaned_data["login"].strip()
        if not login:
            return self.user
        found = User.objects.filter(username=login, district=self.user.district_id, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody of this district signs in by that name. Look at the spelling."))
        return found


def _with_unit(person: Person) -> str:
    return f"{person.name} · {person.organisation}"
