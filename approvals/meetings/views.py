"""The page of a meeting: called, attended, voted in, closed."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage
from approvals.campaigns.views import cohort_page
from approvals.meetings import services
from approvals.meetings.forms import AttendForm, CallForm, CloseForm, CommentForm, VoteForm
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.page import meeting_page, standing_page, vote_form
from approvals.meetings.people import may_clerk, steps_out_of
from approvals.meetings.readers import may_read
from approvals.rounds.models import Ballot
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@require_safe
@login_required
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a meeting to its members, its clerk, and who watches over the district."""
    return meeting_again(request, meeting_for(request.user, pk))


@require_safe
@login_required
def standing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show where the matters stand, for a page that asks again every few seconds."""
    wanted = meeting_for(request.user, pk)
    return render(request, "approvals/meeting_standing.html", standing_page(wanted, user=request.user))


@login_required
def call_meeting(request: SignedInRequest, campaign: int, stage: str) -> HttpResponse:
    """Call a meeting over the cases that were ticked, with the papers laid on each."""
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "meeting":
        raise Http404
    form = CallForm(request.POST)
    if request.method != "POST":
        return redirect("cohort", campaign, stage)
    if form.is_valid():
        try:
            papers = papers_in(request, form.cleaned_data["rounds"])
            called = services.call(
                found, stage=stage, **form.cleaned_data, papers=papers, by=request.user, now=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The meeting is called and its members are told."))
            return redirect("meeting", called.pk)
    ticked = form.cleaned_data.get("rounds", [])
    return cohort_page(request, found, rule, refusal=first_error(form), ticked=ticked, call_form=form)


def papers_in(request: HttpRequest, rounds: list[int]) -> dict[int, list]:
    """Return the files that were chosen for each round."""
    return {round: files for round in rounds if (files := request.FILES.getlist(f"papers{round}"))}


def first_error(form) -> str:
    """Return the sentence that says what is wrong with a form."""
    return next(str(error) for errors in form.errors.values() for error in errors)


@login_required
def attend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record who is in the room."""
    wanted, form = meeting_for(request.user, pk), AttendForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            services.attend(wanted, present=set(form.cleaned_data["present"]), by=request.user, now=clock.now())
        except Refused as refusal:
            return meeting_again(request, wanted, refusal=refusal.message)
        messages.success(request, _("Attendance is recorded."))
    return redirect("meeting", pk)


@login_required
def vote(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Cast one's vote on a matter."""
    wanted, matter = matter_for(request.user, pk, item)
    if request.method != "POST":
        return redirect("meeting", pk)
    form = vote_form(matter, request.POST)
    if form.is_valid():
        try:
            ballot = services.vote(matter, by=request.user, choice=form.cleaned_data["choice"], now=clock.now())
        except Refused as refusal:
            form.add_error("choice", refusal.message)
        else:
            _tell(request, matter, ballot)
            return redirect("meeting", pk)
    return meeting_again(request, wanted, votes={matter.pk: form})


def _tell(request: SignedInRequest, matter: AgendaItem, ballot: Ballot) -> None:
    if ballot.state == Ballot.State.NOTED:
        messages.warning(request, _("This matter was counted before your vote came; it is kept and does not count."))
    elif matter.round.rule.secret:
        messages.success(request, _("Your vote is sealed; nobody can see it, and it is opened for the count only."))
    else:
        messages.success(request, _("Your vote is in; nobody else can see it before the count."))


@login_required
def close_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Count the votes and let every matter move on."""
    wanted, form = meeting_for(request.user, pk), CloseForm(request.POST)
    if request.method != "POST":
        return redirect("meeting", pk)
    if form.is_valid():
        try:
            closed = services.close_meeting(wanted, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            tell_counted(request, closed)
            return redirect("meeting", pk)
    return meeting_again(request, wanted, close_form=form)


def tell_counted(request: SignedInRequest, meeting: Meeting) -> None:
    """Say what a count led to: the meeting is closed, or something is still to be voted on."""
    if meeting.closed_at:
        messages.success(request, _("The votes are counted; every matter has moved on."))
    else:
        messages.info(
            request, _("The votes are counted. What is still open stands below: a tie is voted on once more.")
        )


def meeting_for(user: User, pk: int) -> Meeting:
    """Return a meeting that a user may look at; 404 otherwise."""
    meetings = Meeting.objects.filter(district=user.district_id).select_related(
        "campaign__version", "organisation", "district", "called_by", "closed_by", "signed_by"
    )
    wanted = get_object_or_404(meetings, pk=pk)
    if not may_read(user, wanted):
        raise Http404
    return wanted


def matter_for(user: User, pk: int, item: int) -> tuple[Meeting, AgendaItem]:
    """Return a matter of a meeting that a user may look at; PermissionDenied where they step out of it."""
    wanted = meeting_for(user, pk)
    items = wanted.items.select_related("meeting__campaign__version", "round__process__version")
    matter = get_object_or_404(items, pk=item)
    if steps_out_of(matter, user) and not may_clerk(user, wanted):  # a clerk is told who else can
        raise PermissionDenied(_("You step out of this matter and have no vote."))
    return wanted, matter


def meeting_again(
    request: SignedInRequest,
    wanted: Meeting,
    *,
    votes: Mapping[int, VoteForm] | None = None,
    close_form: CloseForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Show the page of a meeting, with what was refused."""
    shown = meeting_page(wanted, user=request.user, forms=votes or {})
    is_wrong = bool(votes or refusal or (close_form and close_form.errors))
    return render(
        request,
        "approvals/meeting.html",
        {**shown, "close_form": close_form or CloseForm(), "comment_form": CommentForm(), "refusal": refusal},
        status=422 if is_wrong else 200,
    )
