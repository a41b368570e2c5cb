"""An answer is taken back in the instant in which the next one opens or answers the case: one of them is first."""

import pytest
from django.db import connection
from django.test import Client

from approvals.models import Ballot, Case, Round
from approvals.moves.taking_back import take_back_answer
from approvals.panels.declaring import declare_none
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from tests.approvals.addresses import page_of
from tests.races.aftermath import check_aftermath
from tests.races.meeting import meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
BOTH = pytest.mark.parametrize("is_first", [True, False], ids=["taken back first", "the next one first"])


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


@pytest.fixture
def opened(season) -> Round:
    """The round that the officer's answer opened for the head of section."""
    case = season.nominate().case
    season.walk_to("review")
    decide(season.round(case), by=season.officer, verdict="approve", opinion="材料齐全。", now=season.now)
    return season.round(case)


def race(at, *, back, on, is_first):
    """Let both meet; return what became of taking back, and of going on."""
    return meet(at, back, on) if is_first else meet(at, on, back)[::-1]


@BOTH
def test_an_answer_taken_back_meets_the_next_answer(opened, season, is_first):
    now = season.now

    back, on = race(
        Case.objects.filter(pk=opened.process_id),
        back=lambda: take_back_answer(opened, by=season.officer, now=now),
        on=lambda: decide(opened, by=season.head, verdict="approve", opinion="同意。", now=now),
        is_first=is_first,
    )

    assert (type(back), isinstance(on, Conflict)) == ((Round, True) if is_first else (Conflict, False))
    assert season.round(opened.case).stage == ("review" if is_first else "panel")
    check_aftermath(season)


@BOTH
def test_an_answer_taken_back_meets_the_next_one_who_opens_the_case(opened, season, is_first):
    now, browser = season.now, Client()
    browser.force_login(season.head)

    back, page = race(
        Round.objects.filter(pk=opened.pk),
        back=lambda: take_back_answer(opened, by=season.officer, now=now),
        on=lambda: browser.get(page_of(opened)),
        is_first=is_first,
    )

    assert (type(back), page.status_code) == ((Round, 302) if is_first else (Refused, 200))
    assert (Round.objects.get(pk=opened.pk).seen_at is None) == is_first
    check_aftermath(season)


@BOTH
def test_an_answer_taken_back_meets_a_judge_who_opens_a_sheet(season, is_first):
    case = season.nominate().case
    season.walk_to("panel")
    before = Round.objects.get(process=case, stage="approval")
    panel, now = season.round(case), season.now
    judge = panel.ballots.select_related("user").first().user

    back, on = race(
        Case.objects.filter(pk=case.pk),
        back=lambda: take_back_answer(panel, by=before.closed_by, now=now),
        on=lambda: declare_none(panel, by=judge, now=now),
        is_first=is_first,
    )

    assert (type(back), type(on)) == ((Round, Conflict) if is_first else (Refused, Ballot))
    check_aftermath(season)
