"""What an office has to do with a case without a seat in it: a withdrawal it consents to, a stage it looks after."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, Subquery

from approvals.cases.models import Case
from approvals.conflicts.services import kept_out
from approvals.policies.models import PolicyVersion
from approvals.policies.words import Seat
from approvals.rounds.models import Round
from approvals.rounds.seats import is_subject
from core.models import Organisation, User
from core.organisations.models import Kind
from core.organisations.services import appointments_of

Offices = set[tuple[str, int, str]]  # role, number and code of the body
LOOKED_AFTER = ("review", "countersign", "panel")


def withdrawals_for(user: User, *, on: dt.date) -> list[Case]:
    """Return the live cases whose withdrawal waits for the consent of an office that a user holds on a day.

    Each with the round it stands at (``round_now``).
    """
    asked = Case.objects.filter(district=user.district_id, finished=None).exclude(withdrawal_asked_at=None)
    asked = asked.filter(~kept_out(user, case="pk")).annotate(
        round_now=Subquery(Round.objects.filter(process=OuterRef("pk"), closed_at=None).values("pk")[:1])
    )
    waiting = list(asked.select_related("version", "campaign", "person", "organisation__parent", "withdrawal_asked_by"))
    if not waiting:
        return []
    offices = offices_of(user, on=on)
    return [case for case in waiting if _is_held(case, offices) and not is_subject(user, case)]


def offices_of(user: User, *, on: dt.date) -> Offices:
    """Return the offices a user holds on a day."""
    held = appointments_of(user, on=on)
    return {(office.role, office.organisation_id, office.organisation.code) for office in held}


def looked_after(user: User, *, on: dt.date) -> Q:
    """Return the cases that have come to a stage whose clerk's office a user holds on a day; none without an office."""
    offices, found = offices_of(user, on=on), Q(pk=None)
    for version in PolicyVersion.objects.filter(district=user.district_id) if offices else ():
        for stage in version.document.stages.values():
            if stage.clerk and stage.kind in LOOKED_AFTER and (where := _cases_at(stage.clerk, offices)) is not None:
                there = Round.objects.filter(process=OuterRef("pk"), stage=stage.key)
                found |= Q(Exists(there), where, version=version)
    return found


def _cases_at(seat: Seat, offices: Offices) -> Q | None:
    """Return the cases for which a seat means an office among these: all of them, or those of some schools."""
    held = [(pk, code) for role, pk, code in offices if role == seat.role]
    if seat.place in ("school", "group"):
        path = "organisation__in" if seat.place == "school" else "organisation__parent__in"
        return Q((path, [pk for pk, _code in held])) if held else None
    return Q() if any(code == seat.place for _pk, code in held) else None


def _is_held(case: Case, offices: Offices) -> bool:
    consent = case.policy.withdrawal.consent
    if consent.place in ("school", "group"):
        body = _body(case, consent.place)
        return body is not None and any((role, pk) == (consent.role, body.pk) for role, pk, _code in offices)
    return any((role, code) == (consent.role, consent.place) for role, _pk, code in offices)


def _body(case: Case, place: str) -> Organisation | None:
    """Return the school of a case or its group, without asking the database."""
    if place == "school":
        return case.organisation
    parent = case.organisation.parent
    return parent if parent and parent.kind == Kind.GROUP else None
