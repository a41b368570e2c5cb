"""What each kind of stage does when its round opens."""

import datetime as dt
from collections.abc import Callable

from approvals.eligibility import recheck
from approvals.notices.services import on_open_notice
from approvals.panels.draw import seat_panel
from approvals.rounds.models import Round
from approvals.rounds.opening import announce, date, seat
from approvals.rounds.seats import seat_office
from approvals.waitlists.services import on_open_waitlist
from core.clock import day_of
from core.models import User


def ask_offices(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Ask whoever holds the named offices."""
    seat(round, now=now)
    date(round, now=now)
    announce(round, now=now)


def ask_clerk(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Ask the committee's clerk to call a meeting; the members vote once it is called."""
    seat_office(round, round.rule.clerk, on=day_of(now))
    date(round, now=now)
    announce(round, now=now)


def ask_panel(round: Round, *, now: dt.datetime, by: User | None) -> None:
    """Draw the panel and ask its members."""
    seat_panel(round, now=now)
    date(round, now=now)
    announce(round, now=now)


OPENERS: dict[str, Callable[..., None]] = {
    "filing": ask_offices,
    "review": ask_offices,
    "countersign": ask_offices,
    "panel": ask_panel,
    "ranking": ask_offices,
    "grading": ask_offices,
    "waitlist": on_open_waitlist,
    "meeting": ask_clerk,
    "public_notice": on_open_notice,
    "check": recheck,
}


def on_open(round: Round, *, now: dt.datetime, by: User | None) -> None:
    OPENERS[round.kind](round, now=now, by=by)
