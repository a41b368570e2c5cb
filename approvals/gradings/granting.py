"""比例调整: an office grants one unit a higher or lower cap, for a reason the policy lists."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.campaigns.models import Campaign
from approvals.gradings.models import CapGrant
from approvals.gradings.services import rule_of
from approvals.policies.grades import Variant
from core.errors import Conflict, Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds, place
from core.record.services import record


def grantable(user: User, campaign: Campaign, *, stage: str, unit: Organisation) -> dict[tuple[str, str], Variant]:
    """Return the other caps that a user may grant a unit, by grade and variant."""
    return {
        (grade.key, variant.key): variant
        for grade in rule_of(campaign, stage).grades
        for variant in grade.variants.values()
        if may_grant(user, variant, campaign, unit=unit)
    }


def may_grant(user: User, variant: Variant, campaign: Campaign, *, unit: Organisation) -> bool:
    """Tell whether a user holds the office that may grant a cap; never an office of the unit itself."""
    seat = variant.granted_by
    body = place(seat.place, district=campaign.district, school=unit)
    return body is not None and body.pk != unit.pk and holds(user, Role(str(seat.role)), body)


@transaction.atomic
def grant_cap(
    campaign: Campaign,
    *,
    stage: str,
    unit: Organisation,
    grade: str,
    variant: str,
    reason: str,
    by: User,
    now: dt.datetime,
) -> CapGrant:
    """Record that another cap holds for a unit.

    Raises PermissionDenied without the office the policy names, Refused without a reason, Conflict where one was
    granted already or the unit's list is closed.
    """
    allowed = grantable(by, campaign, stage=stage, unit=unit)
    if (grade, variant) not in allowed:
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why another cap holds for this unit: the reason stands on the record."))
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    where = {"campaign": campaign, "stage": stage, "organisation": unit}
    if CapGrant.objects.filter(**where, grade=grade).exists():
        raise Conflict(_("Another cap was granted to this unit already."))
    if campaign.gradings.filter(stage=stage, organisation=unit).exists():
        raise Conflict(_("The unit's list is closed; its caps stand."))
    told = {"stage": stage, "grade": grade, "variant": variant, "pct": str(allowed[grade, variant].pct)}
    record("cap.granted", on=unit, by=by, now=now, campaign=campaign.pk, reason=reason, **told)
    return CapGrant.objects.create(
        district_id=campaign.district_id,
        **where,
        grade=grade,
        variant=variant,
        reason=reason,
        granted_by=by,
        granted_at=now,
    )
