"""The verbs of the field, one story each; the finer points stand beside the rooms they belong to."""

import datetime as dt

import pytest

from approvals.access import my_seat, visible_cases
from approvals.cases.withdrawals import answer_withdrawal, ask_withdrawal, withdraw
from approvals.copies.services import copy_to
from approvals.covers.services import leave_cover
from approvals.escalation.services import urge
from approvals.inbox.queries import copied, todo
from approvals.members.services import add_member, drop_member, hand_over, lend
from approvals.models import Case, Round
from approvals.moves.clocks import resume_clock, stop_clock
from approvals.moves.taking_back import take_back_answer
from approvals.rounds.late import TooLate
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Refused
from notifications.models import Message
from tests.approvals.addresses import page_of
from tests.approvals.variants import HOLDERS, changed
from workflows.selection.models import Nomination
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db


def asked(round, season):
    """Return who must act now, by login."""
    return [user.username for user in awaited(round, on=day_of(season.now))]


def say(round, season, name, verdict="approve", opinion="意见。"):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion=opinion, now=season.now)


def verdict_of(round):
    return Round.objects.get(pk=round.pk).verdict


# 会签·或签·依次·k of n·票决: the same answers under every rule, and the verdict after the last one that was needed.
ANSWERS = {
    "all agree": ["approve", "approve", "approve"],
    "the first refuses": ["reject", "approve", "approve"],
    "the last refuses": ["approve", "approve", "reject"],
    "two refuse": ["approve", "reject", "reject"],
}
EXPECTED = {
    "all": {"all agree": ("approve", 3), "the first refuses": ("reject", 1), "the last refuses": ("reject", 3)}
    | {"two refuse": ("reject", 2)},
    "any": {"all agree": ("approve", 1), "the first refuses": ("reject", 1), "the last refuses": ("approve", 1)}
    | {"two refuse": ("approve", 1)},
    "in_turn": {"all agree": ("approve", 3), "the first refuses": ("reject", 1), "the last refuses": ("reject", 3)}
    | {"two refuse": ("reject", 2)},
    "2 of 3": {"all agree": ("approve", 2), "the first refuses": ("approve", 3), "the last refuses": ("approve", 2)}
    | {"two refuse": ("reject", 3)},
    "{approve: more than 1/2 of electorate}": {
        "all agree": ("approve", 2),
        "the first refuses": ("approve", 3),
        "the last refuses": ("approve", 2),
        "two refuse": ("reject", 3),
    },
}


@pytest.mark.parametrize("rule", EXPECTED)
def test_verb_sign_all_any_in_turn_and_by_ballot(countersign, season, rule):
    first = countersign(3, decides=rule)
    found = {}
    for number, (story, answers) in enumerate(ANSWERS.items(), start=1):
        round = first if number == 1 else season.round(season.nominate(f"赵敏{number}", school=number).case)
        found[story] = _play(round, season, answers, school=number)

    assert found == EXPECTED[rule]


def _play(round, season, answers, *, school):
    """Give the answers in order until the round closes; return its verdict and after how many."""
    for number, answer in enumerate(answers):
        name = HOLDERS[number] if number else f"secretary{school}"
        say(round, season, name, answer)
        if verdict_of(round):
            return verdict_of(round), number + 1
    return None


def test_verb_sign_in_turn_asks_one_after_the_other(countersign, season):
    round = countersign(3, decides="in_turn")
    with pytest.raises(Refused):
        say(round, season, "head")

    order = []
    for name in HOLDERS[:3]:
        order.append(asked(round, season))
        say(round, season, name)

    assert order == [["secretary1"], ["head"], ["leader"]]
    assert verdict_of(round) == "approve"
    told = Message.objects.filter(key__contains=":turn:", channel="inapp").values_list("recipient__username", flat=True)
    assert list(told.order_by("pk")) == ["head", "leader"]


@pytest.mark.parametrize(
    ("way", "order"),
    [
        ("before", [["group"], ["secretary1"]]),
        ("after", [["secretary1"], ["group"]]),
        ("beside", [["secretary1", "group"], ["group"]]),
    ],
)
def test_verb_add_before_after_and_beside(countersign, season, way, order):
    round = countersign(1)

    add_member(round, user=season.group, way=way, reason="请集团把关。", by=season.secretary1, now=season.now)

    seen = []
    while not verdict_of(round):
        seen.append(asked(round, season))
        say(round, season, seen[-1][0])
    assert seen == order
    assert list(Round.objects.get(pk=round.pk).ballots.values_list("state", flat=True)) == ["cast", "cast"]


def test_verb_drop_a_member(countersign, season):
    round = countersign(1)
    added = add_member(round, user=season.group, way="before", reason="请把关。", by=season.secretary1, now=season.now)
    before = asked(round, season)

    drop_member(added, reason="已当面沟通。", by=season.secretary1, now=season.now)

    assert (before, asked(round, season)) == (["group"], ["secretary1"])
    with pytest.raises(TooLate):
        say(round, season, "group", opinion="")
    say(round, season, "secretary1")
    assert verdict_of(round) == "approve"


def test_verb_hand_over(countersign, season):
    round = countersign(1)

    new = hand_over(round, user=season.principal1, reason="书记外出。", by=season.secretary1, now=season.now)

    assert asked(round, season) == ["principal1"]
    assert (new.instead_of.state, new.asked_by, new.asked_why) == ("handed", season.secretary1, "书记外出。")
    assert my_seat(season.secretary1, round) is None
    assert visible_cases(season.principal1).filter(pk=round.process_id).exists()
    say(round, season, "principal1")
    assert verdict_of(round) == "approve"


def test_verb_lend(countersign, season):
    round = countersign(1)

    lent = lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)
    while_lent = asked(round, season)
    say(round, season, "head", "reject", "材料似有缺漏。")

    lent.refresh_from_db()
    assert (while_lent, asked(round, season)) == (["head"], ["secretary1"])
    assert (lent.state, lent.opinion, lent.counts) == ("noted", "材料似有缺漏。", False)
    assert verdict_of(round) == ""
    say(round, season, "secretary1")
    assert verdict_of(round) == "approve"


def test_verb_cover_while_away(countersign, season):
    round = countersign(1)
    today = day_of(season.now)
    leave_cover(
        season.secretary1,
        substitute=season.principal1,
        starts_on=today + dt.timedelta(days=1),
        ends_on=today + dt.timedelta(days=2),
        reason="外出学习",
        by=season.secretary1,
        now=season.now,
    )

    before = asked(round, season)
    season.pass_days(1)
    ballot = say(round, season, "principal1")

    assert before == ["secretary1"]
    assert (ballot.user, ballot.for_user) == (season.principal1, season.secretary1)
    assert verdict_of(round) == "approve"


def test_verb_urge(countersign, season):
    round = countersign(2)
    due = round.due_at

    urge(round, by=season.principal1, now=season.now)
    with pytest.raises(Refused):
        urge(round, by=season.principal1, now=season.now + dt.timedelta(hours=23))
    urge(round, by=season.principal1, now=season.now + dt.timedelta(hours=24))

    told = Message.objects.filter(key__contains=":urged:", channel="inapp").values_list(
        "recipient__username", flat=True
    )
    assert list(told.order_by("pk")) == ["secretary1", "head", "secretary1", "head"]
    assert Round.objects.get(pk=round.pk).due_at == due


def test_verb_copy(countersign, season):
    round = countersign(1)
    case, reader = round.case, season.police
    before = visible_cases(reader).filter(pk=case.pk).exists()

    copy_to(case, users=[reader], note="供了解。", by=season.secretary1, now=season.now)

    assert (before, visible_cases(reader).filter(pk=case.pk).exists()) == (False, True)
    assert [(copy.case, copy.note, copy.read_at) for copy in copied(reader)] == [(case, "供了解。", None)]
    assert (asked(round, season), list(todo(reader, on=day_of(season.now)))) == (["secretary1"], [])
    assert list(
        Message.objects.filter(key__contains=":copied:", channel="inapp").values_list("recipient", flat=True)
    ) == [reader.pk]


# 驳回任意节点·重提直达·拿回·撤回·中止计时: where a case goes besides onward.
HEAD = "then: {return: correction, reject: refused}\n    assumed: 源文件未规定；经办、负责人两级审核"


def stages_of(case):
    """Return the stages a case has stood at, in order, with the void ones in brackets."""
    rows = Round.objects.filter(process=case).values_list("stage", "is_void")
    return [f"({stage})" if void else stage for stage, void in rows]


def test_verb_return_to_any_earlier_stage(season):
    season.campaign = season.open(changed((HEAD, f"returns_to: any\n    {HEAD}")))
    case = season.nominate().case
    season.walk_to("approval")

    decide(
        season.round(case), by=season.head, verdict="return", opinion="重议。", target="school_meeting", now=season.now
    )

    gone = ["(school_meeting)", "(school_notice)", "(review)", "(approval)"]
    assert stages_of(case) == [*gone, "school_meeting"]


def test_verb_straight_back_after_the_fix(season):
    season.campaign = season.open(changed((HEAD, f"straight_back: true\n    {HEAD}")))
    nomination = season.nominate()
    season.walk_to("approval")
    decide(season.round(nomination.case), by=season.head, verdict="return", opinion="请核对。", now=season.now)

    submit(Nomination.objects.get(pk=nomination.pk), by=season.principal1, now=season.now)

    before = ["school_meeting", "school_notice", "review", "(approval)", "(correction)"]
    assert stages_of(nomination.case) == [*before, "approval"]


def test_verb_take_back_until_the_next_one_opened_it(season, client):
    case = season.nominate().case
    season.walk_to("review")
    say(season.round(case), season, "officer")

    take_back_answer(season.round(case), by=season.officer, now=season.now)
    say(season.round(case), season, "officer")
    client.force_login(season.head)
    client.get(page_of(season.round(case)))
    with pytest.raises(Refused):
        take_back_answer(season.round(case), by=season.officer, now=season.now)

    assert stages_of(case)[2:] == ["(review)", "(approval)", "review", "approval"]


def test_verb_withdraw_freely_then_with_consent(season):
    rule = "withdrawal: {free_until: review, consent: leader@bureau, assumed: 试}\noutcomes:\n"
    season.campaign = season.open(changed(("outcomes:\n", rule)))
    free, bound = season.nominate().case, season.nominate("赵敏", school=2).case
    season.walk_to("review")
    withdraw(free, by=season.principal1, reason="另有安排", now=season.now)
    season.walk_to("approval")

    with pytest.raises(Refused):
        withdraw(bound, by=season.principal2, reason="另有安排", now=season.now)
    ask_withdrawal(bound, by=season.principal2, reason="另有安排", now=season.now)
    answer_withdrawal(bound, granted=True, answer="同意。", by=season.leader, now=season.now)

    assert {case.outcome for case in Case.objects.all()} == {"withdrawn"}


def test_verb_stop_the_clock(season):
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)
    stop_clock(round, reason="等待市级复函", by=season.party_clerk, now=season.now)
    season.pass_days(7)

    resume_clock(round, by=season.party_clerk, now=season.now)

    assert season.round(case).due_at - round.due_at == dt.timedelta(days=7)
