"""A judge's sheet: what may be read, the figures to give, and the other sheets of the same panel."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.cases.forms import ReasonForm
from approvals.cases.page import answers_of, dossier_of
from approvals.cases.views import case_for, show_case
from approvals.deadlines import deadline
from approvals.panels.forms import SheetForm
from approvals.panels.masking import masked, telling_names
from approvals.rounds import services
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import code_of
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@login_required
def cast(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Hand in a sheet, then go on to the judge's next one."""
    if request.method != "POST":
        return redirect("round", case=case, round=round)
    wanted = panel_of(request.user, case=case, round=round)
    form = SheetForm(request.POST, sheet=sheet_of(wanted))
    if form.is_valid():
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


def panel_of(user: User, *, case: int, round: int) -> Round:
    """Return a panel's round that a user is a judge of; 404 otherwise."""
    seats = Ballot.objects.filter(user=user, role="", round__kind="panel").values("round")
    return get_object_or_404(_rounds().filter(pk__in=seats), pk=round, process=case)


def _rounds():
    return Round.objects.select_related(
        "process__version", "process__person", "process__organisation__parent", "process__campaign", "campaign"
    )


def sheet_of(round: Round):
    return round.case.policy.sheets[round.rule.sheet]


def name_of(round: Round) -> str:
    """Return what a judge may call a candidate: a code where the panel is blind."""
    return code_of(round) if round.rule.blind else round.case.title


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
        .exclude(state=Ballot.State.VOID)
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
    """Show a judge the candidate and the sheet; read-only once it is handed in or the panel is closed."""
    round = _rounds().get(pk=round.pk)
    ballot = round.ballots.get(user=request.user, role="")
    sheet = sheet_of(round)
    form = form or SheetForm(sheet=sheet)
    shown = {
        **_readable(round),
        "round": round,
        "name": name_of(round),
        "ballot": ballot,
        "is_open": round.is_open and ballot.state == Ballot.State.OPEN,
        "given": [(criterion, ballot.scores.get(criterion.key)) for criterion in sheet.criteria],
        "sheet": sheet,
        "sheets": _sheets(request.user, round),
        "form": form,
        "deadline": deadline(round.due_at, now=clock.now(), calendar=load_calendar()),
    }
    return render(request, "approvals/score.html", shown, status=422 if form.errors else 200)


def _readable(round: Round) -> dict[str, Any]:
    """Return what a judge may read: without names and papers where the panel is blind, whole otherwise."""
    case, dossier = round.case, dossier_of(round.case)
    read = {"track": case.policy.tracks[case.track].title, "answers": answers_of(case)}
    if not round.rule.blind:
        return {**read, "statement": dossier.statement, "papers": dossier.papers, "unit": case.organisation.name}
    return {**read, "statement": masked(dossier.statement, names=telling_names(case)), "papers": (), "unit": ""}
