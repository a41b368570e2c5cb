"""A season is written out for whoever wants to check it, and that it was is on the record."""

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.access import sees_everything
from approvals.campaigns.models import Campaign
from approvals.conflicts.services import kept_out
from approvals.exports.document import canonical, season_document
from core.errors import Refused
from core.models import User
from core.record.services import record


def may_export(user: User, campaign: Campaign) -> bool:
    """Tell whether a user may take a season away: who watches over its district, and stays out of none of its cases."""
    if user.district_id != campaign.district_id or not sees_everything(user):
        return False
    own = Q(person=user.person_id) if user.person_id else Q(pk=None)
    return not campaign.cases.filter(own | kept_out(user, case="pk")).exists()


@transaction.atomic
def export_season(campaign: Campaign, *, by: User | None, now: dt.datetime) -> str:
    """Return a campaign as canonical JSON, and put its digest on record; without ``by`` an operator asks for it.

    Refused before a list of it is frozen: until then there is nothing to check.
    """
    if by is not None and not may_export(by, campaign):
        raise PermissionDenied
    if not campaign.rankings.exists():
        raise Refused(_("No list of this campaign is frozen yet, so there is nothing to work out again."))
    text = canonical(season_document(campaign))
    digest = hashlib.sha256(text.encode()).hexdigest()
    record("season.exported", on=campaign.district, by=by, now=now, campaign=campaign.pk, digest=digest)
    return text
