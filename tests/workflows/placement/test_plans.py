"""What contradicts itself in a plan, what it lacks, and when two terms touch; without a database."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from workflows.placement.plans import Plan, Step, contradictions, omissions, overlap

DAYS = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2027, 12, 31))
GOOD = {
    "post": "副校长（实践）",
    "home": "一小",
    "host": "二小",
    "term_from": dt.date(2026, 9, 1),
    "term_until": dt.date(2027, 8, 31),
    "probation_until": dt.date(2027, 2, 28),
    "mentor": "王校长",
    "aims": "带队伍",
    "exit_rule": "两次未完成即结束",
    "tasks": {"kind": "words"},
    "indicators": (("参与率", "90%"),),
    "milestones": (Step("方案", dt.date(2026, 12, 1)),),
}


def test_a_good_plan_has_neither_contradictions_nor_gaps():
    assert (contradictions(Plan(**GOOD)), omissions(Plan(**GOOD))) == ([], [])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"host": "一小"}, "host"),
        ({"is_own_mentor": True}, "mentor"),
        ({"term_until": dt.date(2026, 8, 31)}, "term"),
        ({"term_until": dt.date(2026, 9, 1)}, "term"),
        ({"probation_until": dt.date(2027, 9, 1)}, "probation"),
        ({"milestones": (Step("太早", dt.date(2026, 8, 31)),)}, "milestones"),
        ({"milestones": (Step("太晚", dt.date(2027, 9, 1)),)}, "milestones"),
    ],
)
def test_each_contradiction_is_said_once_in_the_readers_language(changed, part, language):
    with translation.override(language):
        found = contradictions(Plan(**GOOD | changed))

        assert [gap.part for gap in found] == [part]
        is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in found[0].words.replace("一小", "").replace("太", ""))
    assert is_chinese or language == "en"


@pytest.mark.parametrize("last", [GOOD["term_from"], GOOD["term_until"]])
def test_the_first_and_the_last_day_belong_to_the_term(last):
    plan = Plan(**GOOD | {"milestones": (Step("当天", last),)})

    assert contradictions(plan) == []


@pytest.mark.parametrize(
    "name",
    [
        "post",
        "host",
        "term_until",
        "probation_until",
        "mentor",
        "aims",
        "tasks",
        "milestones",
        "indicators",
        "exit_rule",
    ],
)
def test_what_is_left_out_is_asked_for(name):
    empty = {"tasks": {}, "milestones": (), "indicators": (), "aims": " ", "exit_rule": ""}

    assert len(omissions(Plan(**GOOD | {name: empty.get(name)}))) == 1


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_terms_overlap_exactly_when_they_share_a_day(a, b, c, d):
    (first, last), (other_first, other_last) = sorted([a, b]), sorted([c, d])
    mine = {first + n * dt.timedelta(days=1) for n in range((last - first).days + 1)}
    theirs = {other_first + n * dt.timedelta(days=1) for n in range((other_last - other_first).days + 1)}

    assert overlap(first, last, other_first=other_first, other_last=other_last) == bool(mine & theirs)
    assert overlap(first, last, other_first=other_first, other_last=None) == (last >= other_first)
