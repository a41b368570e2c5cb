"""The pages on which an adjustment is proposed, answered by the person, and read as a written decision."""

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
from workflows.adjustment import services
from workflows.adjustment.forms import BeginForm, ReasonsForm, SearchForm, SpeakForm, UploadForm
from workflows.adjustment.hearing import speak, waive
from workflows.adjustment.lines import proposals_waiting
from workflows.adjustment.models import LIVE, Adjustment
from workflows.adjustment.page import adjustment_page, proposal_rows, rows, told_of
from workflows.adjustment.queries import adjustments_for, openings, people
from workflows.adjustment.rules import lowers
from workflows.adjustment.words import letter

PAGE_SIZE = 30


@require_safe
@login_required
def adjustments(request: SignedInRequest) -> HttpResponse:
    """Show what the facts propose to the user's office, and the adjustments they may look at."""
    now, calendar = clock.now(), load_calendar()
    today = clock.day_of(now)
    before = request.GET.get("before", "")
    listed = adjustments_for(request.user, on=today)
    older_than = {"pk__lt": before} if before.isdecimal() and len(before) < 18 else {}
    page = list(listed.filter(**older_than)[: PAGE_SIZE + 1])
    waiting = proposals_waiting(request.user, on=today)
    shown = {
        "may_begin": bool(openings(request.user, now=now)),
        "proposals": proposal_rows(waiting, now=now, calendar=calendar),
        "rows": rows(page[:PAGE_SIZE], now=now, calendar=calendar),
        "older": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
    }
    return render(request, "adjustment/adjustments.html", shown)


@login_required
def adjustment_new(request: SignedInRequest) -> HttpResponse:
    """Choose a category, a person and the ground, and begin; the reasons are written on the next page."""
    now = clock.now()
    open_to_me = openings(request.user, now=now)
    if not open_to_me:
        messages.info(request, _("No adjustment is open to you now."))
        return redirect("adjustments")
    search, today = SearchForm(request.POST or request.GET, openings=open_to_me), clock.day_of(now)
    opening = search.chosen
    listed = search.found(user=request.user, on=today)
    form = BeginForm(request.POST or None, people=people(request.user, opening, on=today), listed=listed)
    if request.method == "POST" and form.is_valid():
        chosen, ground = form.cleaned_data["person"], form.cleaned_data["ground"]
        kinds = {"kinds": opening.track.ends, "ground": ground, "on": today, "now": now}
        target = next(iter(services.targets(chosen, **kinds)), None)
        said = {"person": chosen, "track": opening.track.key, "ground": ground, "target": target}
        try:
            return redirect(services.propose(opening.campaign, **said, by=request.user, now=now))
        except (Refused, Conflict) as refusal:
            form.add_error("person", refusal.message)
    shown = {"search": search, "form": form, "opening": opening}
    return render(request, "adjustment/new.html", shown, status=422 if form.errors else 200)


@login_required
def adjustment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an adjustment; save its reasons until it is handed in."""
    wanted = _adjustment_for(request.user, pk)
    if request.method != "POST":
        return _page(request, wanted)
    form = ReasonsForm(request.POST, lowers=lowers(wanted.campaign.policy, wanted.track))
    if not form.is_valid():
        return _page(request, wanted, form=form)
    said = {"new_post": "", **form.cleaned_data}
    services.revise(wanted, **said, by=request.user, now=clock.now())
    messages.success(request, _("The reasons are saved."))
    return redirect(wanted)


@login_required
def adjustment_attach(request: SignedInRequest, pk: int, material: str) -> HttpResponse:
    """Add a paper under one of the policy's headings."""
    wanted = _adjustment_for(request.user, pk)
    if material not in wanted.campaign.policy.materials:
        raise Http404
    if request.method != "POST":
        return redirect(wanted)
    form, upload = UploadForm(request.POST, request.FILES, auto_id=f"id_{material}_%s"), request.FILES.get("upload")
    if form.is_valid():
        try:
            services.attach(wanted, material=material, upload=upload, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error("upload", refusal.message)
        else:
            return redirect(f"{wanted.get_absolute_url()}#papers")
    return _page(request, wanted, refused=" ".join(map(str, form.errors.get("upload", []))))


@require_POST
@login_required
def adjustment_hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an adjustment on its road."""
    wanted = _adjustment_for(request.user, pk)
    try:
        services.hand_in(wanted, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, wanted, refused=refusal.message)
    messages.success(request, _("It is on its way; the facts are verified first."))
    return redirect(wanted)


@require_POST
@login_required
def adjustment_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a proposal back before it was handed in."""
    wanted = _adjustment_for(request.user, pk)
    services.discard(wanted, by=request.user, now=clock.now())
    messages.success(request, _("The proposal about %(person)s is taken back.") % {"person": wanted})
    return redirect("adjustments")


@require_POST
@login_required
def adjustment_speak(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take in what the person says, or their school on a signed paper; or that nothing is said."""
    wanted = _adjustment_for(request.user, pk)
    form, declines = SpeakForm(request.POST, request.FILES), "declines" in request.POST
    if not (declines or form.is_valid()):
        return _page(request, wanted, speak_form=form)
    try:
        if declines:
            waive(wanted, by=request.user, now=clock.now())
        else:
            speak(wanted, **form.cleaned_data, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, wanted, refused=refusal.message, speak_form=form)
    messages.success(request, _("It is on the record, and the case goes on."))
    return redirect(wanted)


@require_safe
@login_required
def adjustment_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the written decision, as it is printed and handed to the person."""
    wanted = _adjustment_for(request.user, pk)
    if wanted.case is None or wanted.is_competition():
        raise Http404
    shown = {"adjustment": wanted, "letter": letter(told_of(wanted, wanted.case))}
    return render(request, "adjustment/decision.html", shown)


def _adjustment_for(user: User, pk: int) -> Adjustment:
    return get_object_or_404(adjustments_for(user, on=clock.today()), pk=pk)


def _page(request: SignedInRequest, wanted: Adjustment, **refused: Any) -> HttpResponse:
    shown = adjustment_page(wanted, user=request.user, now=clock.now(), **refused)
    shown["is_live"] = wanted.state in LIVE
    return render(request, "adjustment/adjustment.html", shown, status=422 if refused else 200)
