"""What the law's transitions put on file: the placement while it lasts, the post that follows it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from core.clock import day_of
from core.facts.services import correct, establish
from core.models import Event, Fact, User
from workflows.placement.models import Placement

PLACEMENT, POST = "placement", "post"


def on_appoint(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """Put the placement on file for its term."""
    establish(
        PLACEMENT,
        about=placement.person,
        value=placement.post,
        true_from=placement.term_from,  # type: ignore[arg-type]  # a plan without a term is never put forward
        true_until=placement.term_until,
        detail={**_detail(placement), "probation_until": str(placement.probation_until)},
        by=by,
        now=now,
        event=event,
    )


def on_retain(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """Put the post on file that the person stays in."""
    _establish_post(placement, event=event, by=by, now=now, management=False)


def on_absorb(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """Put the post in the school's management team on file."""
    _establish_post(placement, event=event, by=by, now=now, management=True)


def on_go_back(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """End the placement on file where its term is not over yet."""
    _end(
        placement,
        reason=_("Returned to the former post (%(case)s)") % {"case": case.number},
        event=event,
        by=by,
        now=now,
    )


def on_end_early(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """End the placement on file today."""
    _end(
        placement,
        reason=_("The placement was ended early (%(case)s)") % {"case": case.number},
        event=event,
        by=by,
        now=now,
    )


def on_lapse(placement: Placement, *, case, event: Event, by: User | None, now: dt.datetime) -> None:
    """End the placement on file today, because the person has left."""
    _end(placement, reason=_("The person has left (%(case)s)") % {"case": case.number}, event=event, by=by, now=now)


EFFECTS = {
    "appoint": on_appoint,
    "retain": on_retain,
    "absorb": on_absorb,
    "go_back": on_go_back,
    "end_early": on_end_early,
    "lapse": on_lapse,
}


def fact_of(placement: Placement) -> Fact | None:
    """Return the placement as it stands on file; None before the appointment."""
    known = Fact.objects.filter(person=placement.person_id, kind=PLACEMENT, known_until=None)
    return known.filter(detail__case=placement.case.number if placement.case else "").first()


def _establish_post(placement: Placement, *, event: Event, by: User | None, now: dt.datetime, management: bool) -> None:
    detail = {**_detail(placement), "management": management}
    establish(
        POST,
        about=placement.person,
        value=placement.post,
        true_from=day_of(now),
        detail=detail,
        by=by,
        now=now,
        event=event,
    )


def _end(placement: Placement, *, reason: str, event: Event, by: User | None, now: dt.datetime) -> None:
    """Correct the last day on file; one that ends before its first day keeps that day."""
    fact, today = fact_of(placement), day_of(now)
    if fact and (fact.true_until is None or fact.true_until > today):
        correct(fact, true_until=max(today, fact.true_from), reason=reason, event=event, by=by, now=now)


def _detail(placement: Placement) -> dict[str, Any]:
    return {
        "host": placement.host.name if placement.host else "",
        "case": placement.case.number if placement.case else "",
        "track": placement.track,
        "policy": placement.campaign.policy.key,
    }
