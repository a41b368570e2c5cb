"""Notices in public and inside a school, objections to them, and the office's answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.access import campaign_stage, sees_everything, visible_cases
from approvals.campaigns.views import cohort_page
from approvals.inbox.queries import seats_of
from approvals.meetings.forms import TickForm
from approvals.notices import services
from approvals.notices.forms import AnswerForm, ObjectionForm
from approvals.notices.models import NoticeEntry, Objection, PublicNotice
from approvals.policies.show import span_text
from approvals.rounds.models import Ballot
from approvals.rounds.seats import is_subject, post_words
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.models import Appointment, User
from core.people.requests import SignedInRequest

PAGE = 30
PUBLIC = PublicNotice.Audience.PUBLIC


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that stand and those that have ended; nobody needs to sign in."""
    shown = PublicNotice.objects.filter(audience=PUBLIC).select_related("campaign__version", "district")
    if request.user.is_authenticated:
        shown = shown.filter(district=request.user.district_id)
    today, before = clock.today(), request.GET.get("before", "")
    ended = shown.filter(ends_on__lt=today).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        ended = ended.filter(pk__lt=int(before))
    listed = list(ended[: PAGE + 1])
    context = {
        "standing": [] if before else list(shown.filter(ends_on__gte=today).order_by("-pk")),
        "ended": listed[:PAGE],
        "older": listed[PAGE - 1].pk if len(listed) > PAGE else None,
    }
    return render(request, "approvals/notices.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice: names, schools and categories, and nothing else."""
    wanted = _notice(request, pk)
    return (
        wanted
        if isinstance(wanted, HttpResponse)
        else render(request, "approvals/notice.html", _shown(request, wanted))
    )


@never_cache
def object_to(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take an objection and hand out its receipt; the receipt opens how it was answered."""
    wanted = _notice(request, pk)
    if isinstance(wanted, HttpResponse):
        return wanted
    named = get_object_or_404(
        NoticeEntry.objects.select_related(
            "notice",
            "round__process__person",
            "round__process__organisation",
            "round__process__version",
            "round__process__district",
        ),
        pk=entry,
        notice=wanted,
    )
    receipt = request.GET.get("receipt", "")
    if request.method != "POST" and receipt:
        sent = get_object_or_404(Objection, entry=named, receipt=receipt)
        return render(request, "approvals/object.html", {"notice": wanted, "entry": named, "objection": sent})
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.object_to(named, **form.cleaned_data, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(f"{reverse('object', args=[pk, entry])}?receipt={sent.receipt}")
    shown = {"notice": wanted, "entry": named, "form": form, "office": _office(named), "is_over": _is_over(wanted)}
    return render(request, "approvals/object.html", shown, status=422 if form.errors else 200)


@login_required
def publish_notice(request: SignedInRequest, campaign: int, stage: str) -> HttpResponse:
    """Publish the cases that were ticked as one notice."""
    found, rule = campaign_stage(request.user, campaign=campaign, stage=stage)
    if rule.kind != "public_notice":
        raise Http404
    form = TickForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("cohort", campaign, stage)
    ticked = form.cleaned_data["rounds"]
    try:
        published = services.publish_notice(found, stage=stage, rounds=ticked, by=request.user, now=clock.now())
    except Refused as refusal:
        return cohort_page(request, found, rule, refusal=refusal.message, ticked=ticked)
    messages.success(request, _("The notice is published."))
    return redirect("notice", published.pk)


@login_required
def objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an objection to its office, which answers it here; who watches over the district only sees it."""
    objections = Objection.objects.filter(district=request.user.district_id).select_related(
        "entry__notice__campaign",
        "entry__round__process__person",
        "entry__round__process__organisation",
        "entry__round__process__version",
        "entry__round__process__district",
        "answered_by",
    )
    wanted = get_object_or_404(objections, pk=pk)
    may_answer = services.may_answer(request.user, wanted)
    if is_subject(request.user, wanted.entry.round.case) or not (may_answer or sees_everything(request.user)):
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(wanted, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The objection is answered."))
            return redirect("objection", pk)
    shown = {
        "objection": wanted,
        "case": wanted.entry.round.case,
        "is_office": may_answer,
        "form": form if may_answer and not wanted.answered_at else None,
        "upheld_to": wanted.entry.round.case.policy.stages.get(wanted.entry.round.rule.then["upheld"]),
    }
    return render(request, "approvals/objection.html", shown, status=422 if form.errors else 200)


def _notice(request: HttpRequest, pk: int) -> PublicNotice | HttpResponse:
    """Return a notice its reader may see; one inside a school asks who they are first."""
    wanted = get_object_or_404(
        PublicNotice.objects.select_related("campaign__version", "district", "organisation"), pk=pk
    )
    if wanted.audience == PUBLIC:
        return wanted
    if isinstance(request.user, AnonymousUser):
        return redirect_to_login(request.get_full_path())
    if not _is_of(request.user, wanted):
        raise Http404
    return wanted


def _is_of(user: User, notice: PublicNotice) -> bool:
    """Tell whether a notice inside a school concerns a user: its staff, its officers, and who may open a case on it."""
    if user.district_id != notice.district_id:
        return False
    if user.person is not None and user.person.organisation_id == notice.organisation_id:
        return True
    in_force = Appointment.objects.in_force(clock.today()).filter(user=user, organisation=notice.organisation)
    return in_force.exists() or visible_cases(user).filter(rounds__notice_entry__notice=notice).exists()


def _shown(request: HttpRequest, notice: PublicNotice) -> dict[str, Any]:
    policy = notice.campaign.policy
    entries = list(
        notice.entries.select_related(
            "round__process__person",
            "round__process__organisation",
            "round__process__version",
            "round__process__nominator_at",
        )
    )
    rule, calendar = notice.rule, load_calendar()
    return {
        "notice": notice,
        "stage": rule,
        "lines": [{"entry": entry, "track": policy.tracks[entry.round.track].title} for entry in entries],
        "is_over": _is_over(notice),
        "days": calendar.count(notice.starts_on, notice.ends_on),
        "is_provisional": calendar.is_provisional(notice.ends_on),
        "within": span_text(rule.within) if rule.within else "",
        "office": _office(entries[0]) if entries else None,
        "objections": list(_objections(request, notice)),
    }


def _is_over(notice: PublicNotice) -> bool:
    return clock.today() > notice.ends_on


def _office(entry: NoticeEntry) -> dict[str, str] | None:
    """Return in words who takes an objection."""
    seats = entry.round.rule.seats(entry.round.track)
    return post_words(entry.round.case, seats[0]) if seats else None


def _objections(request: HttpRequest, notice: PublicNotice) -> QuerySet[Objection]:
    """Return a notice's objections for its office and for who watches over the district; never those to oneself."""
    user = request.user
    if not isinstance(user, User) or user.district_id != notice.district_id:
        return Objection.objects.none()
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__notice_entry__notice=notice).exclude(role="")
    if not (seats.exists() or sees_everything(user)):
        return Objection.objects.none()
    own = Q(entry__round__process__person=user.person_id) if user.person_id else Q(pk=None)
    found = Objection.objects.filter(entry__notice=notice).exclude(own)
    return found.select_related("entry__round__process__person", "entry__round__process__organisation").order_by("pk")
