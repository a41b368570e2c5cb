"""What the kinds of statements are called; a kind without a name here is shown as it is stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.facts.models import Fact

KINDS: Mapping[str, Any] = {
    "employment": _("Employment"),
    "teaching": _("Subject taught"),
    "title": _("Professional title"),
    "post": _("Post"),
    "class_teacher": _("Class teacher"),
    "review": _("Annual review"),
    "honour": _("Honour"),
    "sanction": _("Sanction"),
    "ethics_breach": _("Ethics breach"),
}


def kind_of(fact: Fact) -> str:
    """Return what a statement is about, in words."""
    return str(KINDS.get(fact.kind, fact.kind))
