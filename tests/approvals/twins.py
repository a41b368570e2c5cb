"""Many rows without the walk: a case that waits is copied with its person, its rounds and its ballots."""

from itertools import count

from approvals.models import Case
from core.models import Person

numbers = count(1)


def twins(case: Case, n: int) -> list[Case]:
    """Return ``n`` copies of a case, each about somebody else of the same school."""
    return [_twin(case.pk, next(numbers)) for _ in range(n)]


def _twin(pk: int, number: int) -> Case:
    case = Case.objects.get(pk=pk)
    rounds = list(case.rounds.prefetch_related("ballots").order_by("pk"))
    person = Person.objects.get(pk=case.person_id)
    person.pk, person.staff_no, person.name = None, f"twin{number}", f"王秀英{number}"
    person.save()
    case.pk, case.number, case.person, case.chain_head, case.chain_length = None, f"twin{number}", person, "", 0
    case.save()
    for round in rounds:
        ballots = list(round.ballots.all())
        round.pk, round.process = None, case
        round.save()
        for ballot in ballots:
            ballot.pk, ballot.round = None, round
            ballot.save()
    return case
