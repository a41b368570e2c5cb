"""自评、学校、教育局: each office fills its column in where it decides, and the weighted ones make the score."""

from decimal import Decimal

import pytest

from approvals.members.services import add_member, hand_over
from approvals.models import Ballot, Round
from approvals.panels.columns import final_scores
from approvals.panels.declaring import declare_none
from approvals.rounds.services import decide
from core.errors import Refused
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import with_columns

pytestmark = pytest.mark.django_db
SELF = {"ethics": "20", "teaching": "40", "research": "20", "influence": "20"}
SCHOOL = {"ethics": "18", "teaching": "35.5", "research": "16", "influence": "17"}  # 86.5


def typed(scores, **more):
    return {**{f"score-{key}": figure for key, figure in scores.items()}, **more}


@pytest.fixture
def rating(season) -> Round:
    """A case whose nominator is to rate first."""
    with_columns(season)
    return season.round(season.nominate().case)


@pytest.fixture
def schools(rating, season) -> Round:
    """The school's turn."""
    decide(rating, by=season.principal1, verdict="done", scores=SELF, now=season.now)
    return season.round(rating.case)


def test_a_column_is_filled_in_with_the_decision(rating, season, client):
    client.force_login(season.principal1)

    page = client.get(page_of(rating))
    response = client.post(page_of(rating, "decide/"), typed(SELF, verdict="done"))

    assert (page.status_code, response.status_code) == (200, 302)
    done = Round.objects.get(pk=rating.pk)
    assert (str(done.score), done.result["derivation"]["value"], done.verdict) == ("100.0000", "100.00", "done")
    assert Ballot.objects.get(round=rating).scores == SELF


def test_the_next_office_sees_the_columns_before_its_own(schools, season, client):
    client.force_login(season.secretary1)

    shown = client.get(page_of(schools)).context

    assert [(str(column["title"]), column["weight"], column["score"]) for column in shown["columns"]] == [
        ("自评", None, Decimal(100))
    ]
    assert [figures for _title, figures in shown["column_rows"]] == [["20"], ["40"], ["20"], ["20"]]


def test_without_figures_nobody_goes_on_and_with_a_refusal_nobody_needs_them(schools, season, client):
    client.force_login(season.secretary1)

    missing = client.post(
        page_of(schools, "decide/"), typed({**SCHOOL, "ethics": "21"}, verdict="approve", opinion="同意。")
    )
    with pytest.raises(Refused):
        decide(schools, by=season.secretary1, verdict="approve", now=season.now)
    refused = client.post(page_of(schools, "decide/"), {"verdict": "reject", "opinion": "教学实绩不足。"})

    assert (missing.status_code, list(missing.context["sheet_form"].errors)) == (422, ["score-ethics"])
    assert ("35.5" in missing.content.decode(), "同意。</textarea>" in missing.content.decode()) == (True, True)
    assert (refused.status_code, Round.objects.get(pk=schools.pk).verdict) == (302, "reject")
    assert Round.objects.get(pk=schools.pk).score is None


def test_the_final_score_weighs_the_columns_that_count(schools, season, client):
    decide(schools, by=season.secretary1, verdict="approve", scores=SCHOOL, now=season.now)
    season.walk_to("panel")
    case = schools.case
    sheet = case.policy.sheets["sheet"]
    before = final_scores([case.pk], sheet=sheet)
    season.score(season.round(case))

    # school 86.5 × 0.4 + panel 90 × 0.6 = 34.6 + 54 = 88.6; the nominator's 100 does not count
    assert (before, final_scores([case.pk], sheet=sheet)[case.pk].value) == ({}, Decimal("88.60"))
    client.force_login(season.leader)
    assert [score.value for score in client.get(f"/cases/{case.pk}/").context["scores"]] == [
        *("100.00", "86.50", "90.00", "88.60")
    ]


def test_a_judge_sees_the_columns_filled_in_before(schools, season, client):
    decide(schools, by=season.secretary1, verdict="approve", scores=SCHOOL, now=season.now)
    season.walk_to("panel")
    round = season.round(schools.case)
    judge = round.ballots.first().user
    declare_none(round, by=judge, now=season.now)
    client.force_login(judge)

    shown = client.get(page_of(round)).context

    assert [str(column["title"]) for column in shown["columns"]] == ["自评", "学校"]


def test_who_was_added_fills_in_nothing_and_neither_does_who_takes_over_from_them(schools, season, client):
    added = add_member(schools, user=season.head, way="beside", reason="请把关。", by=season.secretary1, now=season.now)
    decide(schools, by=season.secretary1, verdict="approve", scores=SCHOOL, now=season.now)
    client.force_login(season.head)
    page = client.get(page_of(schools))
    hand_over(added.round, user=season.officer, reason="出差。", by=season.head, now=season.now)
    client.force_login(season.officer)

    response = client.post(page_of(schools, "decide/"), {"verdict": "approve", "opinion": "同意。"})

    assert ("sheet_form" in page.context, response.status_code) == (False, 302)
    done = Round.objects.get(pk=schools.pk)
    assert (str(done.score), done.verdict) == ("86.5000", "approve")


def test_who_takes_over_the_office_s_seat_fills_its_column_in(schools, season):
    hand_over(schools, user=season.principal1, reason="出差。", by=season.secretary1, now=season.now)

    with pytest.raises(Refused):
        decide(schools, by=season.principal1, verdict="approve", now=season.now)
