"""A district's published policies, as the table a clerk would draw."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.policies.document import Clause
from approvals.policies.document import Policy as Document
from approvals.policies.models import Policy, PolicyVersion
from approvals.policies.show import COLUMNS, rows, seat_text, span_text
from approvals.processes import seat_words
from core.models import Organisation
from core.people.requests import SignedInRequest


@require_safe
@login_required
def policies(request: SignedInRequest) -> HttpResponse:
    """List the policies of the user's district, each with its newest version."""
    newest = PolicyVersion.objects.filter(policy=OuterRef("pk")).order_by("-number")
    found = Policy.objects.filter(district=request.user.district_id).annotate(newest=Subquery(newest.values("pk")[:1]))
    versions = (
        PolicyVersion.objects.filter(pk__in=found.values("newest")).select_related("policy").order_by("policy__key")
    )
    return render(request, "approvals/policies.html", {"versions": versions})


@require_safe
@login_required
def policy(request: SignedInRequest, key: str) -> HttpResponse:
    """Show a policy as published: the newest version, or the one asked for."""
    versions = PolicyVersion.objects.filter(district=request.user.district_id, policy__key=key).select_related("policy")
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    newest = versions.aggregate(number=Max("number"))["number"]
    version = get_object_or_404(versions.select_related("published_by"), number=number or newest)
    document = version.document
    bodies = dict(Organisation.objects.filter(district=request.user.district_id).values_list("code", "name"))
    names = {**bodies, **seat_words(document.process)}
    places = document.places
    shown = {
        "version": version,
        "policy": document,
        "others": versions.exclude(pk=version.pk).order_by("-number").defer("text"),
        "columns": COLUMNS,
        "rows": rows(document, places=names),
        "windows": [(window, span_text(window.lasts)) for window in document.windows.values()],
        "quotas": [(track.title, places.by_track.get(track.key)) for track in document.tracks.values()]
        if places
        else [],
        "granted_by": seat_text(places.granted_by, places=names) if places and places.granted_by else "",
        "clauses": [(clause, _concerned(document, clause)) for clause in document.eligibility.values()],
        "assumptions": document.assumptions(),
    }
    return render(request, "approvals/policy.html", shown)


def _concerned(document: Document, clause: Clause) -> str:
    """Name the categories a clause is for; nothing where it is for all."""
    return _(", ").join(
        str(track.title) for track in document.tracks.values() if clause.tracks and clause.concerns(track.key)
    )
