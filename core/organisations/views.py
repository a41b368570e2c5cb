"""The page on which an administrator keeps who holds which post."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.errors import Refused
from core.organisations.forms import AppointmentForm, EndForm
from core.organisations.models import Appointment, Organisation
from core.organisations.roles import Role
from core.organisations.services import appoint, end_appointment
from core.people.requests import SignedInRequest

SHOWN = 50
administrators_only = permission_required("core.change_appointment", raise_exception=True)


@login_required
@administrators_only
def appointments(request: SignedInRequest) -> HttpResponse:
    """Show who is in office today, found by name, body or sign-in name, and make an appointment."""
    form = AppointmentForm(request.POST or None, district=cast(Organisation, request.user.district))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            appoint(
                said["login"],
                role=Role(said["role"]),
                at=said["organisation"],
                starts_on=said["starts_on"],
                by=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%(name)s is appointed.") % {"name": said["login"]})
            return redirect("appointments")
    return _page(request, form=form)


@require_POST
@login_required
@administrators_only
def appointment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the last day of one appointment."""
    appointment = get_object_or_404(Appointment, pk=pk, district=request.user.district_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the last day in office."))
        return redirect("appointments")
    end_appointment(appointment, on=form.cleaned_data["ends_on"], by=request.user, now=clock.now())
    messages.success(request, _("The appointment of %(name)s ends on that day.") % {"name": appointment.user})
    return redirect("appointments")


def _page(request: SignedInRequest, *, form: AppointmentForm) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    page = Paginator(_found(request.user.district_id, asked), SHOWN).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "asked": asked, "today": clock.today()}
    return render(request, "core/appointments.html", shown, status=422 if form.errors else 200)


def _found(district: int | None, asked: str) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(district=district).filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    if asked:
        names = Q(user__name__icontains=asked) | Q(user__username__icontains=asked)
        rows = rows.filter(names | Q(organisation__name__icontains=asked))
    return rows.select_related("user", "organisation").order_by("organisation__name", "role", "pk")
