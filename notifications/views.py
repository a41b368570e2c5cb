"""What the application itself told a user, and an administrator's view of the outbox."""

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.organisations.models import Organisation
from core.organisations.roles import Role
from core.organisations.services import holds
from core.people.requests import SignedInRequest
from notifications import receipts as post
from notifications import services
from notifications.channels.gateway import SIGNATURE
from notifications.models import Channel, Message, State

PAGE_SIZE = 50


@login_required
@require_safe
def messages(request: SignedInRequest) -> HttpResponse:
    """Show what the user was told; what is on the page counts as read from now on."""
    page = Paginator(Message.objects.inbox(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    response = render(request, "notifications/messages.html", {"page": page})
    unread = [message.pk for message in shown if message.read_at is None]
    Message.objects.filter(pk__in=unread, read_at=None).update(read_at=clock.now())
    return response


@login_required
@require_safe
def outbox(request: SignedInRequest) -> HttpResponse:
    """Show the district's messages: how many are in each state, and those that the filter asks for."""
    sent = _messages_of(_administered_by(request))
    counts = dict(sent.order_by().values_list("state").annotate(Count("pk")))
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    wanted = sent.filter(**({"state": state} if state else {}), **({"channel": channel} if channel else {}))
    context = {
        "page": Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
        "channels": Channel.choices,
        "state": state,
        "channel": channel,
    }
    return render(request, "notifications/outbox.html", context)


@login_required
@require_POST
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put one message back in line."""
    message = get_object_or_404(_messages_of(_administered_by(request)), pk=pk)
    services.resend(message, by=request.user, now=clock.now())
    flash.success(request, _("The message is in line to be sent again."))
    return redirect("outbox")


@csrf_exempt  # a gateway has no session; its signature or its secret address says who it is
@require_POST
def receipts(request: HttpRequest, provider: str, key: str = "") -> HttpResponse:
    """Take a gateway's delivery receipts, and answer in the words both providers ask for.

    Where one of them is of no message of ours (yet), the answer is no success, so that the gateway says it again.
    """
    signature = request.headers.get(SIGNATURE, "")
    if not post.is_genuine(provider, key=key, body=request.body, signature=signature):
        raise PermissionDenied
    try:
        known = post.take(post.read(provider, request.body))
    except (ValueError, RecursionError):
        return _told(400, "not a list of receipts")
    return _told(200, "OK") if known else _told(404, "no such message")


def _told(status: int, words: str) -> JsonResponse:
    code = 0 if status == 200 else status
    return JsonResponse({"code": code, "msg": words, "result": code, "errmsg": words}, status=status)


def _administered_by(request: SignedInRequest) -> Organisation:
    district = request.user.district
    if district is None or not holds(request.user, Role.ADMINISTRATOR, district):
        raise PermissionDenied
    return district


def _messages_of(district: Organisation) -> QuerySet[Message]:
    return Message.objects.filter(district=district).select_related("recipient").order_by("-created_at", "-pk")
