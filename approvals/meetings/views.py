"""The page of a meeting: called, attended, voted in, closed."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage, sees_everything
from approvals.campaigns.views import cohort_page
from approvals.meetings import services
from approvals.meetings.forms import AttendForm, CloseForm, TickForm, VoteForm
from approvals.meetings.models import Meeting
from approvals.meetings.page import meeting_page
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@require_safe
@login_required
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a meeting to its members, its clerk, and who watches over the district."""
    return _page(request, _meeting_for(request.user, pk))


@login_required
def call_meeting(request: SignedInRequest, campaign: int, stage: str) -> HttpResponse:
    """Call a meeting over the cases that were ticked."""
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "meeting":
        raise Http404
    form = TickForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("cohort", campaign, stage)
    try:
        called = services.call(found, stage=stage, rounds=form.cleaned_data["rounds"], by=request.user, now=clock.now())
    except Refused as refusal:
        return cohort_page(request, found, rule, refusal=refusal.message, ticked=form.cleaned_data["rounds"])
    messages.success(request, _("The meeting is called and its members are told."))
    return redirect("meeting", called.pk)


@login_required
def attend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record who is in the room."""
    wanted, form = _meeting_for(request.user, pk), AttendForm(request.POST)
    if request.method == "POST" and form.is_valid():
        services.attend(wanted, present=set(form.cleaned_data["present"]), by=request.user, now=clock.now())
        messages.success(request, _("Attendance is recorded."))
    return redirect("meeting", pk)


@login_required
def vote(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Cast one's vote on a matter."""
    wanted = _meeting_for(request.user, pk)
    matter = get_object_or_404(wanted.items.select_related("meeting__campaign__version", "round__process"), pk=item)
    if request.method != "POST":
        return redirect("meeting", pk)
    form = VoteForm(request.POST, prefix=f"matter{matter.pk}")
    if form.is_valid():
        try:
            services.vote(matter, by=request.user, choice=form.cleaned_data["choice"], now=clock.now())
        except Refused as refusal:
            form.add_error("choice", refusal.message)
        else:
            messages.success(request, _("Your vote is in; nobody else can see it."))
            return redirect("meeting", pk)
    return _page(request, wanted, votes={matter.pk: form})


@login_required
def close_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Count the votes and let every matter move on."""
    wanted, form = _meeting_for(request.user, pk), CloseForm(request.POST)
    if request.method != "POST":
        return redirect("meeting", pk)
    if form.is_valid():
        try:
            services.close_meeting(wanted, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The votes are counted; every matter has moved on."))
            return redirect("meeting", pk)
    return _page(request, wanted, close_form=form)


def _meeting_for(user: User, pk: int) -> Meeting:
    meetings = Meeting.objects.filter(district=user.district_id).select_related(
        "campaign__version", "organisation", "district", "called_by", "closed_by"
    )
    wanted = get_object_or_404(meetings, pk=pk)
    is_member = wanted.attendances.filter(user=user).exists()
    if not (is_member or services.may_clerk(user, wanted) or sees_everything(user)):
        raise Http404
    return wanted


def _page(
    request: SignedInRequest,
    wanted: Meeting,
    *,
    votes: Mapping[int, VoteForm] | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    shown = meeting_page(wanted, user=request.user, forms=votes or {})
    is_wrong = bool(votes or (close_form and close_form.errors))
    return render(
        request,
        "approvals/meeting.html",
        {**shown, "close_form": close_form or CloseForm()},
        status=422 if is_wrong else 200,
    )
