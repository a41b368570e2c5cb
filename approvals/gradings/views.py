"""The page of a grading: looked at, a cap granted, closed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage, check_unit_list
from approvals.campaigns.models import Campaign
from approvals.cohorts import may_lead, waiting
from approvals.gradings import granting, services
from approvals.gradings.forms import CloseForm, GrantForm
from approvals.gradings.page import closed_board, waiting_board
from approvals.rankings.services import check_seen
from core import clock
from core.errors import Refused
from core.models import Organisation
from core.people.requests import SignedInRequest


@require_safe
@login_required
def grading(request: SignedInRequest, campaign: int, stage: str, unit: int) -> HttpResponse:
    """Show the list of a unit as it stands and as it was closed."""
    return _page(request, *_list(request, campaign, stage, unit), stage=stage)


@login_required
def close(request: SignedInRequest, campaign: int, stage: str, unit: int) -> HttpResponse:
    """Close the list that was seen."""
    wanted, of = _list(request, campaign, stage, unit)
    if request.method != "POST":
        return redirect("grading", campaign, stage, unit)
    rounds = list(waiting(wanted, stage=stage, unit=of))
    form = CloseForm(request.POST, board=waiting_board(rounds, campaign=wanted, stage=stage, unit=of, now=clock.now()))
    check_seen(rounds, seen=form.on_page())
    if form.is_valid():
        told = {"seen": form.on_page(), "chosen": form.chosen(), "reason": form.cleaned_data.get("reason", "")}
        try:
            services.close(wanted, stage=stage, unit=of, by=request.user, now=clock.now(), **told)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The list is closed; every case on it has its grade and has moved on."))
            return redirect("grading", campaign, stage, unit)
    return _page(request, wanted, of, stage=stage, form=form)


@login_required
def grant_cap(request: SignedInRequest, campaign: int, stage: str, unit: int) -> HttpResponse:
    """Let another cap of the policy hold for a unit."""
    wanted, of = _list(request, campaign, stage, unit)
    if request.method != "POST" or of is None:
        return redirect("grading", campaign, stage, unit)
    form = GrantForm(request.POST, variants=granting.grantable(request.user, wanted, stage=stage, unit=of))
    if form.is_valid():
        try:
            granting.grant_cap(wanted, stage=stage, unit=of, **form.chosen(), by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The cap is changed for this unit; the reason stands on the record."))
            return redirect("grading", campaign, stage, unit)
    return _page(request, wanted, of, stage=stage, grant_form=form)


def _list(request: SignedInRequest, campaign: int, stage: str, unit: int) -> tuple[Campaign, Organisation | None]:
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "grading" or (rule.scope == "unit") != bool(unit):
        raise Http404
    of = get_object_or_404(Organisation, pk=unit, district=request.user.district_id) if unit else None
    check_unit_list(request.user, found, stage=stage, unit=of)
    return found, of


def _page(
    request: SignedInRequest,
    campaign: Campaign,
    unit: Organisation | None,
    *,
    stage: str,
    form: CloseForm | None = None,
    grant_form: GrantForm | None = None,
) -> HttpResponse:
    rounds = list(waiting(campaign, stage=stage, unit=unit))
    board, rule = (
        waiting_board(rounds, campaign=campaign, stage=stage, unit=unit, now=clock.now()),
        services.rule_of(campaign, stage),
    )
    lists = services.closed(campaign, stage=stage, unit=unit).select_related("closed_by", "campaign__version")
    closed = [closed_board(one) for one in lists]
    variants = granting.grantable(request.user, campaign, stage=stage, unit=unit) if unit and not closed else {}
    shown = {
        "campaign": campaign,
        "stage": campaign.policy.stages[stage],
        "unit": unit,
        "unit_no": unit.pk if unit else 0,
        "last_tie": rule.ties[-1].says if rule.ties else "",
        "board": board,
        "closed": closed,
        "form": (form or CloseForm(board=board)) if may_lead(request.user, rounds) else None,
        "grant_form": (grant_form or GrantForm(variants=variants)) if variants else None,
    }
    is_wrong = bool((form and form.errors) or (grant_form and grant_form.errors))
    return render(request, "approvals/grading.html", shown, status=422 if is_wrong else 200)
