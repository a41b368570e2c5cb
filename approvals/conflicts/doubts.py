"""误报: a conflict that is none is dismissed by two people, one after the other, with a reason."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import sees_everything
from approvals.cases.models import Case
from approvals.conflicts.models import Recusal
from approvals.conflicts.services import is_barred, look_again
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record


def may_look_into(user: User, recusal: Recusal) -> bool:
    """Tell whether a user may doubt or dismiss a recusal: who watches over the district and has no part in it."""
    return (
        user.district_id == recusal.district_id
        and recusal.user_id != user.pk
        and sees_everything(user)
        and not is_barred(user, recusal.case)
    )


@transaction.atomic
def doubt(recusal: Recusal, *, reason: str, by: User, now: dt.datetime) -> Recusal:
    """Say that a recusal is a false alarm, and why; it binds on until somebody else agrees."""
    recusal = _locked(recusal)
    if not may_look_into(by, recusal):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why it is a false alarm; the reason is printed in the minutes."))
    if recusal.doubted_by_id:
        raise Conflict(_("Somebody has doubted this already; a second person decides."))
    recusal.doubted_by, recusal.doubt = by, reason
    recusal.save(update_fields=["doubted_by", "doubt"])
    record("conflict.doubted", on=recusal.case, by=by, now=now, reason=reason, **_told(recusal))
    return recusal


@transaction.atomic
def dismiss(recusal: Recusal, *, by: User, now: dt.datetime) -> Recusal:
    """Agree that a doubted recusal is a false alarm: it binds no more, and both names stand on the record.

    Raises PermissionDenied for who may not look into it, Refused for the one who doubted it or where nobody has.
    """
    recusal = _locked(recusal)
    if not may_look_into(by, recusal):
        raise PermissionDenied
    if recusal.doubted_by_id is None:
        raise Refused(_("Nobody has said yet why this is a false alarm. Say so first; a second person then decides."))
    if recusal.doubted_by_id == by.pk:
        raise Refused(_("You doubted this yourself; somebody else has to agree."))
    recusal.dismissed_by, recusal.dismissed_at = by, now
    recusal.save(update_fields=["dismissed_by", "dismissed_at"])
    told = {"doubted_by": recusal.doubted_by_id, "reason": recusal.doubt}
    record("conflict.dismissed", on=recusal.case, by=by, now=now, **told, **_told(recusal))
    return recusal


def _locked(recusal: Recusal) -> Recusal:
    case = Case.objects.locked().get(pk=recusal.case_id)
    look_again(case)
    recusal = Recusal.objects.select_for_update(no_key=True).get(pk=recusal.pk)
    recusal.case = case
    if recusal.dismissed_at:
        raise Conflict(_("This was already dismissed."))
    return recusal


def _told(recusal: Recusal) -> dict[str, object]:
    return {"user": recusal.user_id, "name": recusal.user.name, "rule": recusal.rule, "words": recusal.words}
