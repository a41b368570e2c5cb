"""What a school fills in: whom it puts forward, the grounds, the papers."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Person, User
from core.papers.services import TYPES
from workflows.selection.queries import Opening

LISTED_AT_MOST = 30


class SearchForm(forms.Form):
    """The category, and a part of the name, its pinyin or the staff number."""

    opening = forms.ChoiceField(label=gettext_lazy("Category"))
    q = forms.CharField(
        label=gettext_lazy("Name, pinyin or staff number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, asked: Mapping[str, str], *, openings: list[Opening]) -> None:
        listed = {opening.key: opening for opening in openings}
        self.chosen = listed.get(asked.get("opening", ""), openings[0])
        self.words = asked.get("q", "").strip()[:60]
        super().__init__({"opening": self.chosen.key, "q": self.words})
        one_campaign = len({opening.campaign for opening in openings}) == 1
        self.fields["opening"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, str(opening.track.title) if one_campaign else f"{opening.campaign} · {opening.track.title}")
            for key, opening in listed.items()
        ]

    def found(self, *, user: User) -> QuerySet[Person]:
        """Return whom the user may put forward and whom the words match; everybody without words."""
        words = self.words
        match = Q(name__contains=words) | Q(pinyin__contains=words.lower()) | Q(staff_no__startswith=words)
        people = self.chosen.people(user=user)
        return people.filter(match) if words else people


class PersonChoice(forms.ModelChoiceField):
    """Shows who somebody is, so that two of one name are told apart."""

    def label_from_instance(self, person: Person) -> str:
        told = (person.name, person.organisation.name, person.subject, person.staff_no)
        return " · ".join(part for part in told if part)


class BeginForm(forms.Form):
    """One person out of those that were found."""

    person = PersonChoice(
        queryset=Person.objects.none(),
        label=gettext_lazy("Person"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a person from the list.")},
    )

    def __init__(self, *args, people: QuerySet[Person], listed: QuerySet[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people  # type: ignore[attr-defined]  # a model choice field
        shown = list(listed[: LISTED_AT_MOST + 1])
        self.is_cut = len(shown) > LISTED_AT_MOST
        field.choices = [  # type: ignore[attr-defined]
            (person.pk, field.label_from_instance(person))  # type: ignore[attr-defined]
            for person in shown[:LISTED_AT_MOST]
        ]


class Grounds(forms.CharField):
    """Asked for, but only by submitting: a draft may be saved without."""

    def validate(self, value: str) -> None:
        pass


class StatementForm(forms.Form):
    """The grounds for a nomination."""

    use_required_attribute = False

    statement = Grounds(
        label=gettext_lazy("Grounds for the nomination"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("What this colleague has achieved, in facts and figures. It is saved while you write."),
    )


def _taken_in() -> str:
    """Say which files are taken in; asked when the form is shown, in the reader's language."""
    kinds = ", ".join(sorted(ending.removeprefix(".") for ending in TYPES))
    return _("%(kinds)s; at most %(limit)s a file.") % {
        "kinds": kinds,
        "limit": filesizeformat(settings.PAPER_MAX_BYTES),
    }


class UploadForm(forms.Form):
    """One paper under one of the policy's headings."""

    upload = forms.FileField(
        label=gettext_lazy("Add a file"),
        allow_empty_file=True,  # refused where papers are taken in, in the same words as everywhere
        help_text=lazy(_taken_in, str)(),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
