"""What is true of every answer: its language, how a refusal looks, and word to the browser that keeps a draft."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation

from core.errors import Conflict, Refused
from core.reading import reading

TOKEN = re.compile(r"[0-9-]{5,40}")


class LanguageMiddleware:
    """Speak the language somebody has chosen, and Chinese before that: what a browser asks for is not a choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(_chosen_language(request))
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def _chosen_language(request: HttpRequest) -> str:
    """Return the browser's kept choice, else the account's, else the language of the product."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ReadingMiddleware:
    """Let a page that only reads ask each question about offices once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading():
            return self.get_response(request)


class ConflictMiddleware:
    """Answer 409 where a decision met a state that has moved on, and 422 where the rules refuse what was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"reason": exception.message}, status=409)
        if isinstance(exception, Refused):
            page = "core/refusal.html" if request.headers.get("HX-Request") else "422.html"
            return render(request, page, {"reason": exception.message}, status=422)
        return None


class AcceptedMiddleware:
    """Tell the browser which kept draft the server has accepted: a form answered by a redirect, except to sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        token = request.POST.get("keep-token", "") if request.method == "POST" else ""
        if TOKEN.fullmatch(token) and _is_accepted(response):
            response.set_cookie("accepted", token, max_age=600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


def _is_accepted(response: HttpResponse) -> bool:
    if response.status_code not in (302, 303):
        return False
    return response["Location"].split("?")[0] != resolve_url(settings.LOGIN_URL)
