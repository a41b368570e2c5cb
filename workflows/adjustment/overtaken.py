"""Who dies or retires while an adjustment is under way: the case is closed, and nothing is taken from them."""

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.cases.withdrawals import end_early
from approvals.models import Case
from core.errors import Conflict, Refused
from core.models import Fact
from workflows.adjustment.facts import GONE
from workflows.adjustment.models import LIVE, Adjustment, State

logger = logging.getLogger(__name__)


def close_overtaken(now: dt.datetime) -> int:
    """Close what somebody's death or retirement has overtaken; a sweep, harmless to repeat.

    What is in effect already stays so, and an appeal against it goes on.
    """
    gone = Fact.objects.filter(kind__in=GONE).known(now).values("person")
    found = Adjustment.objects.filter(state__in=[*LIVE, State.COMPETING], person__in=gone)
    return sum(_close(pk, now=now) for pk in list(found.values_list("pk", flat=True)))


def _close(pk: int, *, now: dt.datetime) -> int:
    try:
        with transaction.atomic():
            found = Adjustment.objects.get(pk=pk)
            case = Case.objects.locked().get(pk=found.case_id) if found.case_id else None
            adjustment = Adjustment.objects.select_for_update(no_key=True).get(pk=pk)
            if adjustment.state not in (*LIVE, State.COMPETING):
                return 0
            if case:
                end_early(
                    case, transition="overtake", outcome="overtaken", reason=_reason(adjustment), by=None, now=now
                )
            else:
                adjustment.overtake()
                adjustment.save()
            return 1
    except (Refused, Conflict) as refusal:
        logger.warning("Adjustment %s cannot be closed: %s", pk, refusal)
        return 0


def _reason(adjustment: Adjustment) -> str:
    return _("%(person)s has died or retired; closed without adjustment.") % {"person": adjustment.person}
