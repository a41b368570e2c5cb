"""What one may do in a round besides answering it: each verb is one entry, and all share one page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from approvals.rounds.models import Round
from core.models import User


@dataclass(frozen=True)
class Verb:
    """A verb of a round: who may, what it asks for, and the service that does it.

    ``form(data, round=…, user=…)`` makes the form; ``do(round, by=…, now=…, **what the form found)`` performs it and
    raises Refused with the sentence to show.
    """

    key: str
    title: Any
    says: Any  # what will happen, in one sentence
    done: Any  # what has happened
    form: Callable[..., forms.Form]
    may: Callable[[User, Round], bool]
    do: Callable[..., Any]
    group: str = "round"  # round: about who acts in it; case: about where the case goes

    def perform(self, round: Round, *, by: User, now: dt.datetime, found: dict[str, Any]) -> Any:
        return self.do(round, by=by, now=now, **found)


_verbs: dict[str, Verb] = {}


def offer(*verbs: Verb) -> None:
    """Make verbs known; called once from the app's ``ready``."""
    _verbs.update({verb.key: verb for verb in verbs})


def verb_called(key: str) -> Verb | None:
    """Return a verb by its key."""
    return _verbs.get(key)


def verbs_for(user: User, round: Round) -> list[Verb]:
    """Return what a user may do in a round besides answering it."""
    return [verb for verb in _verbs.values() if verb.may(user, round)]
