"""The four leaks that other systems are known for, each put back into the product for as long as it is read."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db.models import Q

from approvals.cases import page
from approvals.inbox import search
from approvals.inbox import views as inbox
from approvals.inbox.queries import todo
from approvals.models import Ballot, Round
from approvals.panels import views as panels
from approvals.panels.services import said_on, total_of
from core import clock
from tests.blindness.readings import Variant


@contextmanager
def put_back(room: Any, name: str, leak: Callable[..., Any]) -> Iterator[None]:
    """Put a leak in the place of what keeps it out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, name, leak)
        yield


def nothing_is_blind(ballots: Any) -> Q:
    """Search the sheets of a blind panel by the names that they hide."""
    return Q(pk=None)


def tabs_with_finds(request: Any, query: str) -> list[tuple[str, str, int, str]]:
    """Show beside the list, from which the hidden ones are left out, how many there are with them."""
    found = todo(request.user, on=clock.today()).filter(round__process__person__name__contains=query)
    return [("todo", "待办", found.count(), f"tab=todo&q={query}")]


def holders_with_average(round: Round, *, now: Any) -> Iterator[str]:
    """Show while the judges are still at work where they stand on average."""
    given = round.ballots.filter(state=Ballot.State.CAST, role="")
    totals = [total_of(said_on(ballot)["scores"], round=round) for ballot in given]
    yield f"{sum(totals, Decimal(0)) / len(totals):.1f}" if totals else "–"


def name_of(round: Round) -> str:
    """List the sheets of a blind panel by the titles that everybody else knows them by."""
    return str(round.case.title)


def leaking(room: Any, name: str, leak: Callable[..., Any]) -> Callable[[], AbstractContextManager[None]]:
    return partial(put_back, room, name, leak)


PAGES = frozenset({"inbox", "case", "round", "cast", "messages", "policy", "withdraw"})
OF_IDENTITY = (
    Variant("search over hidden text", leaking(search, "_blind", nothing_is_blind), roles=("judge",), only=PAGES),
    Variant("a counter of what is hidden", leaking(inbox, "_tabs", tabs_with_finds), roles=("judge",), only=PAGES),
    Variant("the original title in a list", leaking(panels, "name_of", name_of), roles=("judge",), only=PAGES),
)
OF_SCORES = (
    Variant("the average shown", leaking(page, "_holders", holders_with_average), roles=("nominator",), only=PAGES),
)
SHOWS_AT = {
    "search over hidden text": {"inbox"},
    "a counter of what is hidden": {"inbox"},
    "the original title in a list": {"round"},
    "the average shown": {"case"},
}
