"""The page of a waiting list: its order, the places that are free, and the next called up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage, check_list
from approvals.campaigns.models import Campaign
from approvals.cohorts import may_lead
from approvals.deadlines import deadline
from approvals.rankings.services import rule_of
from approvals.waitlists import services
from approvals.waitlists.forms import CallUpForm
from approvals.waitlists.queries import called_up, free_places, next_up, waiting_list
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.people.requests import SignedInRequest


@require_safe
@login_required
def waitlist(request: SignedInRequest, campaign: int, stage: str, track: str) -> HttpResponse:
    """Show who waits for a place, in order, and who was called up."""
    return _page(request, _campaign(request, campaign, stage, track), stage=stage, track=track)


@login_required
def call_up(request: SignedInRequest, campaign: int, stage: str, track: str) -> HttpResponse:
    """Give a free place to the next on the list."""
    wanted = _campaign(request, campaign, stage, track)
    if request.method != "POST":
        return redirect("waitlist", campaign, stage, track)
    form = CallUpForm(request.POST, following=None)
    if form.is_valid():
        try:
            entry = services.call_up(
                wanted, stage=stage, track=track, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            called = _("%(name)s is called up; the reason stands on the record.")
            messages.success(request, called % {"name": entry.round.case.title})
            return redirect("waitlist", campaign, stage, track)
    return _page(request, wanted, stage=stage, track=track, form=form)


def _campaign(request: SignedInRequest, campaign: int, stage: str, track: str) -> Campaign:
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "waitlist" or track not in found.policy.tracks:
        raise Http404
    check_list(request.user, found, track=track)
    return found


def _page(
    request: SignedInRequest, campaign: Campaign, *, stage: str, track: str, form: CallUpForm | None = None
) -> HttpResponse:
    now, calendar = clock.now(), load_calendar()
    waits, free = waiting_list(campaign, stage=stage, track=track), free_places(campaign, track=track)
    following, rule = next_up(waits, places=free), campaign.policy.stages[stage]
    leads = following is not None and may_lead(request.user, [waiting.round for waiting in waits])
    shown = {
        "campaign": campaign,
        "stage": rule,
        "sheet": campaign.policy.sheets[rule_of(campaign, rule.ranking).sheet],
        "track": campaign.policy.tracks[track],
        "lines": [(waiting, deadline(waiting.round.due_at, now=now, calendar=calendar)) for waiting in waits],
        "free": free,
        "following": following,
        "called_up": called_up(campaign, stage=stage, track=track),
        "form": (form or CallUpForm(following=following)) if leads or form else None,
    }
    return render(request, "approvals/waitlist.html", shown, status=422 if form and form.errors else 200)
