"""名额腾出: an honour that ends gives its place back to the waiting list; restored on appeal, it holds it again."""

import datetime as dt

import pytest

from approvals.campaigns.services import balance, standing, taken
from approvals.models import Case
from approvals.waitlists.services import call_up, tell_of_free_places
from core.clock import day_of
from core.facts.services import correct
from core.models import Fact
from notifications.models import Message
from tests.approvals.rankings.short import short, waiting_cases
from tests.season import ACTS

pytestmark = pytest.mark.django_db
WHERE = {"stage": "reserve", "track": "teacher"}


@pytest.fixture
def cases(season):
    """Four teachers: two honoured, two on the waiting list; no place is free."""
    season.campaign = season.open(short())
    cases = waiting_cases(season, ("0.9", "0.85", "0.8", "0.75"))
    season.walk_to("clearance")
    for case in cases[:2]:
        while Case.objects.get(pk=case.pk).is_live:
            round = season.round(case)
            ACTS[round.kind](season, round)
    return cases


def honour_of(case) -> Fact:
    return Fact.objects.get(kind="honour", person=case.person, known_until=None)


def end_honour(season, case, *, how: str = "revoked") -> Fact:
    honour = honour_of(case)
    return correct(
        honour,
        by=None,
        now=season.now,
        reason="查实弄虚作假",
        true_until=day_of(season.now),
        detail={**honour.detail, "ended": how},
    )


def restore(season, ended: Fact) -> Fact:
    detail = {key: value for key, value in ended.detail.items() if key != "ended"}
    return correct(ended, by=None, now=season.now, reason="申诉成立", true_until=None, detail=detail)


def told(season) -> list[str]:
    tell_of_free_places(season.now)
    return list(Message.objects.filter(key__startswith="waitlist:").order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize("how", ["revoked", "lapsed"])
def test_a_place_freed_by_an_honour_that_ended_goes_to_the_next(season, cases, how):
    assert (balance(season.campaign, track="teacher"), told(season)) == (0, [])

    end_honour(season, cases[0], how=how)

    assert balance(season.campaign, track="teacher") == 1
    assert told(season)
    entry = call_up(season.campaign, **WHERE, by=season.officer, reason="一人被取消称号", now=season.now)
    assert entry.round.process_id == cases[2].pk
    assert balance(season.campaign, track="teacher") == 0


def test_who_lost_the_honour_holds_no_place_where_caps_and_shares_are_counted(season, cases):
    end_honour(season, cases[0])

    assert [round.process_id for round in standing(season.campaign, track="teacher")] == [cases[1].pk]


def test_an_honour_restored_on_appeal_holds_its_place_again(season, cases):
    restore(season, end_honour(season, cases[0]))

    assert taken(season.campaign, track="teacher") == 2
    assert len(standing(season.campaign, track="teacher")) == 2


def test_a_second_honour_that_ends_is_told_of_though_the_first_was_restored(season, cases):
    restore(season, end_honour(season, cases[0]))
    season.at(season.now + dt.timedelta(hours=1))
    first = told(season)
    end_honour(season, cases[1])

    assert len(told(season)) > len(first)


def test_an_honour_that_ran_its_term_out_keeps_its_place_in_the_count_of_the_term(season, cases):
    honour = honour_of(cases[0])
    correct(honour, by=None, now=season.now, reason="更正期限", true_until=day_of(season.now))

    assert taken(season.campaign, track="teacher") == 2
