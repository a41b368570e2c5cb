"""虚假材料: a paper is found false, once, by who watches over discipline or leads the bureau."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.papers.models import FalsePaper, Paper
from core.people.models import User
from core.record.services import record


@transaction.atomic
def mark_false(paper: Paper, *, by: User, now: dt.datetime, reason: str) -> FalsePaper:
    """Write down that a paper is false, at its district; nothing is deleted.

    Raises PermissionDenied without the office for it, Refused without a reason, Conflict where it was found before.
    """
    if not by.has_perm("core.find_paper_false", paper):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say how it was found that the paper is false."))
    paper = Paper.objects.select_for_update(of=("self",)).select_related("district").get(pk=paper.pk)
    if paper.is_false:
        raise Conflict(_("This paper was found false already. Look at it again."))
    told = {"paper": paper.pk, "name": paper.name, "digest": paper.digest, "reason": reason}
    paper.is_false = True
    paper.save(update_fields=["is_false"])
    event = record("paper.found_false", on=paper.district, by=by, now=now, **told)
    said = {"district_id": paper.district_id, "found_by": by, "at": now, "reason": reason, "event": event}
    return FalsePaper.objects.create(paper=paper, **said)
