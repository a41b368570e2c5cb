"""Where a case goes: the control-flow patterns of its road, named by their number in the field's own catalogue.

(Russell, ter Hofstede, van der Aalst, Mulyar: Workflow Control-Flow Patterns, BPM-06-22, 2006.) What the catalogue
calls tasks are here the seats of a round that must still answer.
"""

import datetime as dt

import pytest

from approvals.cases.services import withdraw
from approvals.inbox.queries import todo
from approvals.members.services import drop_member
from approvals.models import Ballot, Case, Promise, Round
from approvals.moves.services import lapse_overdue
from approvals.notices.objecting import object_to
from approvals.policies.strict import PolicyError
from approvals.rounds.services import decide
from core import clock
from core.clock import day_of
from core.errors import Conflict, Refused
from core.sweeps import run_sweeps
from notifications.models import Message
from tests.approvals.patterns.telling import again, asked, say, stage_of
from tests.approvals.variants import HOLDERS, OFFICES, changed, signed_first
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db


def test_pattern_02_parallel_split(season, signing):
    round = signing(4)

    assert asked(season, round) == list(HOLDERS[:4])
    assert Message.objects.filter(key=f"round:{round.pk}:opened", channel="inapp").count() == 4


def test_pattern_03_synchronisation(season, signing):
    round = signing(3)

    stages = []
    for name in HOLDERS[:3]:
        stages.append(stage_of(round.process_id))
        say(season, round, name)

    assert stages == [round.stage] * 3
    assert stage_of(round.process_id) != round.stage
    assert Round.objects.filter(process=round.process_id).count() == 2


SUBSETS = [{n for n in range(3) if number >> n & 1} for number in range(8)]


@pytest.mark.parametrize("wanted", SUBSETS, ids=str)
def test_pattern_06_multi_choice(season, wanted):
    season.campaign = season.open(signed_first(4, more=_only_if(wanted)))

    round = season.round(season.nominate().case)

    assert asked(season, round) == [HOLDERS[number] for number in sorted({*wanted, 3})]


def test_pattern_06_a_choice_that_may_ask_nobody_is_refused(season):
    with pytest.raises(PolicyError):
        season.open(signed_first(3, more=_only_if({0, 1, 2})))


def _only_if(wanted: set[int]) -> str:
    """Ask each of three offices under a condition that holds for a teacher, or does not."""
    tracks = ["teacher" if number in wanted else "head" for number in range(3)]
    conditions = [f"{OFFICES[number]}: 'track == \"{track}\"'" for number, track in enumerate(tracks)]
    return f"    only_if: {{{', '.join(conditions)}}}\n"


def test_pattern_07_structured_synchronising_merge(season):
    season.campaign = season.open(signed_first(4, more=_only_if({0, 2})))
    round = season.round(season.nominate().case)

    stages = []
    for number in (0, 2, 3):
        stages.append(stage_of(round.process_id))
        say(season, round, HOLDERS[number])

    assert stages == [round.stage] * 3
    assert stage_of(round.process_id) != round.stage


def test_pattern_10_arbitrary_cycles(season):
    case = season.nominate().case
    season.walk_to("review")

    found = []
    for _loop in range(10):
        round = season.round(case)
        found.append((round.stage, round.visit, len(asked(season, round))))
        say(season, round, "officer", "return")
        season.walk_to("review")

    assert found == [("review", visit, 1) for visit in range(1, 11)]
    assert Ballot.objects.filter(state="open").count() == 1


def test_pattern_11_implicit_termination(season):
    for school in (1, 2, 3):
        season.nominate(f"钱{school}", school=school)

    season.walk_to()

    assert not Case.objects.filter(finished=None).exists()
    assert not Ballot.objects.filter(state="open").exists()
    assert not Promise.objects.filter(kept_at=None, void_at=None).exists()


LAPSING = ("then: {done: review}", "then: {done: review, lapsed: refused}")


@pytest.mark.parametrize("first", ["the answer", "the deadline"])
def test_pattern_16_deferred_choice(season, first):
    season.campaign = season.open(changed(LAPSING))
    nomination = season.nominate()
    case = nomination.case
    season.walk_to("review")
    say(season, season.round(case), "officer", "return")
    round = season.round(case)

    if first == "the answer":
        submit(nomination, by=season.principal1, now=season.now)
        season.at(round.due_at + dt.timedelta(seconds=1))
        assert lapse_overdue(season.now) == 0
        assert stage_of(case) == "review"
    else:
        season.at(round.due_at + dt.timedelta(seconds=1))
        assert lapse_overdue(season.now) == 1
        with pytest.raises(Conflict):
            decide(round, by=season.principal1, verdict="done", now=season.now)
        assert Case.objects.get(pk=case.pk).outcome == "refused"


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (1, False)])
def test_pattern_18_milestone(season, seconds, may):
    case = season.nominate().case
    season.walk_to("school_notice")
    entry = season.round(case).notice_entry
    season.at(clock.end_of(entry.notice.ends_on) + dt.timedelta(seconds=seconds))

    said = {"name": "李某", "contact": "13900000000", "text": "材料不实。"}
    if may:
        assert object_to(entry, **said, now=season.now).receipt
    else:
        with pytest.raises(Refused):
            object_to(entry, **said, now=season.now)
        assert entry.objections.count() == 0


def test_pattern_19_cancel_task(season, signing):
    round = signing(3)
    gone = round.ballots.get(role="head")

    drop_member(gone, reason="该科室不涉及。", by=season.officer, now=season.now)
    for name in ("secretary1", "leader"):
        say(season, round, name)

    assert not todo(season.head, on=day_of(season.now)).exists()
    assert again(round).verdict == "approve"  # of those who are left


def test_pattern_20_cancel_case(season, sms_gateway):
    case = season.nominate().case
    told = Message.objects.count()

    withdraw(case, by=season.principal1, reason="本人放弃。", now=season.now)
    season.pass_days(60)
    run_sweeps(season.now)

    assert not Ballot.objects.filter(round__process=case, state="open").exists()
    assert not Promise.objects.filter(round__process=case, kept_at=None, void_at=None).exists()
    assert not todo(season.secretary1, on=day_of(season.now)).exists()
    assert Message.objects.count() == told


def test_pattern_25_cancel_region(season):
    case = season.nominate().case
    season.walk_to("clearance")
    round = season.round(case)

    say(season, round, "inspector", "return")

    assert stage_of(case) == "correction"
    order = list(season.campaign.policy.stages)
    later = order[order.index("correction") :]
    downstream = Round.objects.filter(process=case, stage__in=later).exclude(closed_at=None)
    assert set(downstream.values_list("is_void", flat=True)) == {True}
    assert not Ballot.objects.filter(round__in=downstream, state="open").exists()
    season.walk_to()
    assert Case.objects.get(pk=case.pk).outcome == "honoured"


def test_pattern_43_explicit_termination(season, signing):
    round = signing(4)
    say(season, round, HOLDERS[0])

    say(season, round, HOLDERS[1], "reject")

    case = Case.objects.get(pk=round.process_id)
    assert (case.outcome, case.is_live) == ("refused", False)
    assert sorted(round.ballots.values_list("state", flat=True)) == ["cast", "cast", "void", "void"]
    assert not Promise.objects.filter(round=round, kept_at=None, void_at=None).exists()
