"""抽查: which assessments are looked into, drawn by a lot that anybody can repeat from the record."""

import datetime as dt
import math
import random
import secrets
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from core.errors import Conflict, Refused
from core.models import Organisation, User
from core.record.services import record
from workflows.assessment.models import Assessment, State
from workflows.assessment.opening import opener


def lots(numbers: Sequence[str], *, pct: int, seed: str) -> list[str]:
    """Return the case numbers that are drawn: at least one, rounded up; the same seed draws the same ones."""
    order = sorted(numbers)
    random.Random(seed).shuffle(order)  # noqa: S311 — repeatable on purpose
    return sorted(order[: math.ceil(len(order) * pct / 100)])


@transaction.atomic
def draw(
    campaign: Campaign, *, unit: Organisation | None, pct: int, by: User, now: dt.datetime, seed: str = ""
) -> list[str]:
    """Draw for a spot check among the cases of a unit, or of all, that have no grade yet; once.

    Refused where nothing is there to draw from, Conflict when it was drawn already. The record keeps the seed and the
    numbers that were in the lot.
    """
    if opener(by, campaign) is None:
        raise PermissionDenied
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    cases = Assessment.objects.filter(campaign=campaign, state__in=[State.ANNOUNCED, State.UNDER_REVIEW])
    cases = cases.filter(organisation=unit) if unit else cases
    if not 0 < pct <= 100:
        raise Refused(_("Draw from 1 to 100 per cent."))
    if cases.filter(is_sampled=True).exists():
        raise Conflict(_("The lot was drawn already; it stands."))
    numbers = list(cases.values_list("case__number", flat=True))
    if not numbers:
        raise Refused(_("No assessment waits for a grade here; there is nothing to draw from."))
    seed = seed or secrets.token_hex(8)
    drawn = lots(numbers, pct=pct, seed=seed)
    cases.filter(case__number__in=drawn).update(is_sampled=True)
    told = {"campaign": campaign.pk, "seed": seed, "pct": pct, "among": sorted(numbers), "drawn": drawn}
    record("assessment.sampled", on=unit or campaign.district, by=by, now=now, **told)
    return drawn
