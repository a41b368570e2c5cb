"""What an office fills in when it decides."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.moves.returning import targets
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Round

# What is often written; a click puts it into the opinion.
PHRASES = (
    _("Agreed."),
    _("The dossier is complete and true; the conditions are met."),
    _("Please complete the papers."),
    _("The conditions are not met."),
)


class DecisionForm(forms.Form):
    """An opinion, and one of the verdicts that the stage knows."""

    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": "form-control"}),
    )
    verdict = forms.ChoiceField(
        error_messages={
            "required": _("Choose a verdict."),
            "invalid_choice": _("This stage does not know that verdict."),
        }
    )

    def __init__(self, *args, round: Round, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.verdicts = [(verdict, VERDICT_TITLES[verdict]) for verdict in round.rule.answers]
        cast(forms.ChoiceField, self.fields["verdict"]).choices = self.verdicts
        stages = targets(round)
        if len(stages) > 1:
            self.fields["target"] = _target_field(round, stages)


def _target_field(round: Round, stages: list[str]) -> forms.ChoiceField:
    """Let whoever returns a case say to which stage."""
    policy = round.case.policy
    return forms.ChoiceField(
        label=_("Where a return goes"),
        required=False,
        choices=[(key, str(policy.stages[key].title)) for key in stages],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
