"""Who is asked when a round opens: the offices whose condition holds, one after the other or all at once."""

import pytest

from approvals.models import Round
from approvals.policies.words import Seat
from approvals.rounds.opening import is_asked
from approvals.rounds.seats import awaited
from core.clock import day_of

pytestmark = pytest.mark.django_db


def offices(round):
    return list(round.ballots.order_by("pk").values_list("role", flat=True))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('track == "teacher"', ["secretary", "head"]),
        ('track == "head"', ["secretary"]),
        ("discipline", ["secretary"]),
        ('title == "高级教师"', ["secretary", "head"]),
    ],
)
def test_an_office_is_asked_where_its_condition_holds(countersign, condition, expected):
    more = f"    only_if: {{head@personnel: '{condition}'}}\n"

    round = countersign(2, more=more)

    assert offices(round) == expected


def test_what_is_not_known_counts_as_holding(countersign, season):
    round = countersign(2, more="    only_if: {head@personnel: 'title == \"特级教师\"'}\n")
    head = Seat.parse("head@personnel")
    known = is_asked(head, round, now=season.now)

    round.case.facts["title"] = None

    assert (known, is_asked(head, round, now=season.now)) == (False, True)


def test_in_turn_each_waits_for_the_one_before(countersign, season):
    round = countersign(3, decides="in_turn")

    order = list(round.ballots.order_by("pk"))
    assert [seat.waits_for for seat in order] == [None, order[0], order[1]]
    assert [user.username for user in awaited(round, on=day_of(season.now))] == ["secretary1"]


def test_the_same_offices_at_once_wait_for_nobody(countersign, season):
    round = countersign(3)

    assert list(round.ballots.values_list("waits_for", flat=True)) == [None] * 3
    assert Round.objects.get(pk=round.pk).is_open
