"""What the office of a notice does: publishes it, takes up objections, has them looked into and answers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.access import campaign_stage, sees_everything
from approvals.campaigns.views import cohort_page
from approvals.cases.forms import ReasonForm
from approvals.conflicts.services import is_barred
from approvals.conflicts.words import why_not
from approvals.deadlines import deadline
from approvals.meetings.forms import TickForm
from approvals.notices import answering, inquiry, services
from approvals.notices.forms import AnswerForm, AskForm, ReportForm
from approvals.notices.models import Objection
from approvals.notices.office import inquirers, may_answer
from approvals.rounds.models import Ballot
from approvals.rounds.seats import is_subject
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.people.requests import SignedInRequest


@dataclass(frozen=True)
class Act:
    """What may be done with an objection: what it asks for, what does it, and what is said afterwards."""

    form: Callable[..., forms.Form]
    do: Callable[..., Any]
    done: Any


ACTS = {
    "take-up": Act(forms.Form, answering.take_up, gettext_lazy("The objection is taken up.")),
    "decline": Act(ReasonForm, answering.decline, gettext_lazy("The objection is not taken up; the reason is kept.")),
    "ask": Act(AskForm, inquiry.ask, gettext_lazy("The inquiry is handed over.")),
    "report": Act(ReportForm, inquiry.report, gettext_lazy("What was found is written down.")),
    "answer": Act(AnswerForm, answering.answer, gettext_lazy("The objection is answered.")),
}


@login_required
def publish_notice(request: SignedInRequest, campaign: int, stage: str) -> HttpResponse:
    """Publish the cases that were ticked as one notice."""
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "public_notice":
        raise Http404
    form = TickForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("cohort", campaign, stage)
    ticked = form.cleaned_data["rounds"]
    try:
        published = services.publish_notice(found, stage=stage, rounds=ticked, by=request.user, now=clock.now())
    except Refused as refusal:
        return cohort_page(request, found, rule, refusal=refusal.message, ticked=ticked)
    messages.success(request, _("The notice is published."))
    return redirect("notice", published.pk)


@login_required
def objection(request: SignedInRequest, pk: int, act: str = "answer") -> HttpResponse:
    """Show an objection to its office, which acts on it here; who watches over the district only sees it."""
    wanted = objection_for(request, pk)
    if act not in ACTS:
        raise Http404
    if request.method != "POST":
        return _page(request, wanted)
    form = _form(act, request.POST, objection=wanted)
    if form.is_valid():
        try:
            ACTS[act].do(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, ACTS[act].done)
            return redirect("inbox" if act == "report" else "objection", *([] if act == "report" else [pk]))
    return _page(request, wanted, sent={act: form})


def objection_for(request: SignedInRequest, pk: int) -> Objection:
    """Return an objection to its office, to whoever is asked to look into it, and to who watches over the district.

    404 for everybody else; PermissionDenied, with the reason, for those of them who must stay out of the case.
    """
    user = request.user
    objections = Objection.objects.filter(district=user.district_id).select_related(
        "entry__notice__campaign__version",
        "entry__round__process__person",
        "entry__round__process__organisation__parent",
        "entry__round__process__version",
        "entry__round__process__district",
        "taken_up_by",
        "answered_by",
    )
    wanted = get_object_or_404(objections, pk=pk)
    case = wanted.entry.round.case
    if is_subject(user, case):
        raise Http404
    if may_answer(user, wanted) or (not is_barred(user, case) and inquiry.may_report(user, wanted)):
        return wanted
    if not sees_everything(user):
        raise Http404
    if is_barred(user, case):
        raise PermissionDenied(why_not(user, case))
    return wanted


def _form(act: str, data: Any, *, objection: Objection) -> forms.Form:
    if act == "ask":
        return AskForm(data, prefix=act, inquirers=inquirers(objection, on=clock.today()))
    prefix = None if act == "answer" else act
    return ACTS[act].form(data, prefix=prefix)


def _page(request: SignedInRequest, wanted: Objection, *, sent: dict[str, forms.Form] | None = None) -> HttpResponse:
    sent, round = sent or {}, wanted.entry.round
    is_office, is_asked = may_answer(request.user, wanted), inquiry.may_report(request.user, wanted)
    seat, notice = inquiry.inquiry_seat(wanted), answering.stands_on(round)
    acts = _acts(wanted, is_office=is_office, is_asked=is_asked)
    seat_is_open = seat is not None and seat.state == Ballot.State.OPEN
    shown = {
        "objection": wanted,
        "case": round.case,
        "is_office": is_office,
        "reads_all": is_office or is_asked,
        "seat": seat,
        "seat_is_open": seat_is_open,
        "deadline": deadline(wanted.due_at, now=clock.now(), calendar=load_calendar()),
        "forms": {act.replace("-", "_"): sent.get(act) or _form(act, None, objection=wanted) for act in acts},
        "next": _next(wanted, acts, is_waiting=seat_is_open and is_office),
        "is_on_notice": notice is not None,
        "upheld_to": round.case.policy.stages.get(notice.rule.then["upheld"]) if notice else None,
    }
    is_wrong = any(form.errors for form in sent.values())
    return render(request, "approvals/objection.html", shown, status=422 if is_wrong else 200)


def _acts(wanted: Objection, *, is_office: bool, is_asked: bool) -> list[str]:
    """Return what a reader may do with an objection now."""
    if wanted.answered_at:
        return []
    if not is_office:
        return ["report"] if is_asked else []
    taken = [*(["ask"] if wanted.entry.round.is_open else []), "report"] if wanted.taken_up else ["take-up", "decline"]
    return [*taken, "answer"]


def _next(wanted: Objection, acts: list[str], *, is_waiting: bool) -> str:
    """Return the act that comes next, which the page shows; the others are folded, all of them while one waits."""
    if wanted.inquiry and "answer" in acts:
        return "answer"
    return "" if is_waiting or not acts else acts[0]
