"""When a panel closes: with all sheets, with enough of them, by its clerk, and when a judge leaves."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.models import Ballot, Round
from approvals.panels.services import cast, close, go_on
from approvals.rounds.seats import awaited
from core.clock import day_of
from core.errors import Conflict, Refused
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import PANEL, reopen

pytestmark = pytest.mark.django_db


def at_panel(season, rule: str = PANEL) -> Round:
    reopen(season, (PANEL, rule))
    case = season.nominate().case
    season.walk_to("panel")
    return season.round(case)


def states(round) -> list[str]:
    return sorted(round.ballots.filter(role="").values_list("state", flat=True))


def fresh(round) -> Round:
    return Round.objects.get(pk=round.pk)


def test_the_next_stage_opens_with_the_second_of_three_sheets_and_the_third_is_released(season):
    round = at_panel(season, "draw: {n: 3}\n    closes: 2 of 3\n")

    season.score(round, judges=2)

    assert (fresh(round).verdict, states(round)) == ("pass", ["cast", "cast", "void"])
    late = round.ballots.get(state="void")
    with pytest.raises(Conflict):
        cast(
            round,
            by=late.user,
            scores=dict.fromkeys(["ethics", "teaching", "research", "influence"], "1"),
            now=season.now,
        )
    assert states(round) == ["cast", "cast", "noted"]


def test_a_panel_that_its_clerk_closes_waits_for_the_clerk_when_every_sheet_is_in(season, client):
    round = at_panel(season, "draw: {n: 3}\n    closes: clerk\n")
    season.score(round)

    assert fresh(round).is_open
    assert awaited(round, on=day_of(season.now)) == [season.officer]
    client.force_login(season.officer)
    assert client.get(page_of(round))["Location"] == f"/cases/{round.process_id}/"
    close(round, by=season.officer, reason="三份评分表已齐。", now=season.now)
    assert (fresh(round).verdict, fresh(round).result["seats"]) == ("pass", 3)
    assert round.ballots.filter(role="officer").get().state == "void"


def test_nobody_closes_a_panel_smaller_than_its_rule(season):
    round = at_panel(season, "draw: {n: 3}\n    closes: all\n    at_least: 2\n")
    season.score(round, judges=1)

    with pytest.raises(Refused) as refusal:
        close(round, by=season.officer, reason="两位专家生病。", now=season.now)

    assert ("1" in refusal.value.message, "2" in refusal.value.message) == (True, True)
    season.score(round, judges=1)
    close(round, by=season.officer, reason="一位专家生病。", now=season.now)
    assert states(round) == ["cast", "cast", "void"]


def test_nobody_closes_a_panel_without_a_sheet_or_without_a_reason(season):
    round = at_panel(season)

    for reason in ("都病了。", " "):
        with pytest.raises(Refused):
            close(round, by=season.officer, reason=reason, now=season.now)

    with pytest.raises(PermissionDenied):
        close(round, by=season.head, reason="够了。", now=season.now)
    assert fresh(round).is_open


def leave(round, ballot, season) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(state=Ballot.State.DROPPED)
    go_on(fresh(round), now=season.now)


def test_the_panel_closes_when_the_last_one_awaited_leaves(season):
    round = at_panel(season)
    season.score(round, judges=2)

    leave(round, round.ballots.get(state="open"), season)

    assert (fresh(round).verdict, states(round)) == ("pass", ["cast", "cast", "dropped"])
    assert fresh(round).result["seats"] == 2


def test_a_sheet_of_a_judge_who_left_counts_no_more(season):
    round = at_panel(season)
    scores = dict.fromkeys(["ethics", "teaching", "research", "influence"], "0")
    first = season.declare(round).ballots.order_by("pk").first()
    cast(round, by=first.user, scores=scores, now=season.now)

    leave(round, first, season)
    season.score(round)

    assert (str(fresh(round).score), fresh(round).result["given"]) == ("90.0000", 2)
    assert Ballot.objects.get(pk=first.pk).scores == {}


def test_when_everybody_leaves_the_clerk_is_asked_what_is_to_become_of_it(season):
    round = at_panel(season)

    for ballot in list(round.ballots.all()):
        leave(round, ballot, season)

    assert fresh(round).is_open
    assert awaited(fresh(round), on=day_of(season.now)) == [season.officer]
