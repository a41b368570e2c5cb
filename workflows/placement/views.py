"""The pages on which a plan is drawn up, and on which everybody it concerns follows it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import User
from core.people.requests import SignedInRequest
from workflows.placement import services
from workflows.placement.forms import BeginForm, PlanForm, SearchForm, UploadForm
from workflows.placement.models import EDITABLE, ENDED, Placement, PlacementPaper
from workflows.placement.page import placement_page, rows
from workflows.placement.queries import openings, plans_of
from workflows.placement.words import order_of_appointment, sheet_lines

PAGE_SIZE = 30


@require_safe
@login_required
def placements(request: SignedInRequest) -> HttpResponse:
    """Show the plans that concern the user: those to be completed, those under way, those that have ended."""
    now, calendar = clock.now(), load_calendar()
    mine = plans_of(request.user, on=clock.day_of(now))
    sent = mine.exclude(state__in=EDITABLE)
    before = request.GET.get("before", "")
    page = list(sent.filter(**({"pk__lt": before} if before.isdecimal() else {}))[: PAGE_SIZE + 1])
    listed = rows(page[:PAGE_SIZE], now=now, calendar=calendar)
    shown = {
        "openings": openings(request.user, now=now),
        "waiting": rows(mine.filter(state__in=EDITABLE), now=now, calendar=calendar),
        "running": [row for row in listed if row.placement.state not in ENDED],
        "ended": [row for row in listed if row.placement.state in ENDED],
        "older": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
    }
    return render(request, "placement/placements.html", shown)


@login_required
def placement_new(request: SignedInRequest) -> HttpResponse:
    """Choose a kind of post and a person, and begin a plan."""
    now = clock.now()
    open_to_me = openings(request.user, now=now)
    if not open_to_me:
        messages.info(request, _("You cannot draw up a plan now: no campaign of placements is open to your office."))
        return redirect("placements")
    search = SearchForm(request.POST or request.GET, openings=open_to_me)
    opening = search.chosen
    people, listed = opening.people(user=request.user), search.found(user=request.user)
    form = BeginForm(request.POST or None, people=people, listed=listed)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            return redirect(
                services.draft(opening.campaign, person=person, track=opening.track.key, by=request.user, now=now)
            )
        except Refused as refusal:
            form.add_error("person", refusal.message)
    shown = {"search": search, "form": form, "opening": opening}
    return render(request, "placement/new.html", shown, status=422 if form.errors else 200)


@login_required
def placement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a plan; write it while it is a draft or was returned."""
    wanted = placement_for(request.user, pk)
    if request.method != "POST":
        return _page(request, wanted)
    form = PlanForm(request.POST, placement=wanted)
    if form.is_valid():
        try:
            services.revise(wanted, plan=form.plan(), by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The plan is saved."))
            return redirect(wanted)
    return _page(request, wanted, form=form)


@login_required
def placement_attach(request: SignedInRequest, pk: int, material: str) -> HttpResponse:
    """Add a paper under one of the policy's headings."""
    wanted = placement_for(request.user, pk)
    if material not in wanted.campaign.policy.materials:
        raise Http404
    if request.method != "POST":
        return redirect(wanted)
    form = UploadForm(request.POST, request.FILES, auto_id=f"id_{material}_%s")
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            services.attach(wanted, material=material, upload=upload, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error("upload", refusal.message)
        else:
            return redirect(f"{wanted.get_absolute_url()}#material-{material}")
    return _page(request, wanted, upload=(material, form))


@require_POST
@login_required
def placement_detach(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Take a paper off the plan; one that is gone already is gone."""
    wanted = placement_for(request.user, pk)
    listed = PlacementPaper.objects.filter(pk=entry, placement=wanted).select_related("placement").first()
    if listed:
        services.detach(listed, by=request.user)
    return redirect(wanted)


@login_required
def placement_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what would be put forward, whole, and put it forward."""
    wanted, refused = placement_for(request.user, pk), ""
    if not wanted.is_editable:
        return _already(request, wanted)
    if request.method == "POST":
        try:
            services.submit(wanted, by=request.user, now=clock.now())
        except Refused as refusal:
            refused = refusal.message
        except Conflict:  # a second click: the first one did it
            return _already(request, wanted)
        else:
            messages.success(request, _("The plan for %(person)s is put forward.") % {"person": wanted})
            return redirect(wanted)
    shown = placement_page(wanted, user=request.user, now=clock.now())
    shown |= {"sheet": sheet_lines(wanted), "refused": refused}
    return render(request, "placement/preview.html", shown, status=422 if refused else 200)


@require_POST
@login_required
def placement_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a draft back."""
    wanted = placement_for(request.user, pk)
    services.discard(wanted, by=request.user, now=clock.now())
    messages.success(request, _("The plan for %(person)s is withdrawn.") % {"person": wanted})
    return redirect("placements")


@require_safe
@login_required
def placement_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the responsibility sheet (培养目标责任书), made for paper."""
    wanted = placement_for(request.user, pk)
    order = order_of_appointment(wanted) if wanted.is_appointed else None
    shown = {"placement": wanted, "lines": sheet_lines(wanted), "order": order}
    return render(request, "placement/sheet.html", shown)


def placement_for(user: User, pk: int) -> Placement:
    """Return a plan that a user may open; 404 for everybody else."""
    return get_object_or_404(plans_of(user, on=clock.today()), pk=pk)


def _already(request: SignedInRequest, wanted: Placement) -> HttpResponse:
    state = Placement.objects.get(pk=wanted.pk).get_state_display()
    messages.info(request, _("This plan is “%(state)s” already.") % {"state": state})
    return redirect(wanted)


def _page(request: SignedInRequest, wanted: Placement, **forms: Any) -> HttpResponse:
    shown = placement_page(wanted, user=request.user, now=clock.now(), **forms)
    return render(request, "placement/placement.html", shown, status=422 if forms else 200)
