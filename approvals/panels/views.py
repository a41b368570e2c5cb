"""A judge's sheet: what may be read, the figures to give, and the other sheets of the same panel."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.cases.forms import ReasonForm
from approvals.cases.views import case_for, show_case
from approvals.deadlines import deadline
from approvals.panels import services
from approvals.panels.declaring import check_declared, must_declare
from approvals.panels.declaring_views import declaration_page
from approvals.panels.forms import SheetForm, column_form
from approvals.panels.reading import (
    blind_papers,
    columns_of,
    given_on,
    name_of,
    panel_of,
    readable,
    rounds_shown,
    seat_shown,
)
from approvals.rounds.models import Ballot, Round
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.papers.views import sent
from core.people.models import User
from core.people.requests import SignedInRequest


@login_required
def cast(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Hand in a sheet, then go on to the judge's next one; “more rows” shows the sheet again with more of them."""
    if request.method != "POST":
        return redirect("round", case=case, round=round)
    wanted = panel_of(request.user, case=case, round=round)
    if wanted.is_open:
        check_declared(seat_shown(request.user, wanted))
    more = request.POST.get("more", "")
    form = SheetForm(request.POST, sheet=services.sheet_of(wanted), track=wanted.track, more=more)
    if not more and form.is_valid():
        try:
            opinion = form.cleaned_data["opinion"]
            services.cast(wanted, by=request.user, scores=form.scores(), opinion=opinion, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The sheet of %(code)s is handed in and locked.") % {"code": name_of(wanted)})
            return redirect(_next_sheet(request.user, wanted))
    return sheet_page(request, wanted, form=form)


@login_required
def close_panel(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Close a panel with the sheets that are in, with a reason."""
    if request.method != "POST":
        return redirect("case", case=case)
    seen = case_for(request.user, case)
    wanted = get_object_or_404(Round, pk=round, process=seen, kind="panel")
    form = ReasonForm(request.POST, prefix="close")
    if form.is_valid():
        try:
            services.close(wanted, by=request.user, reason=form.cleaned_data["reason"], now=clock.now())
        except Refused as refusal:
            form.add_error("reason", refusal.message)
        else:
            messages.success(request, _("The panel is closed with the sheets that were in."))
            return redirect("case", case=case)
    return show_case(request, seen, close_form=form)


@dataclass(frozen=True)
class Sheet:
    """A line of the list beside the sheet."""

    name: str
    url: str
    is_given: bool
    is_current: bool


def _sheets(user: User, round: Round) -> list[Sheet]:
    ballots = (
        Ballot.objects.filter(user=user, role="", round__campaign=round.campaign_id, round__stage=round.stage)
        .exclude(state__in=[Ballot.State.VOID, *services.LEFT])
        .select_related("round__process__version", "round__process__person", "round__process__organisation")
        .order_by("round_id")
    )
    return [
        Sheet(
            name=name_of(ballot.round),
            url=reverse("round", args=[ballot.round.process_id, ballot.round_id]),
            is_given=ballot.state == Ballot.State.CAST,
            is_current=ballot.round_id == round.pk,
        )
        for ballot in ballots
    ]


def _next_sheet(user: User, round: Round) -> str:
    return next((sheet.url for sheet in _sheets(user, round) if not sheet.is_given), reverse("inbox"))


def sheet_page(request: SignedInRequest, round: Round, *, form: SheetForm | None = None) -> HttpResponse:
    """Show a judge the candidate and the sheet; read-only once it is handed in or the panel is closed.

    Before they have said how they stand to the candidate, the question comes first.
    """
    round = rounds_shown().get(pk=round.pk)
    ballot = seat_shown(request.user, round)
    if must_declare(ballot):
        return declaration_page(request, round)
    sheet = services.sheet_of(round)
    form = form or SheetForm(sheet=sheet, track=round.track)
    shown = {
        **readable(round),
        **given_on(ballot, round=round),
        **(columns_of(round) if round.rule.column else {}),
        "round": round,
        "name": name_of(round),
        "ballot": ballot,
        "is_open": round.is_open and ballot.state == Ballot.State.OPEN,
        "sheet": sheet,
        "has_items": any(line.points for line in form.answered),
        "sheets": _sheets(request.user, round),
        "form": form,
        "deadline": deadline(round.due_at, now=clock.now(), calendar=load_calendar()),
    }
    return render(request, "approvals/score.html", shown, status=422 if form.errors else 200)


def column_page(round: Round, *, form: SheetForm | None, seat: Ballot | None) -> dict[str, Any]:
    """Return what the page of a decision shows where it fills in a column: the sheet, and the columns before it."""
    form = form or column_form(round, seat=seat)
    if form is None:
        return {}
    return {
        **columns_of(round),
        "sheet": form.sheet,
        "sheet_form": form,
        "has_items": any(line.points for line in form.answered),
        "column_title": form.sheet.columns[round.rule.column].title,
    }


@require_safe
@login_required
def panel_paper(request: SignedInRequest, case: int, round: int, number: int) -> FileResponse:
    """Send a judge of a blind panel a paper that names nobody, under a name that does not either."""
    wanted = panel_of(request.user, case=case, round=round)
    check_declared(seat_shown(request.user, wanted))
    found = next((paper for paper in blind_papers(wanted) if paper.number == number), None)
    if found is None or not wanted.rule.blind:
        raise Http404
    return sent(found.paper, name=found.name)
