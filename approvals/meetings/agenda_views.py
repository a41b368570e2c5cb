"""What is done with single matters of an agenda, and the list on which a member votes on all of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.cases.forms import ReasonForm
from approvals.meetings import agenda, closing, services
from approvals.meetings.forms import CommentForm, CountForm, RestForm
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.page import ballot_page, line_form
from approvals.meetings.views import matter_for, meeting_again, meeting_for, tell_counted
from approvals.rounds.counting import APPROVE
from approvals.rounds.models import Ballot
from core import clock
from core.errors import Refused
from core.people.requests import SignedInRequest


@login_required
def move(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Move a matter up or down the agenda."""
    _wanted, matter = matter_for(request.user, pk, item)
    if request.method == "POST":
        agenda.move(matter, is_up=request.POST.get("way") == "up", by=request.user, now=clock.now())
    return redirect("meeting", pk)


@login_required
def add_papers(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Lay papers on a matter."""
    return _act(request, pk, item, lambda matter, given: agenda.add_papers(matter, **given), _papers)


@login_required
def comment(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Write a comment on a matter before the meeting."""
    return _act(request, pk, item, lambda matter, given: agenda.comment(matter, **given), _text)


@login_required
def close_matter(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Count one matter."""
    answer = _act(request, pk, item, lambda matter, given: closing.close_matter(matter, **given), _sure)
    if answer.status_code == 302 and request.method == "POST":
        tell_counted(request, Meeting.objects.get(pk=pk))
    return answer


@login_required
def put_off(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Leave a matter for the next meeting."""
    return _act(request, pk, item, lambda matter, given: closing.put_off(matter, **given), _reason)


def _act(
    request: SignedInRequest,
    pk: int,
    item: int,
    act: Callable[[AgendaItem, dict[str, Any]], object],
    given: Callable[[SignedInRequest], dict[str, Any]],
) -> HttpResponse:
    """Do one thing with a matter; a refusal is shown on the page of the meeting."""
    wanted, matter = matter_for(request.user, pk, item)
    if request.method != "POST":
        return redirect("meeting", pk)
    try:
        act(matter, {**given(request), "by": request.user, "now": clock.now()})
    except Refused as refusal:
        return meeting_again(request, wanted, refusal=refusal.message)
    return redirect("meeting", pk)


def _sure(request: SignedInRequest) -> dict[str, Any]:
    if not CountForm(request.POST).is_valid():
        raise Refused(_("Tick that this matter is to be counted: a count cannot be taken back."))
    return {}


def _papers(request: SignedInRequest) -> dict[str, Any]:
    return {"uploads": request.FILES.getlist("papers")}


def _text(request: SignedInRequest) -> dict[str, Any]:
    form = CommentForm(request.POST)
    return {"text": form.cleaned_data["text"] if form.is_valid() else ""}


def _reason(request: SignedInRequest) -> dict[str, Any]:
    form = ReasonForm(request.POST)
    return {"reason": form.cleaned_data["reason"] if form.is_valid() else ""}


def _items(meeting: Meeting):
    return meeting.items.select_related("round__process__version")


@login_required
def ballot_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a member vote on every matter of the agenda on one page, with one button."""
    wanted = meeting_for(request.user, pk)
    if request.method != "POST":
        shown = ballot_page(wanted, user=request.user, rows={})
        return render(request, "approvals/meeting_ballot.html", {**shown, "rest_form": RestForm()})
    # As it came: a line that says something else than a vote is refused, and not taken for one left empty.
    choices = {item.pk: line_form(item, request.POST)["choice"].value() or "" for item in _items(wanted)}
    rest = APPROVE if request.POST.get("is_rest") else ""
    rows = services.vote_all(wanted, by=request.user, choices=choices, rest=rest, now=clock.now())
    refused = {row.item.pk: row.refusal for row in rows if row.refusal}
    _tell_taken(request, rows)
    if not refused:
        return redirect("meeting", pk)
    shown = ballot_page(wanted, user=request.user, rows=refused, data=request.POST)
    listed = {line["matter"].item.pk for line in shown["lines"]}
    for row in rows:
        if row.refusal and row.item.pk not in listed:  # nothing is left to vote on it, so it has no line
            messages.error(request, f"{row.item.order}. {row.item.round.case.title}: {row.refusal}")
    return render(request, "approvals/meeting_ballot.html", {**shown, "rest_form": RestForm()}, status=422)


def _tell_taken(request: SignedInRequest, rows: list[services.Row]) -> None:
    """Say how many votes are in, and how many came after the count."""
    states = [row.ballot.state for row in rows if row.ballot]
    taken, late = states.count(Ballot.State.CAST), states.count(Ballot.State.NOTED)
    messages.success(request, ngettext("%(n)d vote is in.", "%(n)d votes are in.", taken) % {"n": taken})
    if late:
        messages.warning(request, _("Votes that came after the count, kept and not counted: %(n)d") % {"n": late})
