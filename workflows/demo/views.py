"""What the demo's local mail server and SMS gateway have caught, for the visitor to read."""

import json
from itertools import islice

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

CAUGHT = settings.VAR_DIR / "demo" / "caught.jsonl"
SHOWN = 30


@login_required
def caught(request: HttpRequest) -> HttpResponse:
    """Show the newest catches, filtered by address; 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    asked = request.GET.get("to", "").strip()
    lines = reversed(CAUGHT.read_text(encoding="utf-8").splitlines()) if CAUGHT.exists() else iter(())
    catches = (json.loads(line) for line in lines)
    wanted = (catch for catch in catches if not asked or asked in str(catch["to"]))
    return render(request, "demo/caught.html", {"catches": list(islice(wanted, SHOWN)), "asked": asked})
