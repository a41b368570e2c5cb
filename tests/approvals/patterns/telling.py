"""What the patterns are told with: somebody answers, and where a case stands."""

from approvals.models import Round
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of


def say(season, round, name, verdict="approve"):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion="意见。", now=season.now)


def asked(season, round):
    return [user.username for user in awaited(round, on=day_of(season.now))]


def again(round):
    return Round.objects.get(pk=round.pk)


def stage_of(case):
    """Return where a case stands."""
    return Round.objects.get(process=case, closed_at=None).stage
