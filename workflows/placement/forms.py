"""What is filled in: for whom, the plan with its rows, what became of a milestone."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.models import Organisation, Person, User
from core.organisations.models import Kind
from workflows.placement.models import Placement
from workflows.placement.plans import Plan, Step
from workflows.placement.queries import Opening, mentors
from workflows.placement.words import kinds_of

LISTED_AT_MOST = 30
EMPTY_ROWS = 3


class SearchForm(forms.Form):
    """The kind of post, and a part of the name, its pinyin or the staff number."""

    opening = forms.ChoiceField(label=gettext_lazy("Kind of post"))
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
        self.fields["opening"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, f"{opening.campaign} · {opening.track.title}") for key, opening in listed.items()
        ]

    def found(self, *, user: User) -> QuerySet[Person]:
        """Return for whom the user may plan and whom the words match; everybody without words."""
        words, people = self.words, self.chosen.people(user=user)
        match = Q(name__contains=words) | Q(pinyin__contains=words.lower()) | Q(staff_no__startswith=words)
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


class Asked:
    """Asked for, but only by putting the plan forward: a draft may be saved without."""

    def validate(self, value: Any) -> None:
        pass


class DayField(forms.DateField):
    """A day, picked or written as 2026-09-01."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class Words(forms.CharField):
    """Words over several lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=3000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class AskedDay(Asked, DayField):
    """A day that is asked for in the end."""


class AskedWords(Asked, Words):
    """Words that are asked for in the end."""


class AskedLine(Asked, forms.CharField):
    """A line that is asked for in the end."""


class AskedSchool(Asked, forms.ModelChoiceField):
    """A school that is asked for in the end."""


class MilestoneRow(forms.Form):
    """One milestone; a row left empty is none."""

    what = AskedLine(label=gettext_lazy("Milestone"), max_length=120)
    due_on = AskedDay(label=gettext_lazy("Due on"))
    asks_paper = forms.BooleanField(label=gettext_lazy("Evidence is asked for"), required=False)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if bool(found.get("what")) != bool(found.get("due_on")) and not self.errors:
            raise forms.ValidationError(_("A milestone takes both: what is to be done, and by which day."))
        return found


class IndicatorRow(forms.Form):
    """One indicator; a row left empty is none."""

    what = AskedLine(label=gettext_lazy("What is measured"), max_length=120)
    target = AskedLine(label=gettext_lazy("To be reached"), max_length=120)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if bool(found.get("what")) != bool(found.get("target")) and not self.errors:
            raise forms.ValidationError(_("An indicator takes both: what is measured, and what is to be reached."))
        return found


MilestoneRows = forms.formset_factory(MilestoneRow, extra=EMPTY_ROWS, max_num=40)
IndicatorRows = forms.formset_factory(IndicatorRow, extra=EMPTY_ROWS, max_num=40)


class PlanForm(forms.Form):
    """The plan; what is still missing is asked for when it is put forward, so nothing here is required."""

    use_required_attribute = False

    post = AskedLine(
        label=pgettext_lazy("placement", "Post"),
        max_length=80,
        help_text=gettext_lazy("As the order of appointment will name it."),
    )
    host = AskedSchool(label=gettext_lazy("Host school"), queryset=Organisation.objects.none())
    term_from = AskedDay(label=gettext_lazy("Term from"))
    term_until = AskedDay(label=gettext_lazy("Term until"))
    probation_until = AskedDay(label=gettext_lazy("Probation until"))
    mentor = AskedLine(
        label=gettext_lazy("Mentor"),
        max_length=60,
        help_text=gettext_lazy(
            "Name, account or staff number of somebody who can sign in: they answer the milestones."
        ),
    )
    aims = AskedWords(label=gettext_lazy("Why this person, and what for"), rows=4)
    exception = Words(
        label=gettext_lazy("Why although a condition is not met"),
        required=False,
        help_text=gettext_lazy("Only where a condition is not met. Everybody who decides reads it."),
    )
    resources = Words(label=gettext_lazy("Resources"), required=False)
    exit_rule = AskedWords(label=gettext_lazy("Exit rule"))

    def __init__(self, data: Any = None, *, placement: Placement) -> None:
        self.placement, self.kinds = placement, kinds_of(placement.campaign.policy)
        super().__init__(data, initial=_written(placement))
        schools = Organisation.objects.filter(district=placement.district_id, kind=Kind.SCHOOL)
        self.fields["host"].queryset = schools.exclude(pk=placement.organisation_id).order_by("pk")  # type: ignore[attr-defined]
        tasks = {task.kind: task.words for task in placement.tasks.all()}
        for kind, title in self.kinds.items():
            self.fields[f"task-{kind}"] = Words(label=title, required=False, initial=tasks.get(kind, ""))
        steps = list(placement.milestones.values("what", "due_on", "asks_paper"))
        self.milestones = MilestoneRows(data, prefix="milestones", initial=steps)
        self.indicators = IndicatorRows(
            data, prefix="indicators", initial=list(placement.indicators.values("what", "target"))
        )

    @property
    def tasks(self) -> list[Any]:
        """The fields of the tasks, one for each kind."""
        return [self[f"task-{kind}"] for kind in self.kinds]

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.milestones.is_valid(), self.indicators.is_valid()])

    def clean_mentor(self) -> User | None:
        """Find the one person the words mean."""
        words = self.cleaned_data["mentor"].strip()
        if not words:
            return None
        everybody = mentors(self.placement.district_id)
        found = list(everybody.filter(Q(username=words) | Q(person__staff_no=words))[:1])
        found = found or list(everybody.filter(name=words)[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("More than one is called so. Write the account or the staff number."))
        if not found:
            raise forms.ValidationError(
                _("Nobody who can sign in is called so. Check the name, or ask for an account.")
            )
        return found[0]

    def plan(self) -> Plan:
        """Return the plan as it was filled in."""
        found = self.cleaned_data
        names = ("post", "host", "term_from", "term_until", "probation_until", "mentor", "aims", "exception")
        return Plan(
            **{name: found[name] for name in (*names, "resources", "exit_rule")},
            tasks={kind: found[f"task-{kind}"] for kind in self.kinds},
            milestones=tuple(
                Step(row["what"], row["due_on"], row["asks_paper"])
                for row in self.milestones.cleaned_data
                if row.get("what")
            ),
            indicators=tuple((row["what"], row["target"]) for row in self.indicators.cleaned_data if row.get("what")),
        )


def _written(placement: Placement) -> dict[str, Any]:
    names = ("post", "term_from", "term_until", "probation_until", "aims", "exception", "resources", "exit_rule")
    mentor = placement.mentor
    return {
        **{name: getattr(placement, name) for name in names},
        "host": placement.host_id,
        "mentor": mentor.username if mentor else "",
    }


class UploadForm(forms.Form):
    """One paper under one of the policy's headings."""

    upload = forms.FileField(
        label=gettext_lazy("Add a file"),
        allow_empty_file=True,  # refused where papers are taken in, in the same words as everywhere
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )


class ReportForm(forms.Form):
    """What was done for a milestone, with its evidence."""

    words = Words(label=gettext_lazy("What was done"))
    upload = forms.FileField(label=gettext_lazy("Evidence"), required=False, allow_empty_file=True)


class AnswerForm(forms.Form):
    """Whether a milestone is met."""

    is_met = forms.TypedChoiceField(
        label=gettext_lazy("Is it met?"),
        choices=[("yes", gettext_lazy("Met")), ("no", gettext_lazy("Missed"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    words = Words(label=gettext_lazy("In words"), required=False)
    upload = forms.FileField(label=gettext_lazy("Evidence"), required=False, allow_empty_file=True)


class MoveForm(forms.Form):
    """Another day for a milestone, and why."""

    due_on = DayField(label=gettext_lazy("New day"))
    reason = Words(label=gettext_lazy("Reason"))


class BreakOffForm(forms.Form):
    """Why the service cannot go on."""

    reason = Words(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Illness, leaving, retirement, death, failure: what has happened and since when."),
    )
