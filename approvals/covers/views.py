"""The page of one's covers: those left and held, leaving one, ending one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from approvals.covers import services
from approvals.covers.forms import CoverForm
from approvals.covers.models import Cover
from approvals.processes import processes
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest

PAGE_SIZE = 30


@dataclass(frozen=True)
class Line:
    """A cover as its holder or its substitute sees it."""

    cover: Cover
    mine: bool
    process: str
    word: str
    tone: str
    runs: bool


@login_required
def covers(request: SignedInRequest) -> HttpResponse:
    """List the covers a user left or holds, and leave another one."""
    if request.user.district is None:
        raise PermissionDenied(_("Covers are for those who hold an office in a district."))
    now = clock.now()
    form = CoverForm(request.POST or None, user=request.user, today=clock.day_of(now))
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_cover(request.user, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            words = {"name": form.cleaned_data["substitute"], "day": form.cleaned_data["starts_on"]}
            messages.success(
                request, _("%(name)s stands in for you from %(day)s on; both names stand on every act.") % words
            )
            return redirect("covers")
    found = list(services.covers_of(request.user)[:PAGE_SIZE])
    lines = [_line(cover, user=request.user, today=clock.day_of(now)) for cover in found]
    shown: dict[str, Any] = {"form": form, "lines": lines}
    return render(request, "approvals/covers.html", shown, status=422 if form.errors else 200)


@require_POST
@login_required
def end_cover(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a cover now."""
    mine = Cover.objects.filter(Q(holder=request.user) | Q(substitute=request.user))
    services.end_cover(get_object_or_404(mine, pk=pk), by=request.user, now=clock.now())
    messages.success(request, _("The cover has ended."))
    return redirect("covers")


def _line(cover: Cover, *, user: User, today: dt.date) -> Line:
    titles = {process.key: str(process.title) for process in processes()}
    word, tone = _state(cover, today=today)
    return Line(
        cover=cover,
        mine=cover.holder_id == user.pk,
        process=titles.get(cover.process, cover.process) if cover.process else _("everything"),
        word=word,
        tone=tone,
        runs=cover.ended_at is None and cover.ends_on >= today,
    )


def _state(cover: Cover, *, today: dt.date) -> tuple[str, str]:
    if cover.ended_at or cover.ends_on < today:
        return pgettext("cover", "ended"), "plain"
    return (_("in force"), "good") if cover.starts_on <= today else (_("to come"), "soon")
