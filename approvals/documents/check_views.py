"""校验: whoever holds a paper finds out whether it was issued, and whether it still stands; nobody signs in for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.documents.codes import read_code
from approvals.documents.forms import CheckForm
from approvals.documents.listing import state_of
from approvals.documents.models import IssuedDocument
from approvals.documents.services import is_unchanged
from approvals.documents.words import DIGITS_SHOWN


@require_safe
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to what it says."""
    form = CheckForm(request.GET or None)
    if form.is_valid():
        return redirect("check-code", form.cleaned_data["code"].replace("/", ""))
    return render(request, "approvals/documents/check.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a code stands for: never more than the paper itself says, and of a paper that is not public less."""
    read = read_code(code)
    found = IssuedDocument.objects.filter(code=read).select_related("district", "event", "replaced_by").first()
    if found is None:
        form = CheckForm({"code": code})
        form.full_clean()
        form.add_error("code", _unknown() if read else _mistyped())
        return render(request, "approvals/documents/check.html", {"form": form}, status=404)
    is_public = bool(found.rule and found.rule.public)
    replaced_by = getattr(found, "replaced_by", None)
    shown = {
        "document": found,
        "form": CheckForm(),
        "state": state_of(found),
        "title": found.title if is_public else "",
        "issuer": found.words["issuer"] if is_public else "",
        "replaced_by": replaced_by,
        "digest": found.digest[:DIGITS_SHOWN],
        "is_unchanged": is_unchanged(found),
    }
    return render(request, "approvals/documents/check.html", shown)


def _mistyped() -> str:
    return _("There is a slip in this code. Compare it with the paper sign by sign; I, L and O are not in it.")


def _unknown() -> str:
    return _("No paper was issued under this code. Compare it with the paper; where both agree, ask the bureau.")
