"""Where one acts in a round: the decision of an office; sheets and sittings have pages of their own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.access import may_see_stage, my_seat, say_why, visible_cases
from approvals.cases.forms import ReasonForm
from approvals.cases.page import case_page
from approvals.cases.views import case_for
from approvals.cohorts import BY_TRACK, COLLECTIVE
from approvals.inbox.queries import seats_of, todo
from approvals.members.judges import open_sheet
from approvals.panels.forms import SheetForm, column_form, is_filled
from approvals.panels.services import LEFT
from approvals.panels.views import column_page, sheet_page
from approvals.policies.kinds import KINDS, VERDICT_TITLES
from approvals.processes import process
from approvals.rounds import services
from approvals.rounds.closing import seen
from approvals.rounds.forms import PHRASES, DecisionForm
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import code_of
from approvals.rounds.seats import covers_for
from approvals.rounds.verbs import verb_called
from core import clock
from core.errors import Refused
from core.people.models import User
from core.people.requests import SignedInRequest


@require_safe
@login_required
def round(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Show the page on which a user acts in a round; the case itself where there is nothing to do for them."""
    wanted = get_object_or_404(Round.objects.select_related("process__version"), pk=round, process=case)
    mine = wanted.ballots.filter(user=request.user, role="").exclude(state__in=LEFT)
    if wanted.kind == "panel" and mine.exists():
        return sheet_page(request, wanted)
    say_why(request.user, case)
    if not visible_cases(request.user).filter(pk=case).exists():
        raise Http404
    sits = wanted.kind in COLLECTIVE
    may_sit = mine.exists() or may_see_stage(request.user, wanted.campaign, stage=wanted.stage) if sits else True
    if may_sit and (elsewhere := page_of(wanted)):
        return redirect(elsewhere)
    if sits or not wanted.is_open or wanted.kind == "panel" or my_seat(request.user, wanted) is None:
        return redirect("case", case=case)
    seen(wanted, now=clock.now())
    return _page(request, wanted, form=DecisionForm(round=wanted, initial={"opinion": _my_words(request.user, wanted)}))


@login_required
def decide(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Give an office's verdict, then go on to the next case that waits at the same stage."""
    if request.method != "POST":
        return redirect("round", case=case, round=round)
    wanted = _answered_by(request.user, case=case, round=round)
    if wanted.is_open and (elsewhere := page_of(wanted)):
        return redirect(elsewhere)
    form = DecisionForm(request.POST, round=wanted)
    sheet = column_form(wanted, request.POST, seat=my_seat(request.user, wanted))
    if "more" in request.POST:  # rows of the sheet, no answer yet
        form = DecisionForm(initial={"opinion": request.POST.get("opinion", "")}, round=wanted)
    elif form.is_valid() and is_filled(sheet, verdict=form.cleaned_data["verdict"], round=wanted):
        scores = sheet.scores() if sheet and sheet.is_valid() else None
        try:
            services.decide(wanted, by=request.user, **form.cleaned_data, scores=scores, now=clock.now())
        except Refused as refusal:
            form.add_error("opinion", refusal.message)
        else:
            words = {"title": wanted.case.title, "verdict": VERDICT_TITLES[form.cleaned_data["verdict"]]}
            messages.success(request, _("%(title)s: “%(verdict)s” is recorded.") % words)
            return redirect(_next_after(request.user, wanted))
    return _page(request, wanted, form=form, sheet=sheet)


@login_required
def send_up(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Ask the committee about a matter that the policy does not cover."""
    if request.method != "POST":
        return redirect("round", case=case, round=round)
    wanted = round_for(request.user, case=case, round=round)
    form = ReasonForm(request.POST, prefix="send-up")
    if not form.is_valid():
        return _page(request, wanted, form=DecisionForm(round=wanted), send_up_form=form)
    services.send_up(wanted, by=request.user, reason=form.cleaned_data["reason"], now=clock.now())
    messages.success(request, _("The committee is asked; the case stays with you until it has answered."))
    return redirect("case", case=case)


def _my_words(user: User, round: Round) -> str:
    """Return what a user wrote before they took their answer back."""
    mine = my_seat(user, round)
    return mine.opinion if mine else ""


def round_for(user: User, *, case: int, round: int) -> Round:
    """Return a round of a case that a user may open; 404 where round and case do not belong together."""
    say_why(user, case)
    rounds = Round.objects.filter(process__in=visible_cases(user)).select_related(
        "process__version", "process__person", "process__organisation"
    )
    return get_object_or_404(rounds, pk=round, process=case)


def _answered_by(user: User, *, case: int, round: int) -> Round:
    """Return a round that a user may open, or was taken off while they wrote: their words are kept all the same."""
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round=round, round__process=case)
    if seats.filter(state=Ballot.State.DROPPED).exists():
        return Round.objects.select_related("process__version").get(pk=round)
    return round_for(user, case=case, round=round)


def page_of(round: Round) -> str | None:
    """Return the page on which an open round goes on, where that is not its own: a sitting, or the subject's page."""
    if not round.is_open:
        return None
    lawful, rule = process(round.case.policy.process), round.rule
    files_itself = rule.repeats or any(seat.place == "nominator" for seat in rule.seats(round.track))
    is_own = lawful.files_on_its_page is not None and lawful.files_on_its_page(round)
    if round.kind == "filing" and (is_own or (files_itself and not rule.column)):
        return lawful.subject_of(round.case).get_absolute_url()
    if round.kind not in COLLECTIVE:
        return None
    if hasattr(round, "agenda_item"):
        return reverse("meeting", args=[round.agenda_item.meeting_id])
    if hasattr(round, "notice_entry"):
        return reverse("notice", args=[round.notice_entry.notice_id])
    if round.kind in BY_TRACK:
        return reverse(round.kind, args=[round.campaign_id, round.stage, round.track])
    if round.kind == "grading":
        unit = round.case.organisation_id if round.rule.scope == "unit" else 0
        return reverse("grading", args=[round.campaign_id, round.stage, unit])
    return reverse("cohort", args=[round.campaign_id, round.stage])


def _next_after(user: User, round: Round) -> str:
    """Return the page of the next case that waits for a user at the same stage; the inbox where none does."""
    waiting = todo(user, on=clock.today()).filter(round__campaign=round.campaign_id, round__stage=round.stage).first()
    return reverse("round", args=[waiting.round.process_id, waiting.round_id]) if waiting else reverse("inbox")


def _queue(user: User, round: Round) -> dict[str, Any]:
    """Tell where a round stands among those that wait for a user, and which is next."""
    waiting = list(todo(user, on=clock.today()).values_list("round__process_id", "round_id"))
    at = next((number for number, (_case, pk) in enumerate(waiting) if pk == round.pk), None)
    if at is None:
        return {}
    following = waiting[(at + 1) % len(waiting)] if len(waiting) > 1 else None
    return {"place": at + 1, "count": len(waiting), "next": reverse("round", args=following) if following else ""}


def _page(
    request: SignedInRequest,
    wanted: Round,
    *,
    form: DecisionForm,
    send_up_form: ReasonForm | None = None,
    sheet: SheetForm | None = None,
) -> HttpResponse:
    if my_seat(request.user, wanted) is None and not form.is_bound:  # what was typed is shown again, never lost
        return redirect("case", case=wanted.process_id)
    asked, seat = send_up_form or ReasonForm(prefix="send-up"), _seat_words(request.user, wanted)
    shown = {
        **case_page(case_for(request.user, wanted.process_id), user=request.user, now=clock.now()),
        "round": wanted,
        "form": form,
        "onward": KINDS[wanted.kind].onward,
        "verdicts": form.verdicts,
        "phrases": PHRASES,
        "queue": _queue(request.user, wanted),
        "send_up_form": asked,
        "may_send_up": wanted.kind in services.SENT_UP_FROM and not wanted.sent_up_at,
        **column_page(wanted, form=sheet, seat=seat["seat"]),
        **seat,
    }
    refused = form.errors or asked.errors or (sheet and sheet.errors)
    return render(request, "approvals/round.html", shown, status=422 if refused else 200)


@login_required
def verb(request: SignedInRequest, case: int, round: int, verb: str) -> HttpResponse:
    """Show what a verb asks for, and perform it; 404 for who may not."""
    wanted, chosen = _round_for_verb(request.user, case=case, round=round), verb_called(verb)
    if chosen is None or not chosen.may(request.user, wanted):
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None, round=wanted, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.perform(wanted, by=request.user, now=clock.now(), found=form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, chosen.done)
            return redirect("inbox")
    shown = {"verb": chosen, "form": form, "round": wanted, "name": _name_for(request.user, wanted)}
    return render(request, "approvals/verb.html", shown, status=422 if form.errors else 200)


def _seat_words(user: User, round: Round) -> dict[str, Any]:
    """Tell from which seat a user answers: for whom they stand in, and who asked them why."""
    seat = my_seat(user, round)
    return {"seat": seat, "acting_for": covers_for(user, seat, round.case) if seat else None}


def _round_for_verb(user: User, *, case: int, round: int) -> Round:
    """Return a round a user may open, or the panel they have a sheet to hand in for; 404 otherwise."""
    panels = Round.objects.select_related("process__version", "process__person", "process__organisation", "campaign")
    panel = panels.filter(pk=round, process=case, kind="panel").first()
    return panel if panel and open_sheet(user, panel) else round_for(user, case=case, round=round)


def _name_for(user: User, round: Round) -> str:
    """Return what a page may call the case: a judge without names knows its code only."""
    return code_of(round) if round.rule.blind and open_sheet(user, round) else round.case.title
