"""依次: whose turn it is in a round, and telling them when it comes."""

import datetime as dt

from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.models import Round
from approvals.rounds.opening import words
from approvals.rounds.seats import awaited, fillers
from core.clock import day_of
from core.models import User
from notifications.services import notify


def turns_of(round: Round) -> set[int]:
    """Return the seats of a round whose turn it is."""
    return set(round.ballots.awaited().values_list("pk", flat=True))


def tell_turns(round: Round, *, since: set[int], now: dt.datetime) -> None:
    """Tell those whose turn has come since, if the round is still open."""
    if not round.is_open:
        return
    seats = round.ballots.awaited().exclude(pk__in=since)
    for ballot in seats.select_related("user", "organisation", "instead_of__organisation"):
        notify(
            f"ballot:{ballot.pk}:turn:{now:%Y%m%d%H%M%S}",
            to=fillers(ballot, round.case, on=day_of(now)),
            template="approvals/messages/opened",
            context=words(round),
            now=now,
        )


def tell_released(round: Round, *, people: list[User], now: dt.datetime) -> None:
    """Tell those who were still asked when a round closed that it needs them no more, and why.

    A panel says that the sheets are enough, never what came of them.
    """
    verdict = "" if round.kind == "panel" else VERDICT_TITLES.get(round.verdict, round.verdict)
    notify(
        f"round:{round.pk}:released",
        to=people,
        template="approvals/messages/released",
        context={**words(round), "verdict": verdict},
        now=now,
    )


def still_asked(round: Round, *, by: User | None, now: dt.datetime, asked: set[int] | None = None) -> list[User]:
    """Return whom a round that is about to close has asked and not heard, but for the one who closes it.

    ``asked`` are the seats whose turn had come before the answer that closes it; without it, those whose turn it is.
    """
    people = awaited(round, on=day_of(now), among=asked)
    return [user for user in people if by is None or user.pk != by.pk]
