"""The committee's board: what is pending escalation, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from approvals.access import say_why
from approvals.escalation import services
from approvals.escalation.board import Item, Reason, board, counts, items, pending, shown
from approvals.escalation.forms import ExtendForm, ReplyForm
from approvals.escalation.units import by_unit
from approvals.inbox.lent import lent_lines, overdue
from approvals.inbox.lines import Line
from approvals.meetings.duty_lines import overdue_duties
from approvals.people.lines import overdue_corrections
from approvals.reliance.lines import overdue_reconsiderations
from approvals.rounds.models import Round
from approvals.rounds.views import page_of
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.models import Organisation
from core.people.requests import SignedInRequest


@require_safe
@login_required
def pending_board(request: SignedInRequest) -> HttpResponse:
    """Show the board to the committee and the leaders."""
    district, now, reason = _watched(request), clock.now(), _reason(request)
    after = request.GET.get("after", "")
    listed, following = board(
        district,
        now=now,
        calendar=load_calendar(),
        reason=reason,
        watcher=request.user,
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 18 else None,
    )
    return _page(request, [_line(item) for item in listed], reason=reason, following=following)


@require_safe
@login_required
def units(request: SignedInRequest) -> HttpResponse:
    """Show how each unit keeps its times to whoever sees the board."""
    rows = by_unit(_watched(request), now=clock.now(), calendar=load_calendar(), watcher=request.user)
    return render(request, "approvals/board_units.html", {"units": rows})


@require_POST
@login_required
def urge(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Remind whoever must act, from the board; who put the case forward does so on its own page."""
    if not services.may_watch(request.user):
        raise PermissionDenied
    wanted = _round(request, case, round)
    try:
        told = services.urge(wanted, by=request.user, now=clock.now())
    except Refused as refusal:
        return _refused(request, wanted, refusal=refusal.message)
    words = ngettext("A reminder goes out: %(n)d message.", "A reminder goes out: %(n)d messages.", told)
    messages.success(request, words % {"n": told})
    return _back(request)


@require_POST
@login_required
def extend(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Set a new last day."""
    wanted = _round(request, case, round)
    form = ExtendForm(request.POST, prefix=f"extend{wanted.pk}")
    if form.is_valid():
        try:
            services.extend(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The new last day is set, and reminders are planned for it."))
            return _back(request)
    return _refused(request, wanted, extend_form=form)


@require_POST
@login_required
def reply(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Answer what was sent up."""
    wanted = _round(request, case, round)
    form = ReplyForm(request.POST, prefix=f"reply{wanted.pk}")
    if form.is_valid():
        try:
            services.reply(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The answer has gone to whoever must decide."))
            return _back(request)
    return _refused(request, wanted, reply_form=form)


def _watched(request: SignedInRequest) -> Organisation:
    """Return the district whose board a user sees; PermissionDenied for anybody else."""
    if request.user.district is None or not services.may_watch(request.user):
        raise PermissionDenied(_("The board is for the committee and the bureau's leaders."))
    return request.user.district


def _reason(request: SignedInRequest) -> str:
    wanted = request.GET.get("reason", "")
    return wanted if wanted in Reason.values else ""


def _back(request: SignedInRequest) -> HttpResponse:
    reason = _reason(request)
    return redirect(reverse("board") + (f"?reason={reason}" if reason else ""))


def _round(request: SignedInRequest, case: int, round: int) -> Round:
    say_why(request.user, case)
    rounds = Round.objects.filter(district=request.user.district_id).select_related("process__version", "campaign")
    return get_object_or_404(rounds, pk=round, process=case)


def _line(item: Item, **forms: Any) -> dict[str, Any]:
    """Return a line of the board with the page on which the round goes on and the forms that fit its reasons."""
    pk, case = item.round.pk, item.round.process_id
    is_notice = item.round.kind == "public_notice"
    return {
        "item": item,
        "stage": item.round.rule.title,
        "track": item.round.case.policy.tracks[item.round.track].title,
        "url": page_of(item.round) or reverse("case", args=[case]),
        "extend_form": None if is_notice or item.pause else ExtendForm(prefix=f"extend{pk}"),
        "reply_form": ReplyForm(prefix=f"reply{pk}") if Reason.SENT_UP in item.reasons else None,
        **forms,
    }


def _refused(request: SignedInRequest, round: Round, **forms: Any) -> HttpResponse:
    """Show the one line that was refused, with what was typed; a round that is pending no more is told as such."""
    now = clock.now()
    refusal = forms.pop("refusal", "")
    listed = items(list(shown(pending(round.district, now=now).filter(pk=round.pk))), now=now, calendar=load_calendar())
    lines = [_line(item, **forms) for item in listed]
    return _page(request, lines, reason="", following=None, refusal=refusal, status=422)


def _page(
    request: SignedInRequest,
    lines: list[dict[str, Any]],
    *,
    reason: str,
    following: int | None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    numbers = counts(_watched(request), now=clock.now(), watcher=request.user)
    filters: list[tuple[str, Any, int]] = [("", _("All"), numbers[""])]
    filters += [(value, label, numbers[value]) for value, label in Reason.choices if numbers[value] or value == reason]
    context = {
        "lines": lines,
        "filters": filters,
        "reason": reason,
        "following": following,
        "refusal": refusal,
        "is_single": status != 200,
        "reconsiderations": _late(request) if status == 200 and not reason else [],
        "duties": overdue_duties(_watched(request), now=clock.now()) if status == 200 and not reason else [],
        "corrections": overdue_corrections(_watched(request), now=clock.now()) if status == 200 and not reason else [],
        "proposals": _lent_overdue(request) if status == 200 and not reason else [],
    }
    return render(request, "approvals/board.html", context, status=status)


def _late(request: SignedInRequest) -> Any:
    return overdue_reconsiderations(_watched(request), now=clock.now(), watcher=request.user)


def _lent_overdue(request: SignedInRequest) -> list[Line]:
    now = clock.now()
    return lent_lines(overdue(_watched(request), now=now), now=now, calendar=load_calendar())
