"""The minutes on screen, the clerk's paragraph, the signature, and the duties they give."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.documents.listing import papers_of
from approvals.meetings import duties
from approvals.meetings import minutes as service
from approvals.meetings.duty_forms import DutyForm
from approvals.meetings.forms import RemarkForm, SignForm
from approvals.meetings.models import Meeting
from approvals.meetings.people import may_clerk, stage_of, stepped_out
from approvals.meetings.views import meeting_for
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@require_safe
@login_required
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the minutes of a closed meeting."""
    return _page(request, _closed_for(request.user, pk))


@login_required
def remark(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the clerk's own paragraph."""
    wanted, form = _closed_for(request.user, pk), RemarkForm(request.POST)
    if request.method == "POST" and form.is_valid():
        service.write_remark(wanted, text=form.cleaned_data["text"], by=request.user, now=clock.now())
        messages.success(request, _("The minutes are written anew with your remark."))
    return redirect("minutes", pk)


@login_required
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the minutes."""
    wanted = _closed_for(request.user, pk)
    if request.method != "POST":
        return redirect("minutes", pk)
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            service.sign(wanted, seen=request.POST.get("seen", ""), by=request.user, now=clock.now())
        except Refused as refusal:
            return _page(request, wanted, refusal=refusal.message)
        messages.success(request, _("The minutes are signed; nothing in them is changed any more."))
        return redirect("minutes", pk)
    return _page(request, wanted, sign_form=form)


@login_required
def give_duty(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what somebody is to do, by when."""
    wanted = _closed_for(request.user, pk)
    if request.method != "POST":
        return redirect("minutes", pk)
    form = DutyForm(request.POST, meeting=wanted)
    if form.is_valid():
        try:
            duties.give(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The duty stands in the minutes, and its owner is told."))
            return redirect("minutes", pk)
    return _page(request, wanted, duty_form=form)


def _closed_for(user: User, pk: int) -> Meeting:
    wanted = meeting_for(user, pk)
    if not wanted.minutes:  # the sweep writes those of meetings from before there were minutes
        raise Http404
    return wanted


def _text(meeting: Meeting, user: User) -> str:
    return service.readable(meeting, without=stepped_out(meeting, user))


def _shown(meeting: Meeting, user: User) -> dict:
    return {
        "meeting": meeting,
        "stage": stage_of(meeting),
        "text": _text(meeting, user),
        "digest": meeting.digest or service.digest_of(meeting),
        "holds": service.minutes_hold(meeting),
    }


def _page(
    request: SignedInRequest,
    wanted: Meeting,
    *,
    duty_form: DutyForm | None = None,
    sign_form: SignForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    is_keeper = may_clerk(request.user, wanted) and wanted.signed_at is None
    signers = [] if wanted.signed_at else service.signers(wanted)
    shown = {
        **_shown(wanted, request.user),
        "signers": signers,
        "sign_form": (sign_form or SignForm()) if request.user in signers else None,
        "remark_form": RemarkForm(initial={"text": service.remark_in(wanted.minutes)}) if is_keeper else None,
        "duty_form": (duty_form or DutyForm(meeting=wanted)) if is_keeper else None,
        "duties": wanted.duties.select_related("owner"),
        "refusal": refusal,
        **papers_of("meeting", wanted, user=request.user),
    }
    is_wrong = refusal or any(form and form.errors for form in (duty_form, sign_form))
    return render(request, "approvals/minutes.html", shown, status=422 if is_wrong else 200)
