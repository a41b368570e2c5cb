"""The pages on which a school puts somebody forward."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.deadlines import deadline
from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import User
from core.people.requests import SignedInRequest
from workflows.selection import services
from workflows.selection.forms import BeginForm, SearchForm, StatementForm, UploadForm
from workflows.selection.models import EDITABLE, ENDED, Nomination, NominationPaper
from workflows.selection.page import nomination_page, rows
from workflows.selection.queries import nominations_of, openings, quotas

PAGE_SIZE = 30


@require_safe
@login_required
def nominations(request: SignedInRequest) -> HttpResponse:
    """Show what is open to the user, what is left of each quota, and what their schools have put forward."""
    now, calendar = clock.now(), load_calendar()
    mine = nominations_of(request.user, on=clock.day_of(now))
    sent = mine.exclude(state__in=EDITABLE)
    before = request.GET.get("before", "")
    page = list(sent.filter(**({"pk__lt": before} if before.isdecimal() else {}))[: PAGE_SIZE + 1])
    lines = quotas(openings(request.user, now=now))
    shown = {
        "campaigns": [
            (campaign, deadline(campaign.closes_at, now=now, calendar=calendar), list(listed))
            for campaign, listed in groupby(lines, key=lambda line: line.opening.campaign)
        ],
        "waiting": rows(mine.filter(state__in=EDITABLE), now=now, calendar=calendar),
        "sent": rows(page[:PAGE_SIZE], now=now, calendar=calendar),
        "older": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
    }
    return render(request, "selection/nominations.html", shown)


@login_required
def nomination_new(request: SignedInRequest) -> HttpResponse:
    """Choose a category and a person, and begin a draft."""
    now = clock.now()
    open_to_me = openings(request.user, now=now)
    if not open_to_me:
        messages.info(request, _("No campaign is open to you now."))
        return redirect("nominations")
    search = SearchForm(request.POST or request.GET, openings=open_to_me)
    opening = search.chosen
    people, listed = opening.people(user=request.user), search.found(user=request.user)
    form = BeginForm(request.POST or None, people=people, listed=listed)
    standing = None
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            begun = services.draft(opening.campaign, person=person, track=opening.track.key, by=request.user, now=now)
        except Refused as refusal:
            form.add_error("person", refusal.message)
            live = nominations_of(request.user, on=clock.day_of(now)).exclude(state__in=ENDED)
            standing = live.filter(campaign=opening.campaign, person=person).first()
        else:
            return redirect(begun)
    shown = {"search": search, "form": form, "opening": opening, "standing": standing}
    return render(request, "selection/new.html", shown, status=422 if form.errors else 200)


@login_required
def nomination(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a nomination; save its grounds."""
    wanted = _nomination_for(request.user, pk)
    if request.method != "POST":
        return _page(request, wanted)
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _page(request, wanted, form=form)
    services.revise(wanted, **form.cleaned_data, by=request.user, now=clock.now())
    messages.success(request, _("The draft is saved."))
    return redirect(wanted)


@require_POST
def nomination_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the grounds while they are written; the answer is one line that says so, or what hinders."""
    if not request.user.is_authenticated:
        trouble = _(
            "Not saved: you are signed out. What you write is kept in this browser; sign in again in a new window."
        )
        return render(request, "selection/saved.html", {"trouble": trouble})
    wanted, form = _nomination_for(request.user, pk), StatementForm(request.POST)
    if not form.is_valid():
        return render(
            request, "selection/saved.html", {"trouble": " ".join(str(error) for error in form.errors["statement"])}
        )
    now = clock.now()
    try:
        services.revise(wanted, **form.cleaned_data, by=request.user, now=now)
    except Conflict as conflict:
        return render(request, "selection/saved.html", {"trouble": conflict.message})
    return render(request, "selection/saved.html", {"at": f"{timezone.localtime(now):%H:%M}"})


@login_required
def nomination_attach(request: SignedInRequest, pk: int, material: str) -> HttpResponse:
    """Add a paper under one of the policy's headings."""
    wanted = _nomination_for(request.user, pk)
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
def nomination_detach(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Take a paper off the dossier; one that is gone already is gone."""
    wanted = _nomination_for(request.user, pk)
    listed = NominationPaper.objects.filter(pk=entry, nomination=wanted).select_related("nomination").first()
    if listed:
        services.detach(listed, by=request.user)
    return redirect(wanted)


@login_required
def nomination_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what would be submitted, whole, and submit it."""
    wanted, refused = _nomination_for(request.user, pk), ""
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
            words = _("%(person)s is put forward. Nothing more is needed from you now.")
            messages.success(request, words % {"person": wanted})
            return redirect(wanted)
    shown = nomination_page(wanted, user=request.user, now=clock.now())
    return render(request, "selection/preview.html", {**shown, "refused": refused}, status=422 if refused else 200)


@require_POST
@login_required
def nomination_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a draft back."""
    wanted = _nomination_for(request.user, pk)
    services.discard(wanted, by=request.user, now=clock.now())
    messages.success(request, _("The draft for %(person)s is withdrawn.") % {"person": wanted})
    return redirect("nominations")


def _nomination_for(user: User, pk: int) -> Nomination:
    return get_object_or_404(nominations_of(user, on=clock.today()), pk=pk)


def _already(request: SignedInRequest, wanted: Nomination) -> HttpResponse:
    state = Nomination.objects.get(pk=wanted.pk).get_state_display()
    messages.info(request, _("This nomination is “%(state)s” already.") % {"state": state})
    return redirect(wanted)


def _page(request: SignedInRequest, wanted: Nomination, **forms: Any) -> HttpResponse:
    shown = nomination_page(wanted, user=request.user, now=clock.now(), **forms)
    return render(request, "selection/nomination.html", shown, status=422 if forms else 200)
