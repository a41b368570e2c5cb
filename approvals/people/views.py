"""人才档案: looking somebody up, their file, what they still lack, and their copy of it."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from approvals.people.copying import copy_of
from approvals.people.forms import AsOfForm
from approvals.people.growth import growth
from approvals.people.timeline import file_of, of_kind
from core import clock
from core.clock import day_of, end_of
from core.facts.kinds import HONOUR
from core.models import Person, User
from core.people.readers import files_of, reads_others
from core.people.requests import SignedInRequest

SHOWN = 30
LONGEST_QUERY = 60
# Signs people type for the point between the parts of a name; those of other widths are made plain before.
POINTS = str.maketrans(dict.fromkeys("•‧∙・.", "·"))


@require_safe
@login_required
def people(request: SignedInRequest) -> HttpResponse:
    """Find somebody by name, pinyin, staff number or school, among those whose file the reader may see."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]  # PostgreSQL takes no NUL
    found = search(files_of(request.user), asked).select_related("organisation").order_by("pinyin", "pk")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    shown = {"page": page, "asked": asked, "reads_others": reads_others(request.user)}
    return render(request, "approvals/people.html", shown)


def search(files: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Return the persons that words mean; all of them without words."""
    if not words:
        return files
    named = Q(name__icontains=words) | Q(name__icontains=unicodedata.normalize("NFKC", words).translate(POINTS))
    spelled = Q(pinyin__icontains=words.lower()) | Q(staff_no__istartswith=words)
    return files.filter(named | spelled | Q(organisation__name__icontains=words))


@require_safe
@login_required
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a file on one page, as it stands or as it was known on a day."""
    wanted, now = person_for(request.user, pk), clock.now()
    look_back = LookBack.asked(request.GET.get("as_of", ""), now=now)
    file = file_of(wanted, reader=request.user, now=now, known_at=look_back.at)
    kinds = file.kinds
    asked = request.GET.get("kind", "")
    kind = asked if asked in [key for key, _label, _n in kinds] else ""
    shown = {
        "person": wanted,
        "file": file,
        "kinds": kinds,
        "kind": kind,
        "entries": of_kind(file.entries, kind),
        "posts": file.standing("post"),
        "titles": file.standing("title")[:1],
        "look_back": look_back,
        **_rights(request.user, wanted),
    }
    return render(request, "approvals/person.html", shown, status=422 if look_back.form.errors else 200)


@dataclass(frozen=True)
class LookBack:
    """The day as of which a file is read, and the moment that it means; today and none where no day is asked for."""

    form: AsOfForm
    day: dt.date | None
    at: dt.datetime | None

    @classmethod
    def asked(cls, typed: str, *, now: dt.datetime) -> "LookBack":
        """Return what was typed; a day that has not come means today."""
        form = AsOfForm({"as_of": typed})
        day = form.cleaned_data["as_of"] if form.is_valid() else None
        if day is None or day >= day_of(now):
            return cls(form, None, None)
        return cls(form, day, end_of(day))


@require_safe
@login_required
def person_growth(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a person still lacks for each honour they might be put forward for, the nearest first."""
    wanted, now = person_for(request.user, pk), clock.now()
    reads_all = request.user.has_perm("core.view_sensitive_facts", wanted)
    held = wanted.facts.known(now).on(day_of(now)).filter(kind=HONOUR)
    goals = growth(wanted, held=held, reads_all=reads_all, now=now)
    return render(request, "approvals/growth.html", {"person": wanted, "goals": goals, **_rights(request.user, wanted)})


@require_POST
@login_required
def person_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand out a file as a table, to the person and to who keeps it."""
    wanted = person_for(request.user, pk)
    if not request.user.has_perm("core.copy_file", wanted):
        raise PermissionDenied
    text = copy_of(wanted, by=request.user, now=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{wanted.pk}.csv"', "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def person_for(user: User, pk: int) -> Person:
    """Return a person whose file a user may read; 404 otherwise, so that nobody learns whose file there is."""
    return get_object_or_404(files_of(user).select_related("organisation__parent", "district"), pk=pk)


def _rights(user: User, wanted: Person) -> dict[str, Any]:
    return {
        "is_mine": user.person_id == wanted.pk,
        "may_copy": user.has_perm("core.copy_file", wanted),
        "reads_others": reads_others(user),
    }
