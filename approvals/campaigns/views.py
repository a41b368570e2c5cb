"""What waits together at a stage of a campaign, to be ranked, put on an agenda or published."""

from collections.abc import Collection

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage
from approvals.campaigns.models import Campaign
from approvals.campaigns.units import unit_shown
from approvals.cohorts import BY_TRACK, may_lead, stays_out_of, waiting
from approvals.deadlines import days_since, deadline
from approvals.meetings.forms import CallForm
from approvals.meetings.models import Meeting
from approvals.notices.models import PublicNotice
from approvals.policies.document import Stage
from approvals.policies.show import span_text
from approvals.rounds.models import Round
from approvals.rounds.seats import is_subject
from core import clock
from core.calendar.services import load_calendar
from core.models import Organisation
from core.people.requests import SignedInRequest

SITTINGS_SHOWN = 30


@require_safe
@login_required
def cohort(request: SignedInRequest, campaign: int, stage: str) -> HttpResponse:
    """Show what waits at a stage."""
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    return cohort_page(request, found, rule)


def cohort_page(
    request: SignedInRequest,
    campaign: Campaign,
    rule: Stage,
    *,
    refusal: str = "",
    ticked: Collection[int] | None = None,
    call_form: CallForm | None = None,
) -> HttpResponse:
    """Show a cohort; with a refusal, what was ticked and typed stays."""
    now, calendar = clock.now(), load_calendar()
    unit, units = unit_shown(request, campaign, rule)
    waits = [] if units else list(waiting(campaign, stage=rule.key, unit=unit))
    out = stays_out_of(request.user, waits)
    rounds = [round for round in waits if round.pk not in out or is_subject(request.user, round.case)]
    ours = [round for round in rounds if round.pk not in out]
    lines = [
        {
            "round": round,
            "track": campaign.policy.tracks[round.track].title,
            "waited": days_since(round.opened_at, now=now),
            "deadline": deadline(round.due_at, now=now, calendar=calendar),
            "may_tick": round in ours,
            "is_ticked": ticked is None or round.pk in ticked,
        }
        for round in rounds
    ]
    shown = {
        "campaign": campaign,
        "stage": rule,
        "lines": lines,
        "unit": unit,
        "lists": _lists(campaign, rounds) if rule.kind in BY_TRACK else units,
        "may_lead": bool(ours) and may_lead(request.user, ours),
        "refusal": refusal,
        "within": span_text(rule.within) if rule.within else "",
        "last_day": rule.within.end(clock.day_of(now), calendar) if rule.within else None,
        **_sittings(campaign, rule, unit=unit, call_form=call_form),
    }
    return render(request, "approvals/cohort.html", shown, status=422 if refusal else 200)


def _sittings(
    campaign: Campaign, rule: Stage, *, unit: Organisation | None, call_form: CallForm | None
) -> dict[str, object]:
    """Return the sittings of a stage, and the form that calls the next meeting: today, where the last one was held."""
    where: dict[str, object] = {"campaign": campaign, "stage": rule.key}
    of = {} if unit is None else {"items__round__process__organisation": unit}
    meetings = list(Meeting.objects.filter(**where, **of).distinct().order_by("-pk")[:SITTINGS_SHOWN])
    today = CallForm(initial={"held_on": clock.today(), "venue": meetings[0].venue if meetings else ""})
    of = {} if unit is None else {"entries__round__process__organisation": unit}
    notices = PublicNotice.objects.filter(**where, **of).distinct().order_by("-pk")[:SITTINGS_SHOWN]
    return {"meetings": meetings, "notices": notices, "call_form": call_form or today}


def _lists(campaign: Campaign, rounds: list[Round]) -> list[dict[str, object]]:
    """Return the categories of a ranking or a waiting list: a list each."""
    tracks = campaign.policy.tracks.values()
    return [{"track": track, "count": sum(round.track == track.key for round in rounds)} for track in tracks]
