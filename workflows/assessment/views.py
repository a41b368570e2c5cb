"""The pages of an assessment: one's own, and what is filed on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.access import my_seat
from approvals.panels.forms import SheetForm, column_form
from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import User
from core.people.requests import SignedInRequest
from workflows.assessment import endings, services
from workflows.assessment.forms import BetterGradeForm, EndForm, EvidenceForm, ReportForm, WordsForm
from workflows.assessment.models import Assessment, Evidence
from workflows.assessment.page import assessment_page, rows
from workflows.assessment.queries import announced_by, own, unit_lines


@require_safe
@login_required
def assessments(request: SignedInRequest) -> HttpResponse:
    """Show one's own assessments, the units one looks after, and the campaigns one announces."""
    now = clock.now()
    shown = {
        "own": rows(own(request.user), now=now, calendar=load_calendar()),
        "units": unit_lines(request.user, on=clock.day_of(now)),
        "campaigns": announced_by(request.user),
    }
    return render(request, "assessment/assessments.html", shown)


@login_required
def assessment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an assessment; save the report that is being written, or hand it in."""
    wanted = _assessment_for(request.user, pk)
    if request.method != "POST":
        return _page(request, wanted)
    form, sheet = ReportForm(request.POST), _sheet(request, wanted)
    hands_in = "hand_in" in request.POST
    if "more" in request.POST:  # rows of the sheet, nothing handed in yet
        return _page(request, wanted, status=200, report_form=ReportForm(initial=request.POST.dict()), sheet=sheet)
    if not form.is_valid() or (hands_in and sheet is not None and not sheet.is_valid()):
        return _page(request, wanted, report_form=form, sheet=sheet)
    try:
        services.write(wanted, statement=form.cleaned_data["statement"], by=request.user)
        if hands_in:
            scores = sheet.scores() if sheet else None
            services.report(wanted, by=request.user, now=clock.now(), scores=scores)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _page(request, Assessment.objects.get(pk=pk), report_form=form, sheet=sheet)
    messages.success(request, _("The report is handed in.") if hands_in else _("The draft is saved."))
    return redirect(wanted)


def _sheet(request: SignedInRequest, wanted: Assessment) -> SheetForm | None:
    """Return the column of the sheet that is filled in with the report, where the policy has one."""
    round = services.awaits_report(wanted)
    seat = my_seat(request.user, round) if round else None
    return column_form(round, request.POST, seat=seat) if round and seat else None


@require_POST
@login_required
def attach(request: SignedInRequest, pk: int, material: str) -> HttpResponse:
    """Add evidence under one of the policy's headings."""
    wanted, form = _assessment_for(request.user, pk), EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, wanted, refused=str(form.errors["upload"][0]))
    upload = form.cleaned_data["upload"]
    try:
        services.attach(wanted, material=material, upload=upload, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, wanted, refused=refusal.message)
    return redirect(wanted)


@require_POST
@login_required
def detach(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Take evidence off the report; what is gone already is gone."""
    wanted = _assessment_for(request.user, pk)
    listed = Evidence.objects.filter(pk=entry, assessment=wanted).select_related("assessment").first()
    if listed:
        services.detach(listed, by=request.user)
    return redirect(wanted)


@login_required
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign, ask for a review or say that one asks for none, or say what another unit has to say."""
    wanted = _assessment_for(request.user, pk)
    if request.method != "POST":
        return redirect(wanted)
    form = WordsForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    return _do(request, wanted, "words_form", form, lambda: _answered(request, wanted, words=words))


def _answered(request: SignedInRequest, wanted: Assessment, *, words: str) -> str:
    told: dict[str, Any] = {"by": request.user, "now": clock.now()}
    ask = services.asked(wanted)
    if ask == services.Ask.SIGNATURE:
        services.acknowledge(wanted, opinion=words, **told)
        return _("You have signed that you were told.")
    if ask == services.Ask.HEARING:
        services.speak(wanted, opinion=words, **told)
        return _("What your unit has to say is with the case.")
    if "decline" in request.POST:
        services.decline_review(wanted, **told)
        return _("No review is asked for; the grade stands.")
    services.ask_review(wanted, grounds=words, **told)
    return _("It is asked for. You are told of the answer.")


@login_required
def better(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which grade holds after a review."""
    wanted = _assessment_for(request.user, pk)
    if request.method != "POST":
        return redirect(wanted)
    form = BetterGradeForm(request.POST, grades=services.better_grades(wanted))

    def act() -> str:
        services.give_better(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        return _("The grade is corrected; the old one stays readable in the file.")

    return _do(request, wanted, "better_form", form, act)


@login_required
def refusal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put on record that the person refuses to take part."""
    wanted = _assessment_for(request.user, pk)
    if request.method != "POST":
        return redirect(wanted)
    form = WordsForm(request.POST, prefix="refusal")

    def act() -> str:
        services.note_refusal(wanted, reason=form.cleaned_data["words"], by=request.user, now=clock.now())
        return _("The refusal is on record.")

    return _do(request, wanted, "refusal_form", form, act)


@login_required
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a case without a grade."""
    wanted = _assessment_for(request.user, pk)
    if request.method != "POST":
        return redirect(wanted)
    form = EndForm(request.POST, prefix="end")

    def act() -> str:
        endings.end_without_grade(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        return _("The case is ended without a grade.")

    return _do(request, wanted, "end_form", form, act)


def _do(request: SignedInRequest, wanted: Assessment, name: str, form: Any, act: Callable[[], str]) -> HttpResponse:
    """Do one thing and go back to the page; a refusal is shown beside its form."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except (Refused, Conflict) as refused:
            form.add_error(None, refused.message)
        else:
            return redirect(wanted)
    return _page(request, Assessment.objects.get(pk=wanted.pk), **{name: form})


def _assessment_for(user: User, pk: int) -> Assessment:
    found = Assessment.objects.filter(district=user.district_id).select_related(
        "person", "organisation", "other_unit", "campaign__version", "campaign__district", "case__version"
    )
    wanted = get_object_or_404(found, pk=pk)
    if not user.has_perm("assessment.read", wanted):
        raise Http404
    return wanted


def _page(request: SignedInRequest, wanted: Assessment, *, status: int = 422, **forms: Any) -> HttpResponse:
    if forms and not request.user.has_perm("assessment.read", wanted):
        raise PermissionDenied
    shown = assessment_page(wanted, user=request.user, now=clock.now(), **forms)
    return render(request, "assessment/assessment.html", shown, status=status if forms else 200)
