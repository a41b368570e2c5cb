"""中途终止: somebody retires, dies or leaves while their case runs; it ends without a grade, and says so."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.cases.services import withdraw
from approvals.models import Case
from core.errors import Conflict, Refused
from core.models import User
from workflows.assessment.models import Assessment, State
from workflows.assessment.opening import opener


class Cause(models.TextChoices):
    """Why a case ends before there is a grade."""

    RETIRED = "retired", gettext_lazy("Retired")
    DIED = "died", gettext_lazy("Died")
    LEFT = "left", gettext_lazy("Left the district's units")


@transaction.atomic
def end_without_grade(assessment: Assessment, *, cause: str, words: str, by: User, now: dt.datetime) -> Assessment:
    """End a case without a grade; Conflict once the grade holds, Refused without words for the file."""
    if opener(by, assessment.campaign) is None:
        raise PermissionDenied
    if assessment.state not in (State.ANNOUNCED, State.UNDER_REVIEW, State.PROPOSED):
        state = assessment.get_state_display()
        raise Conflict(_("It is “%(state)s”; it cannot end without a grade any more.") % {"state": state})
    if not words.strip():
        raise Refused(_("Say since when, and what it rests on: it goes into the file."))
    reason = _("%(cause)s, so there is no grade for the year: %(words)s") % {
        "cause": Cause(cause).label,
        "words": words,
    }
    withdraw(Case.objects.get(assessment=assessment.pk), by=by, reason=reason, now=now)
    return Assessment.objects.get(pk=assessment.pk)
