"""A sheet stays sealed until its panel closes: nobody reads a figure before, and everything is on record after."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.cases.record import lines_of
from approvals.models import Ballot, Round
from approvals.panels.services import cast, close
from core.errors import Conflict, Refused
from core.models import Event
from core.seal import seal
from tests.approvals.addresses import page_of
from tests.season import Season

pytestmark = pytest.mark.django_db
GIVEN = {"ethics": "17.5", "teaching": "33.5", "research": "13.5", "influence": "11.5"}


@pytest.fixture
def round(season: Season) -> Round:
    """A panel whose first judge has handed in."""
    case = season.nominate().case
    season.walk_to("panel")
    waiting = season.declare(season.round(case))
    cast(waiting, by=judges(waiting)[0], scores=GIVEN, opinion="课堂扎实。", now=season.now)
    return waiting


def judges(round):
    return [ballot.user for ballot in round.ballots.filter(role="").select_related("user").order_by("pk")]


def event(round, verb):
    return json.loads(Event.objects.filter(chain=round.case.chain, verb=verb).order_by("pk").last().body)


def test_before_the_opening_no_figure_stands_in_the_database(round):
    ballot = Ballot.objects.get(round=round, state="cast")

    assert (ballot.scores, ballot.total, ballot.opinion) == ({}, None, "")
    assert event(round, "ballot.scored")["details"] == {"stage": round.stage, "visit": 1}
    hidden = [*GIVEN.values(), "76.0", "课堂扎实"]
    stored = json.dumps(list(Event.objects.filter(chain=round.case.chain).values("body")), ensure_ascii=False)
    assert [word for word in hidden if word in stored + ballot.sealed] == []


def test_sealed_sheets_are_of_one_length(round, season):
    cast(round, by=judges(round)[1], scores=dict.fromkeys(GIVEN, "1"), now=season.now)

    sealed = round.ballots.filter(state="cast").values_list("sealed", flat=True)
    assert len({len(text) for text in sealed}) == 1


def test_the_record_covers_who_judges_while_the_panel_is_open(round, season):
    names = [judge.name for judge in judges(round)]
    before = [line for line in lines_of(round.case) if line.is_sealed]
    season.score(round)

    after = [line for line in lines_of(round.case) if line.is_sealed]
    assert [(line.actor, line.details) for line in before] == [("", "")] * 5  # drawn, three declared, one scored
    assert (len(names), after) == (3, [])


def test_a_judge_sees_their_own_sheet_and_nobody_else_does(round, client):
    first, second, _third = judges(round)

    client.force_login(first)
    own = client.get(page_of(round)).context["given"]
    client.force_login(second)
    other = client.get(page_of(round))

    assert ([line.figure for line in own.lines], own.total, own.opinion) == ([*GIVEN.values()], "76", "课堂扎实。")
    assert ("given" in other.context, first.name in other.content.decode()) == (False, False)


def test_with_the_last_sheet_the_panel_opens_and_figures_go_on_record(round, season):
    season.score(round)

    opened = Ballot.objects.get(round=round, user=judges(round)[0])
    assert (opened.scores, str(opened.total), opened.opinion, opened.sealed) == (GIVEN, "76.0000", "课堂扎实。", "")
    told = event(round, "panel.opened")["details"]["sheets"]
    assert [sheet["scores"] for sheet in told if sheet["ballot"] == opened.pk] == [GIVEN]
    closed = Round.objects.get(pk=round.pk)
    assert (closed.closed_by, str(closed.score)) == (None, "85.3300")  # (76 + 90 + 90) / 3
    assert closed.result["derivation"]["value"] == "85.33"


def test_a_broken_seal_keeps_the_panel_shut_and_names_the_seat(round, season, client):
    Ballot.objects.filter(round=round, state="cast").update(sealed=seal({"scores": {}}, about="ballot:0"))

    season.score(round)

    assert Round.objects.get(pk=round.pk).is_open
    assert event(round, "panel.kept_shut")["details"]["stage"] == round.stage
    with pytest.raises(Refused) as refusal:
        close(round, by=season.officer, reason="都交齐了。", now=season.now)
    assert ("1" in refusal.value.message, round.ballots.filter(role="officer", state="open").count()) == (True, 1)
    client.force_login(judges(round)[0])
    assert client.get(page_of(round)).context["seal_broken"] is True


def test_a_second_sheet_is_refused_and_leaves_the_first(round, season):
    sealed = Ballot.objects.get(round=round, state="cast").sealed

    with pytest.raises(Conflict):
        cast(round, by=judges(round)[0], scores=dict.fromkeys(GIVEN, "1"), now=season.now)

    assert list(round.ballots.exclude(sealed="").values_list("sealed", flat=True)) == [sealed]


def test_a_sheet_after_the_count_is_kept_and_changes_nothing(round, season):
    cast(round, by=judges(round)[1], scores=GIVEN, now=season.now)
    close(round, by=season.officer, reason="一位专家生病。", now=season.now)
    before = Round.objects.get(pk=round.pk)

    with pytest.raises(Conflict):
        cast(round, by=judges(round)[2], scores=dict.fromkeys(GIVEN, "1"), opinion="迟到了。", now=season.now)

    late = Ballot.objects.get(round=round, user=judges(round)[2])
    assert (late.state, late.counts, late.opinion) == ("noted", False, "迟到了。")
    after = Round.objects.get(pk=round.pk)
    assert (after.score, after.result, after.verdict) == (before.score, before.result, before.verdict)


def test_only_a_judge_scores_and_only_a_panel_is_scored(round, season):
    with pytest.raises(PermissionDenied):
        cast(round, by=season.officer, scores=GIVEN, now=season.now)
    season.score(round)
    season.walk_to("clearance")

    with pytest.raises(PermissionDenied):
        cast(season.round(round.case), by=season.inspector, scores=GIVEN, now=season.now)


def test_how_a_score_came_about_is_told_to_who_watches_and_to_the_clerk_alone(round, season, client):
    page = f"/cases/{round.process_id}/"
    client.force_login(season.leader)
    before = client.get(page).context["scores"]
    season.score(round)

    seen = {}
    for who in (season.leader, season.officer, season.principal1, season.group):
        client.force_login(who)
        seen[who.username] = client.get(page).context["scores"]

    names = "、".join(sorted(judge.name for judge in judges(round)))
    assert (before, seen["principal1"], seen["group"]) == ([], [], [])
    assert [(score.value, score.judges) for score in seen["leader"]] == [("85.33", names)]
    assert [(score.value, score.judges) for score in seen["officer"]] == [("85.33", "")]
    assert seen["officer"][0].opinions == ("课堂扎实。",)
