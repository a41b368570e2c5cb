"""The templates of a district: download one, put one's own in place, go back to the shipped one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.documents import templates as service
from approvals.documents.forms import PrefixForm, TemplateForm
from approvals.documents.kinds import DocumentKind, find, kinds
from approvals.documents.subjects import keeps_papers
from approvals.documents.views import sent
from core import clock
from core.errors import Refused
from core.models import Organisation
from core.people.requests import SignedInRequest


@require_safe
@login_required
def templates(request: SignedInRequest) -> HttpResponse:
    """List every kind of paper with its template and the words before its numbers."""
    district = _district_of(request)
    shown = {"rows": service.rows_of(district, kinds()), "keeps": keeps_papers(request.user)}
    return render(request, "approvals/documents/templates.html", shown)


@login_required
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show a kind's template; take in another."""
    found = _kind(request, kind)
    if request.method != "POST":
        return _page(request, found)
    form = TemplateForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            service.replace(found, form.cleaned_data["template"], by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error("template", refusal.message)
        else:
            messages.success(request, _("Papers are drawn from this template from now on."))
            return redirect("document-template", kind)
    return _page(request, found, form=form)


@require_POST
@login_required
def template_shipped(request: SignedInRequest, kind: str) -> HttpResponse:
    """Go back to the shipped template."""
    service.go_back(_kind(request, kind), by=request.user, now=clock.now())
    messages.success(request, _("The shipped template is in use again."))
    return redirect("document-template", kind)


@login_required
def template_prefix(request: SignedInRequest, kind: str) -> HttpResponse:
    """Say which words stand before the numbers of a kind."""
    found, form = _kind(request, kind), PrefixForm(request.POST)
    if not found.numbered:
        raise Http404
    if request.method != "POST":
        return redirect("document-template", kind)
    if not form.is_valid():
        return _page(request, found, prefix_form=form)
    service.set_prefix(found, **form.cleaned_data, by=request.user, now=clock.now())
    messages.success(request, _("The next number begins with these words."))
    return redirect("document-template", kind)


@require_safe
@login_required
def template_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """Send the template in use."""
    found = _kind(request, kind)
    used = service.template_in_use(found, district=_district_of(request))
    return sent(service.bytes_of(used, kind=found), name=found.key, extension="docx")


def _district_of(request: SignedInRequest) -> Organisation:
    if request.user.district is None or not service.may_replace(request.user):
        raise PermissionDenied
    return request.user.district


def _kind(request: SignedInRequest, key: str) -> DocumentKind:
    _district_of(request)
    found = find(key)
    if found is None:
        raise Http404
    return found


def _page(
    request: SignedInRequest,
    kind: DocumentKind,
    *,
    form: TemplateForm | None = None,
    prefix_form: PrefixForm | None = None,
) -> HttpResponse:
    row = service.rows_of(_district_of(request), [kind])[0]
    shown = {
        "row": row,
        "kind": kind,
        "form": form or TemplateForm(),
        "prefix_form": (prefix_form or PrefixForm(initial={"prefix": row["prefix"]})) if kind.numbered else None,
        "variables": sorted(service.known_variables(kind)),
        "fact_variables": [f"fact.{key}" for key in kind.facts],
    }
    is_wrong = form is not None or prefix_form is not None
    return render(request, "approvals/documents/template.html", shown, status=422 if is_wrong else 200)
