"""What a judge is asked before the dossier and the sheet open: how they stand to the candidate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals.deadlines import deadline
from approvals.panels.declaring import declare_none
from approvals.panels.reading import name_of, panel_of
from approvals.rounds.models import Round
from core import clock
from core.calendar.services import load_calendar
from core.people.requests import SignedInRequest


@require_POST
@login_required
def declare_no_relation(request: SignedInRequest, case: int, round: int) -> HttpResponse:
    """Take a judge's word that no relation bears on the case, and open the sheet."""
    wanted = panel_of(request.user, case=case, round=round)
    declare_none(wanted, by=request.user, now=clock.now())
    messages.success(request, _("Your declaration is on record; here are the dossier and the sheet."))
    return redirect("round", case=case, round=round)


def declaration_page(request: SignedInRequest, round: Round) -> HttpResponse:
    """Ask a judge how they stand to the candidate, and show no more of the case than that takes."""
    case = round.case
    who = {} if round.rule.blind else {"unit": case.organisation.name, "put_forward_by": case.nominator_at}
    shown = {
        **who,
        "round": round,
        "name": name_of(round),
        "track": case.policy.tracks[case.track].title,
        "deadline": deadline(round.due_at, now=clock.now(), calendar=load_calendar()),
    }
    return render(request, "approvals/declaration.html", shown)
