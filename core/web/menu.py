"""The menu: each floor offers its entries in its own ``menu.py``, so that no floor names another's pages."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Entry:
    """A page one may go to, with the number of things that wait there; ``aside`` puts it beside the user's name."""

    url: str
    label: str
    badge: int = 0
    order: int = 50
    icon: str = ""
    aside: bool = False


def entries_for(request: HttpRequest) -> list[Entry]:
    """Return what every floor offers to this request's user, in the order the entries ask for."""
    offered = (entry for entries in _offers() for entry in entries(request))
    return sorted(offered, key=lambda entry: entry.order)


@functools.cache
def _offers() -> list[Callable[[HttpRequest], Iterable[Entry]]]:
    floors = [app for app in apps.get_app_configs() if app.module and module_has_submodule(app.module, "menu")]
    return [import_module(f"{floor.name}.menu").entries for floor in floors]
