"""The list of duties: what its reader has to do, what they keep, and what is done."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.meetings import duties as service
from approvals.meetings.duty_forms import ReportForm, SendBackForm
from approvals.meetings.duty_lines import DutyLine, duties_for, lines_of
from approvals.meetings.models import Duty
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.people.requests import SignedInRequest


@require_safe
@login_required
def duties(request: SignedInRequest) -> HttpResponse:
    """Show a user's duties and those whose closing is theirs."""
    return _page(request)


@require_POST
@login_required
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report a duty as done."""
    form = ReportForm(request.POST, prefix=f"report{pk}")
    done = _("Your report has gone to the clerk, who closes the duty or sends it back.")
    return _act(request, pk, form, lambda duty, **given: service.report(duty, **given), done=done)


@require_POST
@login_required
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a duty back to its owner."""
    form = SendBackForm(request.POST, prefix=f"back{pk}")
    done = _("The duty is with its owner again, who is told what is missing.")
    return _act(request, pk, form, lambda duty, **given: service.send_back(duty, **given), done=done)


@require_POST
@login_required
def close_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a duty that is done."""
    wanted = get_object_or_404(duties_for(request.user, on=clock.today()), pk=pk)
    try:
        service.close(wanted, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, refusal=refusal.message)
    messages.success(request, _("The duty is closed."))
    return redirect("duties")


def _act(request: SignedInRequest, pk: int, form, act: Callable[..., Duty], *, done: str) -> HttpResponse:
    wanted = get_object_or_404(duties_for(request.user, on=clock.today()), pk=pk)
    if form.is_valid():
        try:
            act(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("duties")
    return _page(request, refused={pk: form})


def _page(request: SignedInRequest, *, refused: dict | None = None, refusal: str = "") -> HttpResponse:
    now, calendar = clock.now(), load_calendar()
    lines = lines_of(request.user, now=now, calendar=calendar)
    shown = {"lines": [_line(line, (refused or {}).get(line.duty.pk)) for line in lines], "refusal": refusal}
    return render(request, "approvals/duties.html", shown, status=422 if refused or refusal else 200)


def _line(line: DutyLine, refused) -> dict:
    """Return a line with the form that fits what its reader may do."""
    pk = line.duty.pk
    report_form = refused if isinstance(refused, ReportForm) else ReportForm(prefix=f"report{pk}")
    back_form = refused if isinstance(refused, SendBackForm) else SendBackForm(prefix=f"back{pk}")
    return {
        "line": line,
        "report_form": report_form if line.may_report else None,
        "back_form": back_form if line.may_close else None,
    }
