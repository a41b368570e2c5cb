"""The pages on which a milestone is reported, answered or moved, and a service is broken off."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.models import User
from core.people.requests import SignedInRequest
from workflows.placement import serving
from workflows.placement.forms import AnswerForm, BreakOffForm, MoveForm, ReportForm
from workflows.placement.models import Placement
from workflows.placement.page import VERBS
from workflows.placement.views import placement_for

# What may be done with a milestone: who may, what is asked for, what does it.
ACTS: dict[str, tuple[Callable[[User, Placement], bool], type[forms.Form], Callable[..., Any]]] = {
    "report": (serving.may_report, ReportForm, serving.report),
    "answer": (serving.may_answer, AnswerForm, serving.answer),
    "move": (serving.may_move, MoveForm, serving.reschedule),
}


@login_required
def milestone_act(request: SignedInRequest, pk: int, milestone: int, act: str) -> HttpResponse:
    """Show what an act asks for, and do it; 404 for who may not."""
    wanted = placement_for(request.user, pk)
    step = get_object_or_404(wanted.milestones.select_related("placement"), pk=milestone)
    if act not in ACTS or not ACTS[act][0](request.user, wanted):
        raise Http404
    if not step.is_left:
        messages.info(request, _("“%(what)s” was answered already.") % {"what": step.what})
        return redirect(wanted)
    _may, kind, does = ACTS[act]
    form = kind(request.POST, request.FILES) if request.method == "POST" else kind()
    if request.method == "POST" and form.is_valid():
        try:
            does(step, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, VERBS[act].done)
            return redirect(wanted)
    shown = {"placement": wanted, "milestone": step, "form": form, "verb": VERBS[act]}
    return render(request, "placement/act.html", shown, status=422 if form.errors else 200)


@login_required
def placement_break_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that the service cannot go on; 404 for who may not."""
    wanted = placement_for(request.user, pk)
    if not serving.may_break_off(request.user, wanted):
        raise Http404
    form = BreakOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        serving.break_off(wanted, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
        messages.success(request, _("It is recorded; whoever looks into it has been told."))
        return redirect(wanted)
    shown = {"placement": wanted, "form": form}
    return render(request, "placement/break_off.html", shown, status=422 if form.errors else 200)
