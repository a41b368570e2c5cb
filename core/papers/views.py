"""Handing out a stored file so that nothing in it can run in the product's name."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.papers.models import Paper
from core.people.requests import SignedInRequest

SHOWN = frozenset({"image/jpeg", "image/png"})


@require_safe
@login_required
def paper(request: SignedInRequest, pk: int) -> FileResponse:
    """Send a paper to who may view it: pictures are shown, everything else is downloaded."""
    stored = get_object_or_404(Paper, pk=pk, district=request.user.district_id)
    if not request.user.has_perm("core.view_paper", stored):
        raise PermissionDenied(_("This paper belongs to a case you have no part in."))
    return sent(stored, name=stored.name)


def sent(stored: Paper, *, name: str) -> FileResponse:
    """Return the answer that hands a paper out under a name; 404 where its file is gone."""
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_shown = stored.media_type in SHOWN
    response = FileResponse(content, as_attachment=not is_shown, filename=name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
