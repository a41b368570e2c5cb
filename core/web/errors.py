"""The pages of a request that cannot be served, each saying what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, with the reason where the refusal gave one."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, without repeating the address asked for."""
    return render(request, "404.html", status=404)
