"""竞争分流 in three rounds: within the school, across schools, by assignment; then training, and the way out."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import Refused
from workflows.adjustment.competing import enter
from workflows.adjustment.models import Proposal, State
from workflows.adjustment.triggers import propose_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(adjusting):
    """Three colleagues whose post is to be given up."""
    people = [adjusting.season.teacher(f"教师{number}", without="review") for number in (1, 2, 3)]
    for person in people:
        adjusting.login(person)
        adjusting.knows(person, "redundant", "并校分流", since=dt.date(2026, 2, 1))
    return people


def entered(adjusting, person, track):
    return enter(adjusting.season.campaign, person=person, track=track, by=person.user, now=adjusting.now)


def contest(adjusting, entries, shares):
    """Let a round be judged, each entry at its share of the marks, and decided."""
    adjusting.season.walk_to("contest")
    for entry, share in zip(entries, shares, strict=True):
        adjusting.season.score(adjusting.round(entry.case), share=Decimal(share))
    adjusting.season.walk_to("")


def states(adjusting, entries) -> list[str]:
    return [adjusting.fresh(entry).state for entry in entries]


def test_three_people_and_two_posts_go_through_all_rounds(adjusting, three):
    adjusting.open("competition-school")
    first = [entered(adjusting, person, "chinese_teacher") for person in three]
    contest(adjusting, first, ("0.9", "0.8", "0.7"))
    assert states(adjusting, first) == [State.PLACED, State.UNPLACED, State.UNPLACED]
    assert adjusting.facts(three[0], "post")[-1][0] == "语文教师岗"
    assert adjusting.facts(three[0], "post")[0][2] == "placed"
    assert adjusting.facts(three[1], "post") == [("校长", None, None)]

    adjusting.open("competition-district")
    with pytest.raises(Refused, match="校内竞聘未上岗"):
        entered(adjusting, three[0], "village_chinese")
    second = [entered(adjusting, person, "village_chinese") for person in three[1:]]
    contest(adjusting, second, ("0.9", "0.8"))
    assert states(adjusting, second) == [State.PLACED, State.UNPLACED]

    adjusting.open("competition-assignment")
    last = enter(adjusting.season.campaign, person=three[2], track="any_post", by=adjusting.officer, now=adjusting.now)
    adjusting.step(last.case, opinion="调剂至图书馆。")
    adjusting.step(last.case, verdict="decline", opinion="不服从调剂。")
    assert states(adjusting, [last]) == [State.UNPLACED]
    assert [value for value, *_rest in adjusting.facts(three[2], "training")] == ["组织调剂与待岗培训"]
    assert len(adjusting.facts(three[2], "unplaced")) == 3

    adjusting.open("xiqing-adjustment")
    for month in (4, 5):
        adjusting.knows(three[2], "training_result", "不合格", since=dt.date(2026, month, 1))
    adjusting.pass_days(120)
    propose_due(adjusting.now)
    proposal = Proposal.objects.get(person=three[2])
    assert (proposal.trigger, proposal.rule.proposes) == ("failed_training", "end_employment")


def test_who_accepts_an_assigned_post_is_placed(adjusting, three):
    for key in ("competition-school", "competition-district"):
        adjusting.knows(three[0], "unplaced", key, since=dt.date(2026, 2, 2), detail={"policy": key})
    adjusting.open("competition-assignment")
    entry = enter(adjusting.season.campaign, person=three[0], track="any_post", by=adjusting.officer, now=adjusting.now)

    for _stage in range(3):
        adjusting.step(entry.case)

    assert states(adjusting, [entry]) == [State.PLACED]


def test_a_second_post_in_one_round_is_refused(adjusting, three):
    adjusting.open("competition-school")
    entered(adjusting, three[0], "chinese_teacher")

    with pytest.raises(Refused, match="语文教师岗"):
        entered(adjusting, three[0], "maths_teacher")


def test_whoever_an_office_enters_is_asked_before_they_are_judged(adjusting, three):
    adjusting.open("competition-school")

    entry = enter(
        adjusting.season.campaign, person=three[0], track="chinese_teacher", by=adjusting.principal1, now=adjusting.now
    )

    assert adjusting.round(entry.case).stage == "enters"
    adjusting.step(entry.case, verdict="decline", opinion="不报名。")
    assert states(adjusting, [entry]) == [State.UNPLACED]


def test_nobody_is_entered_by_a_colleague(adjusting, three):
    adjusting.open("competition-school")

    with pytest.raises(PermissionDenied):
        enter(adjusting.season.campaign, person=three[0], track="chinese_teacher", by=three[1].user, now=adjusting.now)
