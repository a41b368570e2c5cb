"""What must hold after every act, asked of the rows themselves."""

from approvals.inbox.queries import todo
from approvals.models import Case, Round
from approvals.rounds.models import Ballot, Promise
from approvals.rounds.seats import awaited
from core.models import Appointment, User

BY_THE_CLOCK = ("public_notice", "waitlist")
COLLECTIVE = ("ranking", "meeting", *BY_THE_CLOCK)
STANDING = (Ballot.State.OPEN, Ballot.State.CAST)


def check_cases(walk, cases) -> None:
    """Every live case waits for somebody or for the clock, where the oracle says; nothing is open in what is closed."""
    for case in Case.objects.filter(pk__in=cases):
        oracle = walk.beside[case.pk]
        rounds = list(Round.objects.filter(process=case, closed_at=None))
        if case.finished:
            assert rounds == []
            assert case.outcome == oracle.ended, case
            continue
        (round,) = rounds
        assert (round.stage, oracle.ended) == (oracle.now.stage, ""), _told(walk, case)
        if round.kind not in COLLECTIVE:
            asked = sorted(walk.name(ballot) for ballot in round.ballots.awaited())
            assert asked == oracle.asked(), (case, round)
        assert _goes_on(walk, round), round
        _check_void(case, oracle)
    assert not Ballot.objects.filter(state=Ballot.State.OPEN).exclude(round__closed_at=None).exists()


def _told(walk, case: Case) -> tuple:
    """Tell both stories of a case, for whoever has to find out why they differ."""
    rounds = Round.objects.filter(process=case).order_by("pk").values_list("stage", "verdict", "is_void")
    visits = [(visit.stage, visit.verdict, visit.void) for visit in walk.beside[case.pk].visits]
    return walk.last, list(rounds), visits


def _goes_on(walk, round: Round) -> bool:
    """Tell whether somebody must act, or the clock runs."""
    on_the_clock = round.kind in BY_THE_CLOCK and round.due_at is not None
    return on_the_clock or any(walk.who_may(ballot, round) for ballot in round.ballots.awaited())


def _check_void(case: Case, oracle) -> None:
    """Compare whose answers stand; the oracle knows every visit, sittings too."""
    stand = Round.objects.filter(process=case, is_void=False).exclude(closed_at=None).order_by("pk")
    assert list(stand.values_list("stage", flat=True)) == [
        visit.stage for visit in oracle.visits if visit.verdict and not visit.void
    ], case


def check_counts(round: Round) -> None:
    """What a closed round counted are the ballots of those who sat in it then."""
    counted = round.ballots.filter(state=Ballot.State.CAST, counts=True)
    if round.kind == "panel" and round.verdict in ("pass", "fail"):
        assert len(round.result["counted"]) + len(round.result["struck"]) == counted.count(), round
    if round.kind in ("review", "countersign") and round.verdict in ("return", "reject"):
        assert counted.exists(), round


def check_reminders(cases) -> None:
    """What is closed reminds nobody, and every visit of a stage that waits has one ladder and no step of it twice."""
    live = Promise.objects.filter(round__process__in=cases, void_at=None)
    assert not live.filter(kept_at=None).exclude(round__closed_at=None).exists()
    for round in Round.objects.filter(process__in=cases, closed_at=None).select_related("process__version"):
        steps = list(live.filter(round=round, kept_at=None).values_list("step", "offset"))
        assert len(steps) == len(set(steps)), round
        rungs = {(Promise.Step.REMIND, offset) for offset in round.rule.remind}
        assert set(steps) <= rungs | {(Promise.Step.ESCALATE, max(round.rule.remind) + 1)}, round
        assert bool(steps) <= (round.due_at is not None), round


def check_reminded(cases, *, on) -> None:
    """Whom a reminder would reach is whoever finds the round in their inbox, and nobody else."""
    for round in Round.objects.filter(process__in=cases, closed_at=None).exclude(kind__in=COLLECTIVE):
        told = {user.pk for user in awaited(round, on=on)}
        must = {
            user.pk for user in User.objects.filter(is_active=True) if todo(user, on=on).filter(round=round).exists()
        }
        assert told == must, round


def check_inbox(users, *, on) -> None:
    """An inbox is what one finds by looking at every open seat and every post."""
    posts = {(post.user_id, post.role, post.organisation_id) for post in Appointment.objects.filter(starts_on__lte=on)}
    seats = Ballot.objects.filter(state=Ballot.State.OPEN, round__closed_at=None).exclude(round__kind__in=COLLECTIVE)
    seats = list(seats.select_related("waits_for", "round__process"))
    for user in users:
        expected = {seat.pk for seat in seats if _waits_for(user, seat, posts)}
        assert set(todo(user, on=on).values_list("pk", flat=True)) == expected, user


def _waits_for(user: User, seat: Ballot, posts) -> bool:
    if seat.waits_for and seat.waits_for.state == Ballot.State.OPEN:
        return False
    if not seat.role:
        return seat.user_id == user.pk
    elsewhere = Ballot.objects.filter(round=seat.round, user=user, state__in=STANDING).exclude(pk=seat.pk)
    return (user.pk, seat.role, seat.organisation_id) in posts and not elsewhere.exists()
