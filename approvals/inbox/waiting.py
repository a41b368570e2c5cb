"""待办, line by line: whatever waits for somebody, on the page of the inbox and in the feed of their calendar."""

import datetime as dt

from approvals.campaigns.models import Campaign
from approvals.inbox.lent import lent_lines, lent_to
from approvals.inbox.lines import Line, line_of_seat, line_of_sitting, lines_of_votes
from approvals.inbox.queries import seats_of, sittings, todo, votes_due
from approvals.inbox.search import ballots_found
from approvals.meetings.duty_lines import lines_of_duties
from approvals.moves.lines import lines_of_withdrawals
from approvals.notices.queries import lines_of_objections
from approvals.people.lines import lines_of_corrections
from approvals.reliance.lines import lines_of_reconsiderations
from core import clock
from core.calendar.services import load_calendar
from core.people.models import User


def lines_waiting(user: User, *, now: dt.datetime, query: str = "") -> list[Line]:
    """Return everything that waits for a user and that a query means.

    Sittings stand above single cases, which come soonest deadline first.
    """
    today, calendar = clock.day_of(now), load_calendar()
    seats = seats_of(user, on=today)
    together = sittings(user, on=today, seats=seats)
    campaigns = Campaign.objects.select_related("version").in_bulk({sitting.campaign_id for sitting in together})
    sat = [line_of_sitting(sitting, campaigns[sitting.campaign_id], now=now, calendar=calendar) for sitting in together]
    above = [*lines_of_votes(votes_due(user), now=now, calendar=calendar), *sat]
    above += lines_of_objections(user, now=now, calendar=calendar)
    above += lines_of_withdrawals(user, now=now)
    above += lines_of_reconsiderations(user, now=now, calendar=calendar)
    above += lines_of_duties(user, now=now, calendar=calendar)
    above += lines_of_corrections(user, now=now, calendar=calendar)
    above += lent_lines(lent_to(user, on=today), now=now, calendar=calendar)
    found = ballots_found(todo(user, on=today, seats=seats), query)
    return [*_matching(above, query), *(line_of_seat(ballot, now=now, calendar=calendar) for ballot in found)]


def _matching(lines: list[Line], query: str) -> list[Line]:
    """Keep what a query means by its title, campaign or category."""
    wanted = query.casefold()
    return [line for line in lines if wanted in f"{line.title} {line.campaign} {line.track}".casefold()]
