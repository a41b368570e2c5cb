"""What overtakes an adjustment under way: death, retirement, another decision that ended the same; it is closed."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.cases.withdrawals import end_early
from approvals.models import Case
from core.errors import Conflict, Refused
from core.models import Fact
from workflows.adjustment.effects import already_ended, current, has_ended
from workflows.adjustment.facts import GONE
from workflows.adjustment.models import LIVE, Adjustment, State

logger = logging.getLogger(__name__)


def close_overtaken(now: dt.datetime) -> int:
    """Close what has been overtaken: by somebody's death or retirement, or since nothing is left to end.

    A sweep, harmless to repeat. What is in effect already stays so, and an appeal against it goes on.
    """
    gone = Fact.objects.filter(kind__in=GONE).known(now).values("person")
    replaced = Q(state__in=LIVE, target__known_until__lte=now)
    found = Adjustment.objects.filter(Q(state__in=[*LIVE, State.COMPETING], person__in=gone) | replaced)
    return sum(_close(pk, now=now) for pk in list(found.values_list("pk", flat=True)))


def _close(pk: int, *, now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            found = Adjustment.objects.get(pk=pk)
            case = Case.objects.locked().get(pk=found.case_id) if found.case_id else None
            adjustment = Adjustment.objects.select_for_update(no_key=True).get(pk=pk)
            reason = _reason(adjustment, now=now) if adjustment.state in (*LIVE, State.COMPETING) else ""
            if not reason:
                return 0
            if case:
                end_early(case, transition="overtake", outcome="overtaken", reason=reason, by=None, now=now)
            else:
                adjustment.overtake()
                adjustment.save()
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("Adjustment %s cannot be closed: %s", pk, refusal)
        return 0


def _reason(adjustment: Adjustment, *, now: dt.datetime) -> str:
    """Say what has overtaken an adjustment; nothing where what it is about was only corrected."""
    if Fact.objects.filter(kind__in=GONE, person=adjustment.person_id).known(now).exists():
        return _("%(person)s has died or retired; closed without adjustment.") % {"person": adjustment.person}
    found = current(adjustment.target) if adjustment.target else None
    return already_ended(adjustment.target, found) if adjustment.target and has_ended(found) else ""
