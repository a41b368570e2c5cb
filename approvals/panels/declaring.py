"""无利害关系声明: before a sheet opens, its judge says that no relation bears on the case, or steps aside."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.rounds.closing import seen
from approvals.rounds.models import Ballot, Round
from approvals.rounds.seats import seat_of
from approvals.rounds.services import locked
from core.clock import day_of
from core.errors import Refused
from core.models import User
from core.record.services import record


def must_declare(ballot: Ballot) -> bool:
    """Tell whether a judge has still to say how they stand to the candidate; a sheet handed in is past that."""
    return ballot.declared_at is None and ballot.cast_at is None


def check_declared(ballot: Ballot) -> None:
    """Raise Refused where a judge has not said yet how they stand to the candidate."""
    if must_declare(ballot):
        raise Refused(
            _(
                "First say whether you have a relation to the candidate: open the sheet from your tasks and answer the "
                "question there. The dossier and the sheet open then."
            )
        )


@transaction.atomic
def declare_none(round: Round, *, by: User, now: dt.datetime) -> Ballot:
    """Put on record that no relation of a judge bears on the case, and open the sheet to them; once a seat.

    Raises PermissionDenied for who has no sheet here or stays out of the case, Conflict where the panel is closed.
    """
    round = locked(round.process_id, round.pk)
    ballot = seat_of(by, round, on=day_of(now))
    if round.kind != "panel" or ballot.user_id != by.pk:
        raise PermissionDenied
    if must_declare(ballot):
        ballot.declared_at = now
        ballot.save(update_fields=["declared_at"])
        seen(round, now=now)
        record("conflict.none_declared", on=round.case, by=by, now=now, stage=round.stage, visit=round.visit)
    return ballot
