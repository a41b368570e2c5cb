"""The pages of a year: how its opening goes on, and the list and the results of one unit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.models import Campaign
from core import clock
from core.calendar.services import load_calendar
from core.errors import Conflict, Refused
from core.models import Organisation
from core.people.requests import SignedInRequest
from workflows.assessment import opening, sampling
from workflows.assessment.forms import DrawForm
from workflows.assessment.models import Assessment, Listed
from workflows.assessment.page import SETTLED, rows
from workflows.assessment.queries import shown, units_led, watches

SHOWN = 100


@login_required
def year(request: SignedInRequest, campaign: int) -> HttpResponse:
    """Show how far the opening of a year has come; announce it, or take up again what was held up."""
    wanted = _campaign(request, campaign)
    if opening.opener(request.user, wanted) is None:
        raise Http404
    if request.method == "POST":
        return _announced(request, wanted)
    return _year_page(request, wanted)


def _announced(request: SignedInRequest, wanted: Campaign) -> HttpResponse:
    now = clock.now()
    if "again" in request.POST:
        opening.try_again(wanted, by=request.user, now=now)
        messages.success(request, _("What was held up is taken up again."))
    else:
        found = opening.announce(wanted, by=request.user, now=now, bodies="bodies" in request.POST)
        words = _("%(due)d are due and %(not_due)d are not; the assessments are opened one after the other.")
        messages.success(request, words % {"due": found.due, "not_due": found.not_due})
    return redirect("assessment-year", wanted.pk)


@login_required
def draw(request: SignedInRequest, campaign: int) -> HttpResponse:
    """Draw the cases that are looked into."""
    wanted = _campaign(request, campaign)
    if opening.opener(request.user, wanted) is None:
        raise Http404
    if request.method != "POST":
        return redirect("assessment-year", campaign)
    form = DrawForm(request.POST)
    if form.is_valid():
        try:
            drawn = sampling.draw(wanted, unit=None, pct=form.cleaned_data["pct"], by=request.user, now=clock.now())
        except (Refused, Conflict) as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Drawn by lot: %(n)d. The seed is on record.") % {"n": len(drawn)})
            return redirect("assessment-year", campaign)
    return _year_page(request, wanted, form=form)


def _year_page(request: SignedInRequest, wanted: Campaign, *, form: DrawForm | None = None) -> HttpResponse:
    lines = Listed.objects.filter(campaign=wanted).select_related("person", "organisation")
    given = {
        "campaign": wanted,
        "progress": opening.progress(wanted),
        "held": lines.filter(standing=Listed.Standing.HELD)[:SHOWN],
        "not_due": lines.filter(standing=Listed.Standing.NOT_DUE)[:SHOWN],
        "is_sampled": Assessment.objects.filter(campaign=wanted, is_sampled=True).count(),
        "draw_form": form or DrawForm(),
    }
    return render(request, "assessment/year.html", given, status=422 if form else 200)


@require_safe
@login_required
def unit(request: SignedInRequest, campaign: int, unit: int) -> HttpResponse:
    """Show a unit's list: who has reported, who is late, and the grades that hold."""
    wanted = _campaign(request, campaign)
    of, now = get_object_or_404(Organisation, pk=unit, district=request.user.district_id), clock.now()
    today = clock.day_of(now)
    if not watches(request.user, on=today) and of not in units_led(request.user, on=today):
        raise Http404
    listed = shown(Assessment.objects.filter(campaign=wanted, organisation=of)).order_by("person__pinyin", "pk")
    found = rows(listed, now=now, calendar=load_calendar())
    settled = [row.assessment.grade for row in found if row.assessment.state in SETTLED]
    given = {
        "campaign": wanted,
        "unit": of,
        "rows": found,
        "reported": sum(row.assessment.reported_at is not None for row in found),
        "late": sum(row.is_late for row in found),
        "grades": [(grade, settled.count(grade)) for grade in dict.fromkeys(settled)],
    }
    return render(request, "assessment/unit.html", given)


def _campaign(request: SignedInRequest, pk: int) -> Campaign:
    found = Campaign.objects.filter(district=request.user.district_id).select_related("version", "district")
    wanted = get_object_or_404(found, pk=pk)
    if wanted.policy.process != "assessment":
        raise Http404
    return wanted
