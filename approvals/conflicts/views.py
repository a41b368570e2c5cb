"""Relations are declared, a judge steps aside, and false alarms are looked into."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.access import sees_everything
from approvals.cases.forms import ReasonForm
from approvals.cases.views import case_for
from approvals.conflicts import doubts
from approvals.conflicts.declaring import declare, may_declare_for_others, people_named
from approvals.conflicts.forms import RelationForm
from approvals.conflicts.models import Recusal, Relation
from approvals.conflicts.stepping import step_aside as step_out
from approvals.conflicts.words import rule_words
from approvals.panels.views import name_of, panel_of
from core import clock
from core.errors import Refused
from core.models import User
from core.people.requests import SignedInRequest


@login_required
def relations(request: SignedInRequest) -> HttpResponse:
    """Show a user's declared relations and take another one."""
    asked = {key: request.GET.get(key, "") for key in ("name", "unit")}
    found = people_named(request.user, **asked)
    others = may_declare_for_others(request.user)
    form = RelationForm(request.POST or None, user=request.user, found=found, for_others=others)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        user = said.get("login") or request.user
        told = {key: said[key] for key in ("person", "kind", "words")}
        try:
            declare(user, **told, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _on_file(user, kind=said["kind"], by=request.user))
            return redirect("relations")
    mine = Relation.objects.filter(user=request.user).select_related("person__organisation", "declared_by")
    shown = {"form": form, "asked": asked, "found": found, "relations": mine.order_by("-pk")}
    return render(request, "approvals/relations.html", shown, status=422 if form.errors else 200)


def _on_file(user: User, *, kind: str, by: User) -> str:
    """Return what a relation does that was just put on file."""
    if user.pk == by.pk:
        return _("The relation is on file; it keeps you out of every case about that person.")
    if kind == Relation.Kind.OTHER:
        words = _("The relation is on file; it keeps %(name)s out of every case about that person.")
    else:
        words = _(
            "The relation is on file; it keeps %(name)s out of every case about that person whose policy names such "
            "relations."
        )
    return words % {"name": user.name}


@login_required
def step_aside(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Let a judge leave a panel because of a relation, without telling whose sheet it is where the panel is blind."""
    wanted = panel_of(request.user, case=case, round=round)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            step_out(wanted, by=request.user, reason=form.cleaned_data["reason"], now=clock.now())
        except Refused as refusal:
            form.add_error("reason", refusal.message)
        else:
            messages.success(request, _("You have stepped aside; others go on with the case."))
            return redirect("inbox")
    shown = {"form": form, "round": wanted, "name": name_of(wanted)}
    return render(request, "approvals/step_aside.html", shown, status=422 if form.errors else 200)


@require_safe
@login_required
def recusals(request: SignedInRequest, case: int) -> HttpResponse:
    """Show who stays out of a case and why, to whoever watches over the district."""
    return _recusals(request, case)


@require_POST
@login_required
def doubt(request: SignedInRequest, case: int, recusal: int) -> HttpResponse:
    """Say that a conflict is a false alarm."""
    wanted = get_object_or_404(Recusal.objects.select_related("case"), pk=recusal, case=case)
    form = ReasonForm(request.POST, prefix=f"doubt{wanted.pk}")
    if not form.is_valid():
        return _recusals(request, case, refused=form)
    doubts.doubt(wanted, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
    messages.success(request, _("The doubt is recorded; a second person decides."))
    return redirect("recusals", case=case)


@require_POST
@login_required
def dismiss(request: SignedInRequest, case: int, recusal: int) -> HttpResponse:
    """Agree that a doubted conflict is a false alarm."""
    wanted = get_object_or_404(Recusal.objects.select_related("case"), pk=recusal, case=case)
    doubts.dismiss(wanted, by=request.user, now=clock.now())
    messages.success(request, _("The conflict is dismissed; both names stand on the record."))
    return redirect("recusals", case=case)


def _recusals(request: SignedInRequest, case: int, *, refused: ReasonForm | None = None) -> HttpResponse:
    wanted = case_for(request.user, case)
    if not sees_everything(request.user):
        raise PermissionDenied
    found = Recusal.objects.filter(case=wanted).select_related("user", "doubted_by", "dismissed_by", "case__person")
    lines = [_line(request, recusal, refused=refused) for recusal in found]
    shown = {"case": wanted, "lines": lines, "dismissed": sum(bool(one["recusal"].dismissed_at) for one in lines)}
    return render(request, "approvals/recusals.html", shown, status=422 if refused else 200)


def _line(request: SignedInRequest, recusal: Recusal, *, refused: ReasonForm | None) -> dict[str, Any]:
    """Return a recusal with what the user may do about it; the page is shown only to who is not barred themselves."""
    prefix, is_mine = f"doubt{recusal.pk}", recusal.user_id == request.user.pk
    asked = refused if refused and refused.prefix == prefix else ReasonForm(prefix=prefix)
    may = recusal.dismissed_at is None and not is_mine
    return {
        "recusal": recusal,
        "words": rule_words(recusal),
        "form": asked if may and recusal.doubted_by_id is None else None,
        "may_dismiss": may and recusal.doubted_by_id not in (None, request.user.pk),
    }
