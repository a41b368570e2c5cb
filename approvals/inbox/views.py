"""待办 · 已办 · 我发起的 · 抄送我的: one page, four tabs."""

import datetime as dt
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.inbox.lent import lent_to
from approvals.inbox.lines import line_of_act, line_of_case, line_of_copy
from approvals.inbox.queries import copied, done, seats_of, sittings, started, todo, votes_due
from approvals.inbox.search import ballots_found, cases_found, copies_found
from approvals.inbox.waiting import lines_waiting
from approvals.meetings.duty_lines import duties_waiting
from approvals.moves.queries import withdrawals_for
from approvals.notices.queries import objections_for
from approvals.people.lines import corrections_for
from approvals.reliance.lines import reconsiderations_for
from core import clock
from core.calendar.services import load_calendar
from core.people.models import User
from core.people.requests import SignedInRequest

PAGE_SIZE = 30
TABS = ("todo", "done", "started", "copied")
LONGEST_QUERY = 60


@require_safe
@login_required
def inbox(request: SignedInRequest) -> HttpResponse:
    """Show what waits for the user, what they have done, what they put forward, or what was copied to them."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "todo"
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]  # PostgreSQL takes no NUL
    before = request.GET.get("before", "")
    lines = LISTS[tab](request.user, query=query, before=int(before) if before.isdecimal() else None, now=clock.now())
    shown = {"tab": tab, "tabs": _tabs(request, query), "q": query, **lines}
    return render(request, "approvals/inbox.html", shown)


def waiting_for(user: User) -> int:
    """Return how many things wait for a user: single cases, sittings and meetings to vote in."""
    today = clock.today()
    seats = seats_of(user, on=today)
    meetings = votes_due(user).order_by().values("round__agenda_item__meeting").distinct()
    objections = objections_for(user, on=today)
    withdrawals = withdrawals_for(user, on=today)
    alone = (
        todo(user, on=today, seats=seats).count()
        + len(objections)
        + len(withdrawals)
        + duties_waiting(user, on=today).count()
        + reconsiderations_for(user).count()
        + corrections_for(user).count()
        + sum(rows.count() for _process, rows in lent_to(user, on=today))
    )
    return alone + len(sittings(user, on=today, seats=seats)) + meetings.count()


def badge_of(request: HttpRequest) -> int:
    """Return how many things wait for a request's user, counted once for the menu and the page."""
    kept = vars(request)
    if "waiting" not in kept:
        kept["waiting"] = waiting_for(cast(User, request.user))
    return kept["waiting"]


def _tabs(request: SignedInRequest, query: str) -> list[tuple[str, str, int, str]]:
    user = request.user
    counts = {
        "todo": badge_of(request),
        "done": done(user).count(),
        "started": started(user).count(),
        "copied": copied(user).filter(read_at=None).count(),
    }
    titles = {"todo": _("To do"), "done": _("Done"), "started": _("Started by me"), "copied": _("Copied to me")}
    kept = {"q": query} if query else {}
    return [(key, titles[key], counts[key], urlencode({"tab": key, **kept})) for key in TABS]


def _todo(user: User, *, query: str, before: int | None, now: dt.datetime) -> dict[str, Any]:
    return {"lines": lines_waiting(user, query=query, now=now)}


def _done(user: User, *, query: str, before: int | None, now: dt.datetime) -> dict[str, Any]:
    rows = ballots_found(done(user), query)
    last = rows.filter(pk=before).first() if before else None
    if last:
        rows = rows.filter(Q(cast_at__lt=last.cast_at) | Q(cast_at=last.cast_at, pk__lt=last.pk))
    page, older = _page(rows)
    return {"lines": [line_of_act(ballot) for ballot in page], "older": older}


def _started(user: User, *, query: str, before: int | None, now: dt.datetime) -> dict[str, Any]:
    rows, calendar = cases_found(started(user), query), load_calendar()
    page, older = _page(rows.filter(pk__lt=before) if before else rows)
    return {"lines": [line_of_case(case, now=now, calendar=calendar) for case in page], "older": older}


def _page(rows: QuerySet) -> tuple[list[Any], int | None]:
    """Return the first rows, and the last one's number where more follow."""
    page = list(rows[: PAGE_SIZE + 1])
    more = len(page) > PAGE_SIZE
    page = page[:PAGE_SIZE]
    return page, page[-1].pk if more else None


def _copied(user: User, *, query: str, before: int | None, now: dt.datetime) -> dict[str, Any]:
    rows = copies_found(copied(user), query)
    page, older = _page(rows.filter(pk__lt=before) if before else rows)
    return {"lines": [line_of_copy(copy) for copy in page], "older": older}


LISTS = {"todo": _todo, "done": _done, "started": _started, "copied": _copied}
