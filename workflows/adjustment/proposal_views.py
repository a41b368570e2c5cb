"""The pages on which an office answers what the facts propose, and people enter for posts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.access import sees_everything
from core import clock
from core.errors import Refused
from core.models import User
from core.people.requests import SignedInRequest
from workflows.adjustment import competing, proposals
from workflows.adjustment.forms import DismissForm
from workflows.adjustment.lines import proposals_of
from workflows.adjustment.models import Adjustment, Proposal
from workflows.adjustment.page import proposal_page
from workflows.adjustment.queries import campaigns_of
from workflows.adjustment.queries import posts as posts_for


@require_safe
@login_required
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a trigger has found, clause by clause, with the statements it rests on."""
    return _page(request, _proposal_for(request.user, pk))


@require_POST
@login_required
def proposal_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the adjustment that a proposal is for, or pass it on."""
    wanted = _proposal_for(request.user, pk)
    try:
        begun = proposals.take_up(wanted, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, wanted, refused=refusal.message)
    if begun is None:
        messages.success(request, _("It is noted as passed on. What follows is arranged there."))
        return redirect("adjustments")
    messages.success(request, _("The adjustment is begun. Write the reasons, then hand it in."))
    return redirect(begun)


@require_POST
@login_required
def proposal_dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dismiss a proposal, with a reason."""
    wanted, form = _proposal_for(request.user, pk), DismissForm(request.POST)
    if not form.is_valid():
        return _page(request, wanted, form=form)
    proposals.dismiss(wanted, **form.cleaned_data, by=request.user, now=clock.now())
    messages.success(request, _("Dismissed; the reason stands on the record."))
    return redirect("adjustments")


@require_safe
@login_required
def posts(request: SignedInRequest) -> HttpResponse:
    """Show the posts that are competed for now, and what one has entered."""
    shown = {"posts": posts_for(request.user.person, now=clock.now())}
    return render(request, "adjustment/posts.html", shown)


@require_POST
@login_required
def post_enter(request: SignedInRequest, campaign: int, track: str) -> HttpResponse:
    """Enter for a post, by oneself."""
    now, person = clock.now(), request.user.person
    chosen = {one.pk: one for one in campaigns_of(request.user.district_id)}.get(campaign)
    if person is None or chosen is None or track not in chosen.policy.tracks:
        raise Http404
    try:
        entry: Adjustment = competing.enter(chosen, person=person, track=track, by=request.user, now=now)
    except Refused as refusal:
        shown = {"posts": posts_for(person, now=now), "refused": refusal.message}
        return render(request, "adjustment/posts.html", shown, status=422)
    messages.success(request, _("You have entered for “%(post)s”.") % {"post": entry.track_title})
    return redirect(entry)


def _proposal_for(user: User, pk: int) -> Proposal:
    """Return a proposal that a user's office answers, or that they watch over; 404 about oneself and for others."""
    everything = Proposal.objects.filter(district=user.district_id).select_related(
        "person__organisation", "campaign__version", "office"
    )
    watched = everything.exclude(person=user.person_id) if user.person_id else everything
    return get_object_or_404(watched if sees_everything(user) else proposals_of(user, on=clock.today()), pk=pk)


def _page(
    request: SignedInRequest, wanted: Proposal, *, refused: str = "", form: DismissForm | None = None
) -> HttpResponse:
    may_answer = proposals.may_answer(request.user, wanted)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    shown = {**proposal_page(wanted, now=clock.now()), "refused": refused, "form": form or DismissForm()}
    shown["may_answer"] = may_answer and shown["is_open"]
    return render(request, "adjustment/proposal.html", shown, status=422 if refused or form else 200)
