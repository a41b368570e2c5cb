"""A panel grows and changes by lot; nobody learns from it who judges."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.members.judges import add_judge, pass_on
from approvals.members.services import drop_member
from approvals.models import Ballot
from core.errors import Refused
from tests.approvals.addresses import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(season):
    case = season.nominate().case
    season.walk_to("panel")
    return season.round(case)


def states(round):
    return list(round.ballots.order_by("pk").values_list("state", flat=True))


def test_the_clerk_has_one_more_judge_drawn(panel, season):
    new = add_judge(panel, reason="分歧较大。", by=season.officer, now=season.now)

    assert states(panel) == ["open"] * 4
    assert len(set(panel.ballots.values_list("user", flat=True))) == 4
    assert (new.way, new.asked_by, new.asked_why) == ("beside", season.officer, "分歧较大。")


def test_a_pool_that_is_used_up_is_refused(panel, season):
    for _ in range(2):
        add_judge(panel, reason="分歧较大。", by=season.officer, now=season.now)

    with pytest.raises(Refused):
        add_judge(panel, reason="分歧较大。", by=season.officer, now=season.now)


@pytest.mark.parametrize("by", ["head", "leader", "admin", "expert1"])
def test_nobody_but_the_clerk_adds_a_judge(panel, season, by):
    with pytest.raises(PermissionDenied):
        add_judge(panel, reason="分歧较大。", by=getattr(season, by), now=season.now)


def test_a_judge_gives_the_sheet_up_and_the_lot_finds_another(panel, season):
    old = panel.ballots.first()

    new = pass_on(panel, reason="时间冲突。", by=old.user, now=season.now)

    assert states(panel) == ["handed", "open", "open", "open"]
    assert (new.instead_of, new.way) == (old, "handed")
    assert new.user not in [ballot.user for ballot in panel.ballots.exclude(pk=new.pk)]


def test_a_sheet_that_was_handed_in_is_not_given_up(panel, season):
    season.score(panel, judges=1)
    given = panel.ballots.get(state="cast")

    with pytest.raises(PermissionDenied):
        pass_on(panel, reason="时间冲突。", by=given.user, now=season.now)


def test_taking_the_last_silent_judge_off_closes_the_panel(panel, season):
    season.score(panel, judges=2)
    silent = panel.ballots.get(state="open")

    drop_member(silent, reason="生病。", by=season.officer, now=season.now)

    panel.refresh_from_db()
    assert (panel.verdict, states(panel)) == ("pass", ["cast", "cast", "dropped"])


def test_the_pages_of_a_panel_name_neither_judge_nor_candidate(panel, season, client):
    judge = panel.ballots.first().user
    client.force_login(judge)
    giving_up = client.get(page_of(panel, "verbs/pass-on/")).content.decode()
    client.force_login(season.officer)
    dropping = client.get(page_of(panel, "verbs/drop/")).content.decode()

    judges = [ballot.user.name for ballot in panel.ballots.all()]
    assert [word for word in ("王秀英", "第1小学", panel.case.number) if word in giving_up] == []
    assert [name for name in judges if name in dropping] == []


def test_a_judge_gives_the_sheet_up_on_its_page(panel, client, season):
    ballot = panel.ballots.first()
    client.force_login(ballot.user)

    response = client.post(page_of(panel, "verbs/pass-on/"), {"reason": "时间冲突。"})

    assert (response.status_code, response["Location"]) == (302, "/inbox/")
    assert Ballot.objects.get(pk=ballot.pk).state == "handed"
    assert client.get(page_of(panel)).status_code == 404


def test_neither_trail_nor_record_tells_who_gave_a_sheet_up(panel, season, client):
    old = panel.ballots.first().user
    pass_on(panel, reason="时间冲突。", by=old, now=season.now)
    add_judge(panel, reason="分歧较大。", by=season.officer, now=season.now)
    client.force_login(season.inspector)

    pages = [client.get(f"/cases/{panel.process_id}/{page}").content.decode() for page in ("", "record/")]

    names = [ballot.user.name for ballot in panel.ballots.all()]
    assert [name for name in names for page in pages if name in page] == []
    assert "分歧较大。" in pages[0]
