"""Before a sheet opens, its judge says how they stand to the candidate; until then nothing of the dossier shows."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from approvals.models import Ballot, Round
from approvals.moves.services import dissolve
from approvals.panels.declaring import declare_none
from approvals.panels.services import cast, close
from core.errors import Conflict, Refused
from core.models import Event
from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import reopen
from tests.season import Season
from workflows.selection.models import Nomination

pytestmark = pytest.mark.django_db
GIVEN = {"ethics": "17", "teaching": "33", "research": "13", "influence": "11"}
FORM = {f"score-{key}": figure for key, figure in GIVEN.items()}
GROUNDS = "扎根一线二十年，首创田野课堂。"


def at_panel(season: Season) -> Round:
    nomination = season.nominate("王秀英")
    Nomination.objects.filter(pk=nomination.pk).update(statement=GROUNDS)
    season.walk_to("panel")
    return season.round(nomination.case)


@pytest.fixture
def panel(season) -> Round:
    """A panel whose judges have not looked at anything yet."""
    return at_panel(season)


@pytest.fixture
def seat(panel) -> Ballot:
    return panel.ballots.select_related("user").first()


@pytest.fixture
def judge(seat, client):
    client.force_login(seat.user)
    return client


def declared(round: Round) -> list[dict]:
    events = Event.objects.filter(chain=round.case.chain, verb="conflict.none_declared").order_by("pk")
    return [json.loads(event.body) for event in events]


def test_a_judge_who_has_said_nothing_is_asked_and_sees_nothing_of_the_dossier(panel, judge):
    content = judge.get(page_of(panel)).content.decode()

    assert f"T-{panel.pk:04d}" in content
    hidden = [GROUNDS, "田野课堂", "score-ethics", "/papers/", "王秀英", "海州第1小学", panel.case.number]
    assert [word for word in hidden if word in content] == []
    assert "/no-relation/" in content


def test_once_said_the_sheet_opens_and_it_is_not_asked_again(panel, judge, seat, season):
    answer = judge.post(page_of(panel, "no-relation/"))

    assert answer["Location"] == page_of(panel)
    content = judge.get(page_of(panel)).content.decode()
    assert (GROUNDS in content, 'name="score-ethics"' in content, "/no-relation/" in content) == (True, True, False)
    assert Ballot.objects.get(pk=seat.pk).declared_at is not None


def test_what_was_said_stands_on_the_record_once(panel, seat, season):
    for _twice in range(2):
        declare_none(panel, by=seat.user, now=season.now)

    (body,) = declared(panel)
    assert (body["actor_name"], body["details"]) == (seat.user.name, {"stage": panel.stage, "visit": 1})


def test_a_sheet_without_the_declaration_is_refused_and_nothing_is_kept(panel, seat, season):
    with pytest.raises(Refused):
        cast(panel, by=seat.user, scores=GIVEN, now=season.now)

    assert Ballot.objects.get(pk=seat.pk).state == "open"
    declare_none(panel, by=seat.user, now=season.now)
    cast(panel, by=seat.user, scores=GIVEN, now=season.now)
    assert Ballot.objects.get(pk=seat.pk).state == "cast"


def test_neither_the_form_nor_a_paper_opens_by_its_address(panel, judge):
    posted = judge.post(page_of(panel, "cast/"), FORM)
    paper = judge.get(page_of(panel, "papers/1/"))

    assert (posted.status_code, paper.status_code) == (422, 422)
    assert [GROUNDS in answer.content.decode() for answer in (posted, paper)] == [False, False]


def test_a_relation_said_instead_recuses_and_another_judge_is_asked_in_their_turn(panel, judge, seat, season):
    judge.post(page_of(panel, "step-aside/"), {"reason": "师徒"})

    new = panel.ballots.get(instead_of=seat)
    assert (Ballot.objects.get(pk=seat.pk).state, new.declared_at) == ("recused", None)
    with pytest.raises(Refused):
        cast(panel, by=new.user, scores=GIVEN, now=season.now)
    with pytest.raises(PermissionDenied):
        declare_none(panel, by=seat.user, now=season.now)


def test_only_the_judge_of_a_seat_declares_and_only_while_the_panel_is_open(panel, seat, season):
    for by in (season.officer, season.principal1, season.leader):
        with pytest.raises(PermissionDenied):
            declare_none(panel, by=by, now=season.now)
    season.score(panel)

    with pytest.raises(Conflict):
        declare_none(panel, by=seat.user, now=season.now)
    assert len(declared(panel)) == 3


def test_whoever_handed_in_before_there_was_a_declaration_is_not_asked_after_the_fact(panel, judge, seat, season):
    season.score(panel, judges=1)
    Ballot.objects.filter(pk=seat.pk).update(declared_at=None)

    declare_none(panel, by=seat.user, now=season.now)

    assert len(declared(panel)) == 1
    assert "given" in judge.get(page_of(panel)).context


def test_a_panel_that_closed_without_a_judges_word_shows_them_nothing_more(panel, judge, season):
    second = panel.ballots.select_related("user").last()
    declare_none(panel, by=second.user, now=season.now)
    cast(panel, by=second.user, scores=GIVEN, now=season.now)
    close(panel, by=season.officer, reason="两位专家生病。", now=season.now)

    content = judge.get(page_of(panel)).content.decode()

    assert (GROUNDS in content, "/no-relation/" in content) == (False, False)


def test_a_panel_begun_anew_asks_again(panel, season):
    season.declare(panel)

    again = dissolve(panel, reason="重抽", by=season.officer, now=season.now)

    assert set(again.ballots.filter(role="").values_list("declared_at", flat=True)) == {None}


def test_where_names_are_known_the_question_names_person_unit_and_who_put_them_forward(season, client):
    reopen(season, ("blind: true", "blind: false"))
    round = at_panel(season)
    client.force_login(round.ballots.first().user)

    content = client.get(page_of(round)).content.decode()

    assert [word for word in ("王秀英", "海州第1小学") if word not in content] == []
    assert (GROUNDS in content, "/papers/" in content) == (False, False)


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "无利害关系声明"), ("en", "Declaration")])
def test_the_question_speaks_both_languages(panel, judge, language, word):
    judge.cookies["django_language"] = language

    assert word in judge.get(page_of(panel)).content.decode()
