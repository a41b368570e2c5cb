"""The papers of the bureau: the register, a draft, issuing it, an issued paper and withdrawing it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.campaigns.models import Campaign
from approvals.documents import services
from approvals.documents.forms import FilterForm, IssueForm, WithdrawForm
from approvals.documents.kinds import DocumentKind, kinds
from approvals.documents.listing import EXTENSIONS, Draft, draft, drafts_of, state_of
from approvals.documents.models import IssuedDocument
from approvals.documents.readers import closed_to, drawable, issued_for, may_issue, register_of
from approvals.documents.subjects import SUBJECTS, keeps_papers, stays_out
from approvals.documents.templates import may_replace
from approvals.documents.words import digest_of, lines_of
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest

PAGE_SIZE = 30
LATEST_CAMPAIGNS = 5
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@login_required
def documents(request: SignedInRequest) -> HttpResponse:
    """List what was issued, the newest first, to who keeps the register; and what of a campaign may be issued."""
    if not keeps_papers(request.user):
        raise PermissionDenied
    papers, before = register_of(request.user), request.GET.get("before", "")
    years = [day.year for day in papers.dates("issued_on", "year", order="DESC")]
    form = FilterForm(request.GET, years=years, kinds=[(kind.key, str(kind.title)) for kind in kinds()])
    found = papers.filter(**form.chosen()).select_related("replaced_by")
    if before.isascii() and before.isdigit() and len(before) < 18:
        found = found.filter(pk__lt=int(before))
    listed = list(found[: PAGE_SIZE + 1])
    shown = {
        "form": form,
        "lines": _lines(request.user, listed[:PAGE_SIZE]),
        "older": _older(request, listed),
        "drafts": list(_campaign_drafts(request.user)),
        "may_replace": may_replace(request.user),
    }
    return render(request, "approvals/documents/register.html", shown)


def _lines(user: User, listed: list[IssuedDocument]) -> list[dict[str, Any]]:
    closed = closed_to(user, listed)
    return [{"document": one, "is_open": one.pk not in closed, "state": state_of(one)} for one in listed]


def _older(request: SignedInRequest, listed: list[IssuedDocument]) -> str:
    """Return the question that asks for the page after this one, with its filters kept."""
    if len(listed) <= PAGE_SIZE:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(listed[PAGE_SIZE - 1].pk)
    return asked.urlencode()


def _campaign_drafts(user: User) -> Iterator[tuple[Campaign, list[Draft]]]:
    """Give the latest campaigns of which a paper may be issued by this user now."""
    campaigns = Campaign.objects.filter(district=user.district_id).select_related("version", "district")
    for campaign in campaigns.order_by("-pk")[:LATEST_CAMPAIGNS]:
        if stays_out(user, SUBJECTS["campaign"].cases(campaign)) is None:
            offered = drafts_of("campaign", campaign, user=user, issued=[])
            if offered:
                yield campaign, offered


@login_required
def document_draft(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Show what a paper would say now; issue it as it was read."""
    given = request.POST.get("replaces") or request.GET.get("replaces", "")
    replaces = _replaced(request.user, given)
    if replaces is not None and (kind, pk) == (replaces.kind, replaces.subject.pk) and replaces.rule:
        found, thing = replaces.rule, SUBJECTS[replaces.of].open_for(request.user, pk)
    elif replaces is not None:
        raise Http404
    else:
        found, thing = drawable(request.user, kind, pk)
    if request.method != "POST":
        return _draft_page(request, found, thing, replaces=replaces)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, found, thing, replaces=replaces, form=form)
    seen = form.cleaned_data["seen"]
    try:
        issued = services.issue(found, thing, seen=seen, replaces=replaces, by=request.user, now=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _draft_page(request, found, thing, replaces=replaces, form=form)
    messages.success(request, _("The paper is issued. Its check code is %(code)s.") % {"code": issued.code_shown})
    return redirect("document", issued.pk)


def _replaced(user: User, given: str) -> IssuedDocument | None:
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise Http404
    return issued_for(user, int(given))


def _draft_page(
    request: SignedInRequest,
    kind: DocumentKind,
    thing: Any,
    *,
    replaces: IssuedDocument | None,
    form: IssueForm | None = None,
) -> HttpResponse:
    may = may_issue(request.user, kind, thing)
    words = services.draft_words(kind, thing, reader=None if may else request.user, replaces=replaces)
    initial = {"seen": digest_of(words), "replaces": replaces.pk if replaces else None}
    if form is not None:  # what was refused is read again as it stands now
        form.data = {**form.data.dict(), "seen": initial["seen"]}  # type: ignore[attr-defined]
    shown = {
        "kind": kind,
        "words": words,
        "lines": list(lines_of(words)),
        "files": draft(kind, thing, is_open=False).files if replaces is None else (),
        "replaces": replaces,
        "form": (form or IssueForm(initial=initial)) if may else None,
        "back": SUBJECTS[kind.of].address(thing),
    }
    return render(request, "approvals/documents/draft.html", shown, status=422 if form is not None else 200)


@require_safe
@login_required
def document_draw(request: SignedInRequest, kind: str, pk: int, extension: str) -> HttpResponse:
    """Send a paper that is not issued yet, as PDF or Word."""
    _check_extension(extension)
    found, thing = drawable(request.user, kind, pk)
    return sent(
        services.draft(found, thing, reader=request.user, extension=extension), name=f"{kind}-{pk}", extension=extension
    )


@require_safe
@login_required
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an issued paper to who may open it."""
    return _document_page(request, issued_for(request.user, pk))


@require_safe
@login_required
def document_file(request: SignedInRequest, pk: int, extension: str) -> HttpResponse:
    """Send an issued paper as PDF or Word."""
    _check_extension(extension)
    found = issued_for(request.user, pk)
    return sent(services.copy_of(found, extension=extension), name=found.code, extension=extension)


@login_required
def document_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw an issued paper, with a reason."""
    found, form = issued_for(request.user, pk), WithdrawForm(request.POST)
    if request.method != "POST":
        return redirect("document", pk)
    if not form.is_valid():
        return _document_page(request, found, form=form)
    services.withdraw(found, **form.cleaned_data, by=request.user, now=clock.now())
    messages.success(request, _("The paper is withdrawn; whoever checks it sees so."))
    return redirect("document", pk)


def _document_page(
    request: SignedInRequest, found: IssuedDocument, *, form: WithdrawForm | None = None
) -> HttpResponse:
    kind = found.rule
    may_end = kind is not None and found.ended_at is None and may_issue(request.user, kind, found.subject)
    shown = {
        "document": found,
        "lines": list(lines_of(found.words)),
        "state": state_of(found),
        "replaced_by": getattr(found, "replaced_by", None),
        "is_unchanged": services.is_unchanged(found),
        "extensions": EXTENSIONS if kind else (),
        "form": (form or WithdrawForm()) if may_end else None,
        "keeps": keeps_papers(request.user),
    }
    return render(request, "approvals/documents/document.html", shown, status=422 if form is not None else 200)


def sent(content: bytes, *, name: str, extension: str) -> HttpResponse:
    """Return the answer that hands out a paper: PDF is shown, Word is downloaded, and no proxy keeps either."""
    how = "inline" if extension == "pdf" else "attachment"
    headers = {
        "Content-Disposition": f'{how}; filename="{name}.{extension}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=MEDIA[extension], headers=headers)


def _check_extension(extension: str) -> None:
    if extension not in EXTENSIONS:
        raise Http404
