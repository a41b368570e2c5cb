"""Rounds that wait for nobody: the post is vacant, everybody who holds it stays out, or no seat is left."""

import datetime as dt

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from approvals.cases.models import Case
from approvals.conflicts.models import Recusal
from approvals.rounds.models import Ballot
from core.models import Appointment

ASKS_SOMEBODY = ("filing", "review", "countersign", "panel")


def nobody_free(on: dt.date) -> ExpressionWrapper:
    """Return, for a query of rounds, whether nobody may act: an open seat's office has nobody free, or none is left.

    Sittings are led from a seat of their office, which stands open as long as the round.
    """
    case = OuterRef(OuterRef("round__process"))
    binding = Recusal.objects.binding().filter(case=case, user=OuterRef("user"))
    holders = Appointment.objects.in_force(on).filter(
        ~Exists(Case.objects.filter(pk=case, person__user=OuterRef("user"))),
        role=OuterRef("role"),
        organisation=OuterRef("organisation"),
        user__is_active=True,
    )
    bodies = ("organisation", "organisation__parent", "nominator_at")
    own = Q.create([("organisation", OuterRef(f"round__process__{body}")) for body in bodies], connector=Q.OR)
    free_anywhere = holders.filter(~Exists(binding))
    free_at_home = holders.filter(own, ~Exists(binding.exclude(rule=Recusal.Rule.SAME_SCHOOL)))
    seats = Ballot.objects.filter(round=OuterRef("pk"), state=Ballot.State.OPEN).exclude(role="")
    empty = Q(kind__in=ASKS_SOMEBODY) & ~Q(Exists(Ballot.objects.filter(round=OuterRef("pk"), state=Ballot.State.OPEN)))
    nobodys = Q(Exists(seats.filter(~Exists(free_anywhere), ~Exists(free_at_home))))
    return ExpressionWrapper(empty | nobodys, output_field=BooleanField())
