"""事实种类: what each kind of fact is called, said once; a process adds its own by registering them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

HONOUR = "honour"


@dataclass(frozen=True)
class FactKind:
    """A kind of fact: its word, whether it is kept from all but the person, file keepers and the watch.

    What is said once, of a day (a review's grade), has no time in which it is in force.
    """

    key: str
    label: Any
    is_sensitive: bool = False
    is_of_a_day: bool = False


_kinds: dict[str, FactKind] = {}


def register(*kinds: FactKind) -> None:
    """Make kinds of facts known; a process calls it from its app's ``ready``."""
    _kinds.update({kind.key: kind for kind in kinds})


def kind_words(key: str) -> str:
    """Return what a kind is called in the reader's language; its key where nobody has registered it."""
    return str(_kinds[key].label) if key in _kinds else key


def sensitive_kinds() -> frozenset[str]:
    """Return the keys of the kinds that few may read."""
    return frozenset(kind.key for kind in _kinds.values() if kind.is_sensitive)


def is_of_a_day(key: str) -> bool:
    """Tell whether a kind is said of one day and not of a time."""
    return key in _kinds and _kinds[key].is_of_a_day


def known_kinds() -> list[str]:
    """Return the registered keys, in the order in which a file is read."""
    return list(_kinds)


register(
    FactKind("employment", _("Employment")),
    FactKind("post", _("Post")),
    FactKind("teaching", _("Teaching")),
    FactKind("class_teacher", _("Class teacher")),
    FactKind("title", _("Professional title")),
    FactKind("review", _("Annual review"), is_of_a_day=True),
    FactKind(HONOUR, _("Honour")),
    FactKind("placement", _("Placement")),
    FactKind("sanction", _("Sanction"), is_sensitive=True),
    FactKind("ethics_breach", _("Teacher ethics breach"), is_sensitive=True),
    FactKind("investigation", _("Investigation"), is_sensitive=True),
    FactKind("retired", _("Retirement"), is_of_a_day=True),
    FactKind("died", _("Death"), is_of_a_day=True),
)
