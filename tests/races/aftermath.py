"""What must hold once two acts have met, asked of the rows themselves."""

from approvals.cases.record import is_whole
from approvals.models import Case, Round
from approvals.rounds.models import Ballot, Promise
from approvals.rounds.seats import fillers
from core.clock import day_of
from core.models import User
from tests.walks.invariants import BY_THE_CLOCK, check_counts, check_inbox


def check_aftermath(season) -> None:
    """Every live case goes on, nothing is open or promised in what is closed, every record is whole."""
    on = day_of(season.now)
    for case in Case.objects.all():
        assert is_whole(case)
        rounds = list(Round.objects.filter(process=case, closed_at=None))
        assert len(rounds) == (0 if case.finished else 1), case
        assert all(goes_on(round, on=on) for round in rounds), rounds
    assert not Ballot.objects.filter(state=Ballot.State.OPEN).exclude(round__closed_at=None).exists()
    assert not Promise.objects.filter(kept_at=None, void_at=None).exclude(round__closed_at=None).exists()
    for round in Round.objects.exclude(closed_at=None):
        check_counts(round)
    check_inbox(list(User.objects.filter(is_active=True)), on=on)


def goes_on(round: Round, *, on) -> bool:
    """Tell whether somebody must act, or the clock runs."""
    on_the_clock = round.kind in BY_THE_CLOCK and round.due_at is not None
    return on_the_clock or any(fillers(ballot, round.case, on=on) for ballot in round.ballots.awaited())
