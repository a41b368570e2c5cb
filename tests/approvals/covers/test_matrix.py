"""离岗委托: every combination of day, process, conflict and kind of seat, and whose seat it is then."""

import datetime as dt
from itertools import product

import pytest

from approvals.access import my_seat, visible_cases
from approvals.covers.services import end_cover, leave_cover
from approvals.inbox.queries import todo
from approvals.models import Ballot, Recusal
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.models import Event
from notifications.models import Message

pytestmark = pytest.mark.django_db

DAYS = {"before": -1, "first": 0, "last": 4, "after": 5}
PROCESSES = {"": True, "selection": True, "another": False}
CONFLICTS = {"": True, "substitute": False, "holder": False}


@pytest.fixture
def cover(season):
    """Leave a cover for five days from the day after tomorrow on."""

    def left(holder, substitute, process=""):
        first = day_of(season.now) + dt.timedelta(days=2)
        return leave_cover(
            holder,
            substitute=substitute,
            starts_on=first,
            ends_on=first + dt.timedelta(days=4),
            process=process,
            reason="外出学习",
            by=holder,
            now=season.now,
        )

    return left


def asked(round, season):
    return {user.username for user in awaited(round, on=day_of(season.now))}


def bar(user, case, season):
    return Recusal.objects.create(
        district=case.district, case=case, user=user, rule="kin", words="表姐妹", found_at=season.now
    )


def acts(user, round, season):
    """Tell in four ways whether a user has the seat: asked, on their list, on the page, in the service's eyes."""
    on = day_of(season.now)
    return (
        user.username in asked(round, season),
        todo(user, on=on).filter(round=round).exists(),
        my_seat(user, round) is not None,
    )


def test_a_cover_holds_on_its_days_for_its_process_without_conflict(countersign, season, cover):
    found, expected, began = {}, {}, season.now
    round = countersign(1)
    for process, conflict in product(PROCESSES, CONFLICTS):
        season.at(began)
        left = cover(season.secretary1, season.police, process)
        people = {"substitute": season.police, "holder": season.secretary1}
        barred = bar(people[conflict], round.case, season) if conflict else None
        for day, offset in DAYS.items():
            season.at(began + dt.timedelta(days=2 + offset))
            key, holds = (process, conflict, day), day in ("first", "last")
            found[key] = acts(season.police, round, season)
            expected[key] = (holds and PROCESSES[process] and CONFLICTS[conflict],) * 3
        season.at(began)
        end_cover(left, by=season.secretary1, now=season.now)
        if barred:
            barred.delete()

    assert found == expected
    assert sum(all(seen) for seen in found.values()) == 4


def test_the_act_carries_both_names(countersign, season, cover):
    round = countersign(1)
    cover(season.secretary1, season.police)
    season.pass_days(3)

    decide(round, by=season.police, verdict="approve", now=season.now)

    ballot = Ballot.objects.get(round=round)
    event = Event.objects.get(chain=round.case.chain, verb="ballot.decided")
    assert (ballot.user, ballot.for_user) == (season.police, season.secretary1)
    assert f'"for_user":{season.secretary1.pk}' in event.body.replace(" ", "")


def test_the_holder_who_acts_meanwhile_acts_in_their_own_name(countersign, season, cover):
    round = countersign(1)
    cover(season.secretary1, season.police)
    season.pass_days(3)

    decide(round, by=season.secretary1, verdict="approve", now=season.now)

    assert Ballot.objects.get(round=round).for_user is None


def test_a_cover_is_not_passed_on(countersign, season, cover):
    round = countersign(1)
    cover(season.secretary1, season.police)
    season.pass_days(1)
    first = day_of(season.now)
    leave_cover(
        season.principal2,
        substitute=season.secretary1,
        starts_on=first,
        ends_on=first,
        reason="病假",
        by=season.principal2,
        now=season.now,
    )
    season.pass_days(1)

    assert asked(round, season) == {"secretary1", "police"}


def test_a_substitute_fills_no_second_seat_of_a_round(countersign, season, cover):
    round = countersign(2)
    cover(season.secretary1, season.head)
    season.pass_days(3)
    before = asked(round, season)

    decide(round, by=season.head, verdict="approve", now=season.now)

    assert before == {"secretary1", "head"}
    assert (
        len({my_seat(season.head, round), *todo(season.head, on=day_of(season.now)).filter(round=round)} - {None}) == 0
    )


def test_a_judges_sheet_and_a_members_vote_are_never_covered(season, cover):
    case = season.nominate().case
    season.walk_to("panel")
    judges = {ballot.user for ballot in season.round(case).ballots.all()}
    season.head.appointments.create(
        district=season.district, role="expert", organisation=season.bodies["pool"], starts_on=day_of(season.now)
    )
    for judge in judges:  # they hold another office too, which is covered
        judge.appointments.create(
            district=season.district, role="officer", organisation=season.bodies["north"], starts_on=day_of(season.now)
        )
        cover(judge, season.head)
    season.pass_days(3)

    assert asked(season.round(case), season) == {judge.username for judge in judges}
    assert list(todo(season.head, on=day_of(season.now))) == []


def test_what_opens_and_what_is_due_reaches_the_substitute_too(countersign, season, cover):
    countersign(1)
    cover(season.secretary2, season.police)
    season.pass_days(3)
    other = season.round(season.nominate("赵敏", school=2).case)

    told = Message.objects.filter(key=f"round:{other.pk}:opened", channel="inapp")
    assert set(told.values_list("recipient__username", flat=True)) == {"secretary2", "police"}


def test_the_substitute_sees_the_cases_while_the_cover_lasts(countersign, season, cover):
    round = countersign(1)
    cover(season.secretary1, season.police)
    seen = []

    for _day in range(8):
        seen.append(visible_cases(season.police).filter(pk=round.process_id).exists())
        season.pass_days(1)

    assert seen == [False, False, True, True, True, True, True, False]
