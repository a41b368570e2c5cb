"""Stepping aside, as a verb of a round."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.cases.forms import ReasonForm
from approvals.conflicts.stepping import may_step_aside, step_aside
from approvals.rounds.models import Round
from approvals.rounds.verbs import Verb
from core.models import User


def reason_form(data: Any = None, *, round: Round, user: User) -> forms.Form:
    """Ask for the relation in words."""
    return ReasonForm(data)


VERBS = (
    Verb(
        key="step-aside",
        title=_("Step aside"),
        says=_(
            "You have a relation to the person or an interest in the matter. You leave this case for good: what you "
            "gave in this stage no longer counts, and others go on. What you write stands on the record."
        ),
        done=_("You have stepped aside; others go on with the case."),
        form=reason_form,
        may=may_step_aside,
        do=step_aside,
    ),
)
