"""更正申请: asking, seeing what became of it, and answering."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.deadlines import deadline
from approvals.people import rectifying
from approvals.people.forms import AskForm, RefuseForm
from core import clock
from core.calendar.services import load_calendar
from core.corrections.models import Rectification, RectificationQuerySet
from core.corrections.services import Proposed
from core.errors import Refused
from core.facts.kinds import kind_words
from core.models import Fact, User
from core.people.readers import keeps_files
from core.people.requests import SignedInRequest

SHOWN = 30
TONES = {"asked": "soon", "accepted": "good"}


@require_safe
@login_required
def corrections(request: SignedInRequest) -> HttpResponse:
    """List the requests a user made and, for who keeps the files, everybody's: what waits first, then the latest."""
    found = readable(request.user).told()
    waiting = list(found.waiting().order_by("due_at", "pk"))
    answered = list(found.exclude(state=Rectification.State.ASKED).order_by("-answered_at", "-pk")[:SHOWN])
    lines = [_told(asked) for asked in [*waiting, *answered]]
    return render(request, "approvals/corrections.html", {"lines": lines, "keeps_files": keeps_files(request.user)})


@login_required
def ask(request: SignedInRequest, pk: int, fact: int) -> HttpResponse:
    """Ask that a statement on one's own file be corrected."""
    wanted = get_object_or_404(Fact.objects.filter(known_until=None, person=pk).select_related("person"), pk=fact)
    if request.user.person_id != pk:
        raise Http404
    form = AskForm(request.POST or None, request.FILES or None, initial=vars(Proposed.of(wanted)))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {"says": said["says"], "proposed": form.proposed(), "uploads": [said["upload"]]}
        try:
            asked = rectifying.ask(wanted, **told, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your request has gone to the section that keeps the files."))
            return redirect("file-correction", pk=asked.pk)
    shown = {"form": form, "fact": wanted, "label": kind_words(wanted.kind)}
    return render(request, "approvals/correction_ask.html", shown, status=422 if form.errors else 200)


@require_safe
@login_required
def correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a request, what it asks and what became of it."""
    return _page(request, _request_for(request.user, pk), form=RefuseForm())


@require_POST
@login_required
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the statement as was asked."""
    done = _("The statement is corrected; both versions stay on file.")
    return _act(request, pk, rectifying.accept, done=done)


@require_POST
@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    return _act(request, pk, rectifying.withdraw, done=_("Your request is withdrawn."))


@require_POST
@login_required
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the statement as it stands, with a reason."""
    wanted, form = _request_for(request.user, pk), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, wanted, form=form)
    rectifying.refuse(wanted, **form.cleaned_data, by=request.user, now=clock.now())
    messages.success(request, _("The person is told why the statement is not corrected."))
    return redirect("file-correction", pk=wanted.pk)


def readable(user: User) -> RectificationQuerySet:
    """Return the requests a user may read: their own, and for who keeps the files all of the district."""
    mine = Q(asked_by=user) | (Q(person=user.person_id) if user.person_id else Q())
    found = Rectification.objects.filter(district=user.district_id)
    return found if keeps_files(user) else found.filter(mine)


def _request_for(user: User, pk: int) -> Rectification:
    return get_object_or_404(readable(user).told(), pk=pk)


def _act(request: SignedInRequest, pk: int, act: Callable[..., Rectification], *, done: str) -> HttpResponse:
    wanted = _request_for(request.user, pk)
    try:
        act(wanted, by=request.user, now=clock.now())
    except Refused as refusal:
        return _page(request, wanted, form=RefuseForm(), refusal=refusal.message)
    messages.success(request, done)
    return redirect("file-correction", pk=wanted.pk)


def _page(request: SignedInRequest, asked: Rectification, *, form: RefuseForm, refusal: str = "") -> HttpResponse:
    now, calendar = clock.now(), load_calendar()
    shown = {
        **_told(asked),
        "fact": asked.fact,
        "papers": [(_("Paper that shows it"), paper) for paper in asked.papers.order_by("pk")],
        "deadline": deadline(asked.due_at, now=now, calendar=calendar) if asked.is_open else None,
        "form": form,
        "refusal": refusal,
        "may_answer": asked.is_open and request.user.has_perm("core.correct_file", asked.person),
        "may_withdraw": asked.is_open and asked.asked_by_id == request.user.pk,
    }
    return render(request, "approvals/correction.html", shown, status=422 if form.errors or refusal else 200)


def _told(asked: Rectification) -> dict[str, object]:
    """Return a request with the words that lists and pages show of it."""
    return {
        "asked": asked,
        "label": kind_words(asked.fact.kind),
        "proposed": Proposed.read(asked.proposed),
        "tone": TONES.get(asked.state, "plain"),
    }
