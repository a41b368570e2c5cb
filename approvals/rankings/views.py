"""The page of a ranking: looked at, its line moved, frozen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage, check_list, may_see_stage
from approvals.campaigns import services as campaigns
from approvals.campaigns.models import Campaign
from approvals.cohorts import may_lead, waiting
from approvals.exports.services import may_export
from approvals.rankings import services
from approvals.rankings.forms import FreezeForm, PlacesForm
from approvals.rankings.page import frozen_board, places_of, waiting_board
from core import clock
from core.errors import Refused
from core.people.requests import SignedInRequest


@require_safe
@login_required
def ranking(request: SignedInRequest, campaign: int, stage: str, track: str) -> HttpResponse:
    """Show the list of a category as it stands and as it was frozen."""
    return _page(request, _campaign(request, campaign, stage, track), stage=stage, track=track)


@login_required
def freeze(request: SignedInRequest, campaign: int, stage: str, track: str) -> HttpResponse:
    """Freeze the list that was seen."""
    wanted = _campaign(request, campaign, stage, track)
    if request.method != "POST":
        return redirect("ranking", campaign, stage, track)
    rounds = list(waiting(wanted, stage=stage, track=track))
    aside = request.POST.getlist("aside")
    board = waiting_board(rounds, campaign=wanted, stage=stage, track=track, aside=aside)
    form = FreezeForm(request.POST, board=board)
    services.check_seen(rounds, seen=form.on_page())
    if form.is_valid():
        try:
            services.freeze(
                wanted,
                stage=stage,
                track=track,
                by=request.user,
                now=clock.now(),
                seen=form.on_page(),
                places=form.cleaned_data["places"],
                chosen=form.chosen(),
                aside=form.cleaned_data.get("aside", ()),
                reason=form.cleaned_data.get("reason", ""),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The list is frozen; every case on it has moved on."))
            return redirect("ranking", campaign, stage, track)
    return _page(request, wanted, stage=stage, track=track, form=form)


@login_required
def grant_places(request: SignedInRequest, campaign: int, stage: str, track: str) -> HttpResponse:
    """Move the line of a category by what the policy allows."""
    wanted = _campaign(request, campaign, stage, track)
    if request.method != "POST":
        return redirect("ranking", campaign, stage, track)
    form = PlacesForm(request.POST, approx=places_of(wanted, track=track).approx)
    if form.is_valid():
        try:
            campaigns.grant_places(wanted, track=track, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The line is moved; the reason stands on the record."))
            return redirect("ranking", campaign, stage, track)
    return _page(request, wanted, stage=stage, track=track, places_form=form)


def _campaign(request: SignedInRequest, campaign: int, stage: str, track: str) -> Campaign:
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "ranking" or track not in found.policy.tracks:
        raise Http404
    check_list(request.user, found, track=track)
    return found


def _page(
    request: SignedInRequest,
    campaign: Campaign,
    *,
    stage: str,
    track: str,
    form: FreezeForm | None = None,
    places_form: PlacesForm | None = None,
) -> HttpResponse:
    rounds = list(waiting(campaign, stage=stage, track=track))
    board = waiting_board(rounds, campaign=campaign, stage=stage, track=track)
    places = places_of(campaign, track=track, ranked=[round.process_id for round in rounds])
    waitlist = campaign.policy.stages[stage].then.get("waitlist", "")
    may_grant = places.granted is None and bool(places.approx) and campaigns.may_grant(request.user, campaign)
    shown = {
        "campaign": campaign,
        "stage": campaign.policy.stages[stage],
        "track": campaign.policy.tracks[track],
        "waitlist": waitlist if waitlist and may_see_stage(request.user, campaign, stage=waitlist) else "",
        "last_tie": services.rule_of(campaign, stage).ties[-1].says,
        "places": places,
        "board": board,
        "frozen": [frozen_board(ranking) for ranking in services.frozen(campaign, stage=stage, track=track)],
        "form": (form or FreezeForm(board=board)) if may_lead(request.user, rounds) else None,
        "places_form": (places_form or PlacesForm(approx=places.approx)) if may_grant else None,
        "may_export": may_export(request.user, campaign),
    }
    is_wrong = bool((form and form.errors) or (places_form and places_form.errors))
    return render(request, "approvals/ranking.html", shown, status=422 if is_wrong else 200)
