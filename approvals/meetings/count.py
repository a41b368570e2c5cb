"""计票: where a matter stands by its ballots; what is sealed is opened in memory only, and never written down."""

from collections.abc import Collection
from functools import lru_cache

from approvals.meetings.models import AgendaItem
from approvals.policies.document import Stage
from approvals.policies.words import RoundRule
from approvals.rounds.counting import MEETING_VOTES, RETURN, Standing, standing
from approvals.rounds.models import Ballot
from core.seal import seal, unseal

SECOND = 2  # after it there is no other ballot


def options_of(stage: Stage) -> tuple[str, ...]:
    """Return the votes that a meeting's stage offers; to return a case only where the policy says where it leads."""
    return (*MEETING_VOTES, RETURN) if stage.decides.returns else MEETING_VOTES


def electors(item: AgendaItem) -> list[Ballot]:
    """Return the seats that vote on a matter in the ballot that is on, given or not."""
    states = (Ballot.State.OPEN, Ballot.State.CAST)
    seats = [ballot for ballot in item.round.ballots.all() if not ballot.role and ballot.vote_no == item.ballot_no]
    return [ballot for ballot in seats if ballot.state in states and ballot.counts]


def seal_choice(ballot: Ballot, choice: str) -> str:
    """Return a member's choice as text that only the key opens."""
    return seal({"choice": choice}, about=f"ballot:{ballot.pk}")


def choice_of(ballot: Ballot) -> str:
    """Return what a ballot says; a sealed one is opened for the count."""
    return unseal(ballot.sealed, about=f"ballot:{ballot.pk}")["choice"] if ballot.sealed else ballot.verdict


def stands_at(item: AgendaItem, *, here: Collection[int], is_over: bool = False) -> Standing:
    """Return where a matter stands; ``is_over`` says that nobody who is absent comes any more."""
    seats = electors(item)
    given = [seat for seat in seats if seat.state == Ballot.State.CAST]
    waiting = sum(seat.state == Ballot.State.OPEN and seat.user_id in here for seat in seats)
    return _standing(
        tuple(sorted(map(choice_of, given))),  # a meeting hears everybody, so the order never matters
        waiting=waiting,
        absent=len(seats) - len(given) - waiting,
        rule=item.round.rule.decides,
        options=() if is_over else options_of(item.round.rule),
        last=item.ballot_no == SECOND,
    )


@lru_cache(maxsize=4096)  # pages ask the same question every few seconds
def _standing(votes: tuple[str, ...], *, rule: RoundRule, options: tuple[str, ...], **asked) -> Standing:
    return standing(votes, rule=rule, options=options, **asked)


def is_decided(item: AgendaItem, *, here: Collection[int]) -> bool | None:
    """Tell whether the votes still to come could change the result; None where saying so would betray a vote.

    In a secret ballot “decided” after so many votes tells how those few have voted, so it is said only once everybody
    present has voted.
    """
    seats = electors(item)
    still = any(seat.state == Ballot.State.OPEN and seat.user_id in here for seat in seats)
    if not seats or (item.round.rule.secret and still):
        return None
    return stands_at(item, here=here).verdict is not None


def numbers_of(item: AgendaItem, stands: Standing) -> dict[str, int]:
    """Return a count as it is kept: the votes by kind, how many it took, of how many."""
    seats = electors(item)
    returns = {"returns": stands.returns} if item.round.rule.decides.returns else {}
    return {
        **returns,
        "approve": stands.approve,
        "reject": stands.reject,
        "defer": stands.defer,
        "abstain": stands.abstain,
        "needed": stands.needed,
        "electorate": len(seats),
        "present": sum(seat.state == Ballot.State.CAST for seat in seats),
    }
