"""The menu: each floor offers its entries in its own ``menu.py``, so that no floor names another's pages.

Entries of one kind share a drawer, so that the row stays one line for whoever may go nearly everywhere.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a drawer of the menu holds."""

    PROCESS = "process", _("Processes")
    FILE = "file", _("Files")
    OFFICE = "office", _("Office")
    PAPER = "paper", pgettext_lazy("menu", "Papers")
    SYSTEM = "system", _("Administration")


@dataclass(frozen=True)
class Entry:
    """A page one may go to, with the number of things that wait there.

    ``aside`` puts it beside the user's name, or under it where it has no icon; ``kind`` puts it in a drawer.
    """

    url: str
    label: str
    badge: int = 0
    order: int = 50
    icon: str = ""
    aside: bool = False
    kind: Kind | None = None


@dataclass(frozen=True)
class Drawer:
    """Entries of one kind behind one name, with the number of things that wait in all of them."""

    label: str
    entries: list[Entry]

    @property
    def badge(self) -> int:
        """Say how much waits inside, so that a closed drawer hides no work."""
        return sum(entry.badge for entry in self.entries)

    @property
    def urls(self) -> list[str]:
        """Name the pages inside, for the mark of where one is."""
        return [entry.url for entry in self.entries]


@dataclass(frozen=True)
class Menu:
    """The row and what stands beside the user's name; ``here`` is the address of the entry one is inside of."""

    row: list[Entry | Drawer]
    aside: list[Entry]
    here: str


def menu_of(entries: list[Entry], *, at: str) -> Menu:
    """Draw up the menu: a drawer stands where its first entry would, and an entry alone of its kind needs none."""
    of_kind = {kind: [entry for entry in entries if entry.kind == kind and not entry.aside] for kind in Kind}
    row: list[Entry | Drawer] = []
    for entry in entries:
        if entry.aside:
            continue
        alike = of_kind[entry.kind] if entry.kind else [entry]
        if entry is alike[0]:
            row.append(Drawer(str(Kind(entry.kind).label), alike) if entry.kind and len(alike) > 1 else entry)
    inside = [entry.url for entry in entries if at.startswith(entry.url)]
    return Menu(row, [entry for entry in entries if entry.aside], here=max(inside, key=len, default=""))


def entries_for(request: HttpRequest) -> list[Entry]:
    """Return what every floor offers to this request's user, in the order the entries ask for."""
    offered = (entry for entries in _offers() for entry in entries(request))
    return sorted(offered, key=lambda entry: entry.order)


@functools.cache
def _offers() -> list[Callable[[HttpRequest], Iterable[Entry]]]:
    floors = [app for app in apps.get_app_configs() if app.module and module_has_submodule(app.module, "menu")]
    return [import_module(f"{floor.name}.menu").entries for floor in floors]
