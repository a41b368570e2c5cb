"""驳回任意节点: whoever returns a case names the stage, and everything after it is asked again."""

import pytest

from approvals.models import Round
from approvals.moves.recalling import recall_answer
from approvals.moves.returning import targets
from approvals.moves.services import close_with_what_is_there
from approvals.rounds.services import decide
from core.errors import Refused
from tests.approvals.addresses import page_of
from tests.approvals.variants import changed, signed_first

pytestmark = pytest.mark.django_db

APPROVAL = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；经办、负责人两级审核"


@pytest.fixture
def waiting(season) -> Round:
    """A round that waits for the head of section, who may return the case to any stage it has passed."""
    season.campaign = season.open(changed((APPROVAL, f"returns_to: any\n    {APPROVAL}")))
    case = season.nominate().case
    season.walk_to("approval")
    return season.round(case)


def test_a_return_may_name_only_stages_the_case_has_passed(waiting):
    assert targets(waiting) == ["correction", "school_meeting", "school_notice", "review"]


def test_a_return_goes_to_the_stage_that_was_chosen_and_voids_what_came_after(season, waiting):
    decide(waiting, by=season.head, verdict="return", opinion="请重新研究。", target="school_notice", now=season.now)

    rows = Round.objects.filter(process=waiting.process_id).values_list("stage", "is_void", "verdict")
    assert list(rows) == [
        ("school_meeting", False, "approve"),
        ("school_notice", True, "clear"),
        ("review", True, "approve"),
        ("approval", True, "return"),
        ("school_notice", False, ""),
    ]
    assert Round.objects.get(pk=waiting.pk).target == "school_notice"


def test_without_a_choice_a_return_goes_where_the_policy_says(season, waiting):
    decide(waiting, by=season.head, verdict="return", opinion="请补正。", now=season.now)

    assert season.round(waiting.case).stage == "correction"
    assert Round.objects.get(pk=waiting.pk).target == ""


@pytest.mark.parametrize("target", ["panel", "approval", "honoured", "nowhere"])
def test_a_return_to_a_stage_the_case_has_not_passed_is_refused(season, waiting, target):
    with pytest.raises(Refused):
        decide(waiting, by=season.head, verdict="return", opinion="退回", target=target, now=season.now)

    assert season.round(waiting.case).pk == waiting.pk


def test_a_target_means_nothing_to_another_verdict(season, waiting):
    decide(waiting, by=season.head, verdict="approve", target="review", now=season.now)

    assert season.round(waiting.case).stage == "panel"


def test_the_page_offers_the_stages_and_sends_the_case_there(season, waiting, client):
    client.force_login(season.head)

    offered = client.get(page_of(waiting)).context["form"].fields["target"].choices
    said = {"verdict": "return", "opinion": "请重新公示。", "target": "school_notice"}
    client.post(page_of(waiting, "decide/"), said)

    assert [key for key, _title in offered] == ["correction", "school_meeting", "school_notice", "review"]
    assert season.round(waiting.case).stage == "school_notice"


def test_where_there_is_no_choice_the_page_asks_nothing(season, client):
    case = season.nominate().case
    season.walk_to("approval")
    client.force_login(season.head)

    assert "target" not in client.get(page_of(season.round(case))).context["form"].fields


def test_the_trail_says_where_the_case_was_returned_to(season, waiting, client):
    decide(waiting, by=season.head, verdict="return", opinion="请重新公示。", target="school_notice", now=season.now)
    client.force_login(season.head)

    entries = client.get(f"/cases/{waiting.process_id}/").context["trail"]

    said = [entry.said for entry in entries if entry.stage == "approval"]
    assert [len(words) for words in said] == [2]
    assert "校内公示" in said[0][1]


PREVIEW = """stages:
  preview:
    kind: review
    title: {zh: 预审, en: Preview}
    by: principal@school
    within: 5 working days
    assumed: 试
"""


def signed(season, decides: str) -> Round:
    """Open a countersignature of three offices that may return a case to its preview or for correction."""
    text = signed_first(3, decides=decides, more="    returns_to: any\n")
    text = text.replace("then: {reject: refused}", "then: {return: correction, reject: refused}", 1)
    season.campaign = season.open(text.replace("stages:\n", PREVIEW, 1))
    case = season.nominate().case
    decide(season.round(case), by=season.principal1, verdict="approve", now=season.now)
    return season.round(case)


def say(round, season, name, verdict, target=""):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion="意见。", target=target, now=season.now)


def test_a_return_goes_where_it_was_sent_whoever_answers_last(season):
    round = signed(season, "{approve: all, returns: any, hold: true}")
    say(round, season, "secretary1", "return", "preview")
    say(round, season, "head", "approve")
    say(round, season, "leader", "approve")

    assert season.round(round.case).stage == "preview"


def test_of_several_returns_the_earliest_stage_counts(season):
    round = signed(season, "{approve: all, returns: 2}")
    say(round, season, "secretary1", "return", "preview")
    say(round, season, "head", "return")

    assert season.round(round.case).stage == "preview"


def test_a_choice_that_was_taken_back_counts_no_more(season):
    round = signed(season, "{approve: all, returns: any, hold: true}")
    say(round, season, "secretary1", "return", "preview")
    recall_answer(round, by=season.secretary1, now=season.now)
    for name in ("secretary1", "head", "leader"):
        say(round, season, name, "return")

    assert season.round(round.case).stage == "correction"


def test_the_clerk_who_closes_early_sends_it_where_it_was_returned_to(season):
    round = signed(season, "{approve: all, returns: any, hold: true}")
    say(round, season, "secretary1", "return", "preview")

    close_with_what_is_there(round, reason="到期", by=season.officer, now=season.now)

    assert season.round(round.case).stage == "preview"
