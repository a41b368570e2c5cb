"""What is filled in about an adjustment: whom it concerns, the reasons, the person's own words."""

from collections.abc import Mapping

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Person, User
from workflows.adjustment.models import Ground
from workflows.adjustment.queries import Opening, people

LISTED_AT_MOST = 30
PROPOSED_BY_HAND = (Ground.RESULT, Ground.DECISION, Ground.CONDUCT, Ground.LEFT, Ground.TERM)


class SearchForm(forms.Form):
    """The category, and a part of the name, its pinyin or the staff number."""

    opening = forms.ChoiceField(label=_("Category"))
    q = forms.CharField(
        label=_("Name, pinyin or staff number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, asked: Mapping[str, str], *, openings: list[Opening]) -> None:
        listed = {opening.key: opening for opening in openings}
        self.chosen = listed.get(asked.get("opening", ""), openings[0])
        self.words = asked.get("q", "").replace("\0", "").strip()[:60]
        super().__init__({"opening": self.chosen.key, "q": self.words})
        self.fields["opening"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, f"{opening.campaign} · {opening.track.title}") for key, opening in listed.items()
        ]

    def found(self, *, user: User, on) -> QuerySet[Person]:
        """Return whom the user may propose and whom the words match; nobody without words."""
        words = self.words
        if not words:
            return Person.objects.none()
        match = Q(name__contains=words) | Q(pinyin__contains=words.lower()) | Q(staff_no__startswith=words)
        return people(user, self.chosen, on=on).filter(match)


class PersonChoice(forms.ModelChoiceField):
    """Shows who somebody is, so that two of one name are told apart."""

    def label_from_instance(self, person: Person) -> str:
        told = (person.name, person.organisation.name, person.subject, person.staff_no)
        return " · ".join(part for part in told if part)


class BeginForm(forms.Form):
    """One person out of those that were found, and on which ground."""

    person = PersonChoice(
        queryset=Person.objects.none(),
        label=_("Person"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a person from the list.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(ground.value, ground.label) for ground in PROPOSED_BY_HAND],
        help_text=_("The law asks more where it is about conduct, and no decision where something ended by itself."),
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


class ReasonsForm(forms.Form):
    """The reasons, to which the person answers; and the post afterwards where one follows."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Facts with day and source. The person reads them and answers to them."),
    )
    new_post = forms.CharField(label=_("Post afterwards"), max_length=200, required=False)

    def __init__(self, *args, lowers: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not lowers:
            del self.fields["new_post"]


class DismissForm(forms.Form):
    """Why nothing follows from what a trigger has found."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class SpeakForm(forms.Form):
    """The person's own words, and a paper."""

    statement = forms.CharField(
        label=_("What you have to say"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    upload = forms.FileField(
        label=_("A paper (signed, where you file it for somebody)"), required=False, allow_empty_file=True
    )


class UploadForm(forms.Form):
    """One paper under one of the policy's headings."""

    upload = forms.FileField(
        label=_("Add a file"), allow_empty_file=True, error_messages={"required": _("Choose a file first.")}
    )
