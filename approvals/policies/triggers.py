"""触发: what the facts of a person bring up by themselves; a trigger proposes, and never decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals.policies.words import UNSAID, Note, Text
from core.calendar.rules import Span


@dataclass(frozen=True)
class Trigger:
    """Somebody of whom the test holds is proposed: on a track of this policy, or for another process to take up."""

    key: str
    says: Text
    test: str
    within: Span  # how soon its office answers
    proposes: str | None = None  # a track of this policy …
    through: str | None = None  # … or the key of the process it is passed on to
    note: Note = UNSAID


def read_trigger(key: str, said: Mapping[str, Any]) -> Trigger:
    """Read one trigger of a policy."""
    says = said["says"]
    text = Text(says["zh"], says.get("en", "")) if isinstance(says, dict) else Text(says)
    note = Note(said.get("from", ""), said.get("assumed", ""))
    return Trigger(key, text, said["test"], Span.parse(said["within"]), said.get("proposes"), said.get("through"), note)


def trigger_tests(triggers: Mapping[str, Trigger]) -> Iterator[tuple[str, object, str, str]]:
    """Give the expressions of triggers, each with its path, its words and the type it must answer."""
    for key, trigger in triggers.items():
        yield f"triggers.{key}.test", trigger.says, trigger.test, "bool"


def trigger_names(triggers: Mapping[str, Trigger], tracks: Mapping[str, Any]):
    """Give the tracks that triggers propose, as names that must mean something."""
    for key, trigger in triggers.items():
        if trigger.proposes:
            yield f"triggers.{key}.proposes", _("track"), trigger.proposes, tracks
