"""The page on which one opens and closes one's calendar feed, and the feed itself."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals.feeds.models import CalendarFeed
from approvals.feeds.services import close_feed, feed_behind, open_feed, told_by
from core import clock
from core.people.requests import SignedInRequest


@never_cache
@login_required
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """Show whether the user has a feed; opening it anew shows its address, on this one page and never again."""
    if request.user.district is None:
        raise PermissionDenied(_("A calendar feed is for those who belong to a district."))
    address = ""
    if request.method == "POST":
        token = open_feed(request.user, now=clock.now())
        address = settings.SITE_URL + reverse("calendar-feed", args=[token])
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "approvals/my_calendar.html", {"feed": feed, "address": address})


@require_POST
@login_required
def close_my_calendar(request: SignedInRequest) -> HttpResponse:
    """Switch the user's feed off."""
    close_feed(request.user, now=clock.now())
    messages.success(request, _("The calendar feed is off; its address opens nothing any more."))
    return redirect("my-calendar")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer whoever knows the address with its user's deadlines; a calendar that has them already is told so."""
    feed = feed_behind(token)
    if feed is None:
        raise Http404
    response = HttpResponse(told_by(feed, now=clock.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="yucai.ics"'
    response["X-Robots-Tag"] = "noindex"
    etag = quote_etag(_fingerprint(response.content))
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
