"""Whose cases a page shows where a stage deals with one unit at a time."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.http import Http404
from django.urls import reverse

from approvals.access import sees_everything
from approvals.campaigns.models import Campaign
from approvals.inbox.queries import seats_of
from approvals.policies.document import Stage
from approvals.rounds.models import Ballot, Round
from core import clock
from core.models import Organisation, User
from core.people.requests import SignedInRequest


def unit_shown(
    request: SignedInRequest, campaign: Campaign, rule: Stage
) -> tuple[Organisation | None, list[dict[str, Any]]]:
    """Return the unit whose cases are shown, or the units to choose from; neither where a stage takes all together.

    Raises 404 for a unit whose cases are not the user's to see.
    """
    if rule.scope != "unit":
        return None, ([_whole(campaign, rule)] if rule.kind == "grading" else [])
    units = {unit.pk: unit for unit in units_of(request.user, campaign, stage=rule.key)}
    asked = request.GET.get("unit", "")
    if asked.isascii() and asked.isdigit():
        if int(asked) not in units:
            raise Http404
        return units[int(asked)], []
    if len(units) == 1 and rule.kind != "grading":
        return next(iter(units.values())), []
    return None, [_line(unit, campaign, rule) for unit in units.values()]


def units_of(user: User, campaign: Campaign, *, stage: str) -> list[Organisation]:
    """Return the units of which something is or was at a stage, as far as a user sees them, by name."""
    rounds = Round.objects.filter(campaign=campaign, stage=stage)
    if not sees_everything(user):
        seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__campaign=campaign, round__stage=stage)
        rounds = rounds.filter(pk__in=seats.exclude(role="").values("round"))
    here = rounds.filter(process__organisation=OuterRef("pk")).order_by().values("process__organisation")
    waits = here.filter(closed_at=None).annotate(n=Count("pk")).values("n")
    found = Organisation.objects.filter(Exists(here)).annotate(n=Subquery(waits))
    return list(found.order_by("name", "pk"))


def _line(unit: Any, campaign: Campaign, rule: Stage) -> dict[str, Any]:
    where = [campaign.pk, rule.key]
    url = reverse("grading", args=[*where, unit.pk]) if rule.kind == "grading" else ""
    return {"title": unit.name, "count": unit.n or 0, "url": url or f"{reverse('cohort', args=where)}?unit={unit.pk}"}


def _whole(campaign: Campaign, rule: Stage) -> dict[str, Any]:
    count = Round.objects.filter(campaign=campaign, stage=rule.key, closed_at=None).count()
    return {"title": rule.title, "count": count, "url": reverse("grading", args=[campaign.pk, rule.key, 0])}
