"""The page of a case, taking it back, and its record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import my_seat, say_why, sees_everything, visible_cases
from approvals.cases.forms import ReasonForm
from approvals.cases.models import Case
from approvals.cases.page import case_page
from approvals.cases.record import is_whole, lines_of
from approvals.cases.services import withdraw as take_back
from approvals.conflicts.services import tallied
from approvals.copies.services import mark_read
from approvals.documents.listing import papers_of
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@require_safe
@login_required
def case(request: SignedInRequest, case: int) -> HttpResponse:
    """Show a case to who may see it, whole; a copy of it is read thereby."""
    seen = case_for(request.user, case)
    mark_read(seen, by=request.user, now=clock.now())
    return show_case(request, seen)


@login_required
def withdraw(request: SignedInRequest, case: int) -> HttpResponse:
    """Take a case back, with a reason."""
    if request.method != "POST":
        return redirect("case", case=case)
    wanted = case_for(request.user, case)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return show_case(request, wanted, withdraw_form=form)
    try:
        take_back(wanted, by=request.user, reason=form.cleaned_data["reason"], now=clock.now())
    except Refused as refusal:
        form.add_error("reason", refusal.message)
        return show_case(request, wanted, withdraw_form=form)
    messages.success(request, _("The case is withdrawn; nobody is asked about it any more."))
    return redirect("case", case=case)


@require_safe
@login_required
def record(request: SignedInRequest, case: int) -> HttpResponse:
    """Show every line on a case's record to whoever watches over the district."""
    wanted = case_for(request.user, case)
    if not sees_everything(request.user):
        raise PermissionDenied
    shown = {"case": wanted, "lines": lines_of(wanted), "is_whole": is_whole(wanted), "conflicts": tallied(wanted)}
    return render(request, "approvals/record.html", shown)


def case_for(user: User, pk: int) -> Case:
    """Return a case that a user may open, with what its pages show of it; 403 in words for who stays out, else 404."""
    say_why(user, pk)
    cases = visible_cases(user).select_related(
        "person", "organisation", "version", "campaign", "district", "opened_by", "nominator_at"
    )
    return get_object_or_404(cases, pk=pk)


def show_case(request: SignedInRequest, wanted: Case, **filled: ReasonForm) -> HttpResponse:
    """Show a case's page, with what was typed into one of its forms where that was refused."""
    shown = case_page(wanted, user=request.user, now=clock.now())
    standing = shown["standing"]
    forms = {
        "withdraw_form": ReasonForm(prefix="withdraw"),
        "close_form": ReasonForm(prefix="close"),
        "is_my_turn": bool(standing and my_seat(request.user, standing.round)),
        "sees_record": sees_everything(request.user),
        "reads_file": request.user.has_perm("core.view_file", wanted.person),
        **papers_of("case", wanted, user=request.user),
    }
    refused = any(form.errors for form in filled.values())
    return render(request, "approvals/case.html", {**shown, **forms, **filled}, status=422 if refused else 200)
