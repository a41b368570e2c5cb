"""The page on which an administrator keeps the working calendar."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.calendar.forms import DayForm, YearForm
from core.calendar.models import CalendarDay, CalendarYear
from core.calendar.services import publish_year, remove_day, set_day
from core.errors import Refused
from core.people.requests import SignedInRequest

YEARS = range(2004, 2101)
administrators_only = permission_required("core.change_calendar", raise_exception=True)


@require_safe
@login_required
@administrators_only
def calendar(request: SignedInRequest) -> HttpResponse:
    """Go to the present year."""
    return redirect("calendar-year", year=clock.today().year)


@login_required
@administrators_only
def calendar_year(request: SignedInRequest, year: int) -> HttpResponse:
    """Show a year's exceptions, and enter one."""
    _check_year(year)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data.pop("date")
        try:
            set_day(day, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%(day)s is entered.") % {"day": day})
            return redirect("calendar-year", year=day.year)
    return _page(request, year=year, form=form, publish_form=YearForm())


@require_POST
@login_required
@administrators_only
def calendar_remove(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Let one entered day follow its weekday again."""
    entry = CalendarDay.objects.filter(pk=pk, date__year=year).first()
    if entry is None:
        messages.warning(request, _("Somebody else removed this day already."))
        return redirect("calendar-year", year=year)
    remove_day(entry.date, by=request.user, now=clock.now())
    messages.success(request, _("%(day)s follows its weekday again.") % {"day": entry.date})
    return redirect("calendar-year", year=year)


@require_POST
@login_required
@administrators_only
def calendar_publish(request: SignedInRequest, year: int) -> HttpResponse:
    """Mark the year's notice as entered in full."""
    _check_year(year)
    form = YearForm(request.POST)
    if not form.is_valid():
        return _page(request, year=year, form=DayForm(), publish_form=form)
    publish_year(year, source=form.cleaned_data["source"], by=request.user, now=clock.now())
    messages.success(request, _("The calendar of %(year)s is published.") % {"year": year})
    return redirect("calendar-year", year=year)


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise Http404


def _page(request: SignedInRequest, *, year: int, form: DayForm, publish_form: YearForm) -> HttpResponse:
    shown = {
        "year": year,
        "published": CalendarYear.objects.filter(year=year).first(),
        "days": CalendarDay.objects.filter(date__range=(dt.date(year, 1, 1), dt.date(year, 12, 31))),
        "before": year - 1 if year - 1 in YEARS else None,
        "after": year + 1 if year + 1 in YEARS else None,
        "form": form,
        "publish_form": publish_form,
    }
    return render(request, "core/calendar.html", shown, status=422 if form.errors or publish_form.errors else 200)
