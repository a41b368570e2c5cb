"""The pages of a statement, of a paper that is found false, and of a decision that is looked at again."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.cases.forms import ReasonForm
from approvals.cases.views import case_for
from approvals.deadlines import deadline
from approvals.reliance import page, services
from approvals.reliance.forms import AnswerForm, CorrectForm
from approvals.reliance.lines import cause_words
from approvals.reliance.models import Reconsideration
from approvals.reliance.resting import cases_using, cases_using_paper
from core import clock
from core.calendar.services import load_calendar
from core.clock import end_of
from core.errors import Refused
from core.facts.kinds import kind_words
from core.models import Fact, FalsePaper, Paper
from core.people.readers import watches_everybody
from core.people.requests import SignedInRequest


@require_safe
@login_required
def statement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a statement says and said, and which decisions used it."""
    return _statement_page(request, _fact(request, pk))


@require_POST
@login_required
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a statement and go to the newer one."""
    fact = _fact(request, pk)
    form = CorrectForm(request.POST, prefix="correct", fact=fact)
    done = _("The statement is corrected; the decisions that used it are listed here.")
    newer = _done(request, form, lambda **given: services.correct_statement(fact, **given), done=done)
    return redirect("statement", fact.pk) if newer else _statement_page(request, fact, correct_form=form)


@require_POST
@login_required
def retract(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a statement back."""
    fact = _fact(request, pk)
    form = ReasonForm(request.POST, prefix="retract")
    done = _("The statement is taken back; the decisions that used it are listed here.")
    gone = _done(request, form, lambda **given: services.retract_statement(fact, **given), done=done)
    return redirect("statement", fact.pk) if gone else _statement_page(request, fact, retract_form=form)


@login_required
def paper_false(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show whether a paper was found false and what rests on it, and find it so."""
    paper = get_object_or_404(Paper, pk=pk, district=request.user.district_id)
    if not watches_everybody(request.user) and not request.user.has_perm("core.view_paper", paper):
        raise Http404
    if request.method != "POST":
        return _paper_page(request, paper)
    if not request.user.has_perm("core.find_paper_false", paper):
        raise PermissionDenied(_("Discipline inspectors and bureau leaders find a paper false."))
    form = ReasonForm(request.POST, prefix="false")
    done = _("The paper is marked as false; the decisions that used it are listed here.")
    found = _done(request, form, lambda **given: services.find_paper_false(paper, **given), done=done)
    return redirect("paper-false", paper.pk) if found else _paper_page(request, paper, form=form)


@login_required
def reconsideration(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show why a decision is looked at again and what changes; who watches the board answers here."""
    rows = Reconsideration.objects.filter(district=request.user.district_id).select_related(
        "before", "after", "paper", "answered_by"
    )
    wanted = get_object_or_404(rows, pk=pk)
    wanted.case = case_for(request.user, wanted.case_id)
    if request.method != "POST":
        return _reconsideration_page(request, wanted)
    form = AnswerForm(request.POST)
    if not services.may_answer(request.user, wanted) and wanted.is_open:
        raise PermissionDenied(_("The committee and the bureau's leaders answer this."))
    done = _("The answer is recorded.")
    answered = _done(request, form, lambda **given: _answer(wanted, **given), done=done)
    return redirect(wanted) if answered else _reconsideration_page(request, wanted, form=form)


def _answer(wanted: Reconsideration, *, finding: str, **given: Any) -> Reconsideration:
    return services.answer(wanted, stands=finding == "stands", **given)


def _done(request: SignedInRequest, form: forms.Form, act: Callable[..., Any], *, done: str) -> bool:
    """Do what a form asks for and say so; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data, by=request.user, now=clock.now())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, done)
    return True


def _fact(request: SignedInRequest, pk: int) -> Fact:
    facts = Fact.objects.select_related("person__organisation", "organisation", "ended_by", "event")
    found = get_object_or_404(facts, pk=pk, district=request.user.district_id)
    if not page.may_read(request.user, found):
        raise Http404
    return found


def _statement_page(request: SignedInRequest, fact: Fact, **filled: forms.Form) -> HttpResponse:
    user = request.user
    may_correct = not fact.known_until and user.has_perm("core.correct_fact", fact)
    used = page.used_by(cases_using(fact), user=user, before=fact)
    blank = {"correct_form": CorrectForm(prefix="correct", fact=fact), "retract_form": ReasonForm(prefix="retract")}
    shown = {
        "fact": fact,
        "kind": kind_words(fact.kind),
        "versions": page.versions_of(fact),
        "papers": [(kind_words(fact.kind), paper) for paper in page.papers_of(fact)],
        "used": used,
        "lists": page.lists_with(used, user=user) if fact.known_until else [],
        "unaccounted": page.without_account(fact, user=user),
        **({**blank, **filled} if may_correct else {}),
    }
    refused = any(form.errors for form in filled.values())
    return render(request, "approvals/statement.html", shown, status=422 if refused else 200)


def _paper_page(request: SignedInRequest, paper: Paper, *, form: ReasonForm | None = None) -> HttpResponse:
    user = request.user
    used = page.used_by(cases_using_paper(paper), user=user, paper=paper)
    facts = paper.facts.select_related("person", "organisation").order_by("pk")
    may_find = not paper.is_false and watches_everybody(user)
    shown = {
        "paper": paper,
        "found": FalsePaper.objects.filter(paper=paper).select_related("found_by").first(),
        "facts": [(kind_words(fact.kind), fact) for fact in facts if page.may_read(user, fact)],
        "used": used,
        "lists": page.lists_with(used, user=user),
        "may_open": user.has_perm("core.view_paper", paper),
        "form": (form or ReasonForm(prefix="false")) if may_find else None,
    }
    return render(request, "approvals/paper_false.html", shown, status=422 if form and form.errors else 200)


def _reconsideration_page(
    request: SignedInRequest, wanted: Reconsideration, *, form: AnswerForm | None = None
) -> HttpResponse:
    last = end_of(wanted.due_on) if wanted.due_on and wanted.is_open else None
    shown = {
        "wanted": wanted,
        "case": wanted.case,
        "cause": cause_words(wanted),
        "kind": kind_words(wanted.before.kind) if wanted.before else "",
        "shifts": page.shift_lines(wanted),
        "facts": page.fact_lines(wanted),
        "deadline": deadline(last, now=clock.now(), calendar=load_calendar()),
        "reads_paper": bool(wanted.paper and request.user.has_perm("core.view_paper", wanted.paper)),
        "form": (form or AnswerForm()) if services.may_answer(request.user, wanted) else None,
    }
    return render(request, "approvals/reconsideration.html", shown, status=422 if form and form.errors else 200)
