"""What the frame around every page shows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.web.menu import entries_for, menu_of


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the menu, asked for only where a page draws it: a fragment costs no query."""
    return {"menu": SimpleLazyObject(lambda: menu_of(entries_for(request), at=request.path))}
