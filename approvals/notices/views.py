"""Notices in public and inside a school, and objections to them, for readers who need not sign in."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from approvals.access import sees_everything, visible_cases
from approvals.conflicts.services import kept_out
from approvals.documents.listing import papers_of
from approvals.documents.subjects import cases_on, stays_out
from approvals.inbox.queries import seats_of
from approvals.notices import objecting
from approvals.notices.forms import LookUpForm, ObjectionForm
from approvals.notices.models import NoticeEntry, Objection, PublicNotice
from approvals.policies.show import span_text
from approvals.rounds.models import Ballot
from approvals.rounds.seats import post_words
from core import clock
from core.calendar.services import load_calendar
from core.errors import Refused
from core.models import User
from core.organisations.services import appointments_of

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
    """Take an objection and hand out its receipt; what becomes of it is looked up with receipt and contact."""
    wanted = _notice(request, pk)
    if isinstance(wanted, HttpResponse):
        return wanted
    listed = list(_entries(wanted).filter(round__closed_at=None) | _entries(wanted).filter(pk=entry))
    named = next((one for one in listed if one.pk == entry), None)
    if named is None:
        raise Http404
    receipts = request.GET.getlist("receipt")
    if request.method != "POST" and receipts:
        return render(request, "approvals/object.html", {"notice": wanted, **_received(wanted, receipts)})
    others = [one for one in listed if one.pk != entry]
    form = ObjectionForm(request.POST or None, entry=named, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            sent = objecting.object_to_each(form.concerned(), **form.said(), now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            query = urlencode({"receipt": [objection.receipt for objection in sent]}, doseq=True)
            return redirect(f"{reverse('object', args=[pk, entry])}?{query}")
    shown = {"notice": wanted, "entry": named, "form": form, "office": _office(named), "is_over": _is_over(wanted)}
    return render(request, "approvals/object.html", shown, status=422 if form.errors else 200)


def _received(notice: PublicNotice, receipts: list[str]) -> dict[str, Any]:
    """Return the receipts just given; what the objection says and what becomes of it is not shown here."""
    sent = list(Objection.objects.filter(entry__notice=notice, receipt__in=receipts).order_by("pk"))
    if len(sent) != len(set(receipts)):
        raise Http404
    return {"sent": sent, "is_signed": all(objection.is_signed for objection in sent)}


@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Show an objection's state to whoever knows its receipt and contact, and no name with it."""
    form = LookUpForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = objecting.look_up(**form.cleaned_data)
        if found is None:
            form.add_error(None, _("No objection has this receipt number together with this phone or e-mail."))
    shown = {"form": form, "objection": found}
    return render(request, "approvals/objection_look_up.html", shown, status=422 if form.errors else 200)


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
    if any(office.organisation_id == notice.organisation_id for office in appointments_of(user, on=clock.today())):
        return True
    return visible_cases(user).filter(rounds__notice_entry__notice=notice).exists()


def _shown(request: HttpRequest, notice: PublicNotice) -> dict[str, Any]:
    """Return what the page shows; once the notice is over its names are for the office and who watches only."""
    policy, is_over, inside = notice.campaign.policy, _is_over(notice), is_inside(request.user, notice)
    entries = list(_entries(notice))
    rule, calendar = notice.rule, load_calendar()
    shown = [] if is_over and not inside else entries
    return {
        "notice": notice,
        "stage": rule,
        "lines": [{"entry": entry, "track": policy.tracks[entry.round.track].title} for entry in shown],
        "is_over": is_over,
        "days": calendar.count(notice.starts_on, notice.ends_on),
        "is_provisional": calendar.is_provisional(notice.ends_on),
        "within": span_text(rule.within) if rule.within else "",
        "office": _office(entries[0]) if entries else None,
        "objections": list(_objections(request.user, notice)) if inside else [],
        **_papers(request.user, notice, inside=inside),
    }


def _papers(user: Any, notice: PublicNotice, *, inside: bool) -> dict[str, Any]:
    """Return the papers of a notice for its office; nothing for who stays out of a case on it."""
    if not inside or stays_out(user, cases_on(notice)):
        return {}
    return papers_of("notice", notice, user=user)


def _entries(notice: PublicNotice) -> QuerySet[NoticeEntry]:
    """Return the names on a notice, with all that a page shows of them."""
    return notice.entries.select_related(
        "notice__campaign__version",
        "round__process__person",
        "round__process__organisation__parent",
        "round__process__version",
        "round__process__district",
        "round__process__nominator_at",
    )


def _is_over(notice: PublicNotice) -> bool:
    return clock.today() > notice.ends_on


def _office(entry: NoticeEntry) -> dict[str, str] | None:
    """Return in words who takes an objection."""
    seats = entry.round.rule.seats(entry.round.track)
    return post_words(entry.round.case, seats[0]) if seats else None


def is_inside(user: User | AnonymousUser, notice: PublicNotice) -> bool:
    """Tell whether a reader belongs to the office of a notice, or watches over its district."""
    if not isinstance(user, User) or user.district_id != notice.district_id:
        return False
    seats = Ballot.objects.filter(seats_of(user, on=clock.today()), round__notice_entry__notice=notice).exclude(role="")
    return seats.exists() or sees_everything(user)


def _objections(user: Any, notice: PublicNotice) -> QuerySet[Objection]:
    """Return a notice's objections; never those in a case that the reader stays out of."""
    own = Q(entry__round__process__person=user.person_id) if user.person_id else Q(pk=None)
    found = Objection.objects.filter(entry__notice=notice).exclude(own)
    found = found.exclude(kept_out(user, case="entry__round__process", office="entry__notice__organisation"))
    return found.select_related("entry__round__process__person", "entry__round__process__organisation").order_by("pk")
