"""Many answer at once: the control-flow patterns of several instances and partial joins, named by their number.

(Russell, ter Hofstede, van der Aalst, Mulyar: Workflow Control-Flow Patterns, BPM-06-22, 2006.) What the catalogue
calls tasks are here the seats of a round that must still answer.
"""

import json
import random

import pytest
from django.core.exceptions import PermissionDenied

from approvals.members.services import add_member, drop_member
from approvals.models import Round
from approvals.moves.services import close_with_what_is_there, dissolve
from approvals.policies.strict import PolicyError
from core.errors import Conflict
from core.models import Event
from core.organisations.roles import Role
from notifications.models import Message
from tests.approvals.patterns.telling import again, asked, say, stage_of
from tests.approvals.variants import HOLDERS, changed

pytestmark = pytest.mark.django_db


def test_pattern_13_multiple_instances_fixed_at_design(season, judging):
    round = judging()

    season.score(round, judges=2)
    before_the_last = stage_of(round.process_id)
    season.score(round)

    assert round.ballots.count() == 3
    assert (before_the_last, stage_of(round.process_id)) == ("panel", "shortlist")


@pytest.mark.parametrize("n", [1, 2, 15])
def test_pattern_14_panel_of_the_size_needed(season, judging, make_user, n):
    for number in range(10):
        make_user(f"新专家{number}", Role.EXPERT, season.bodies["pool"])

    round = judging(("draw: {n: 3}", f"draw: {{n: {{teacher: {n}, else: 3}}}}"))

    assert round.ballots.filter(state="open").count() == n


def test_pattern_14_a_panel_of_nobody_is_refused_or_skipped_as_declared(season):
    nobody = ("draw: {n: 3}", "draw: {n: {head: 0, else: 3}}")
    skipped = ("draw: {n: 3}", "draw: {n: {head: 0, else: 3}, if_none: skip}")
    unranked = ("    ranking: list\n    scope", "    when: 'track != \"head\"'\n    ranking: list\n    scope")

    with pytest.raises(PolicyError):
        season.open(changed(nobody, unranked))
    season.campaign = season.open(changed(skipped, unranked))
    case = season.nominate("李刚", track="head").case
    season.walk_to("clearance")

    assert stage_of(case) == "clearance"
    assert not Round.objects.filter(process=case, kind="panel").exists()


@pytest.mark.parametrize("seed", range(5))
def test_pattern_15_multiple_instances_that_grow_while_running(season, signing, seed):
    round, dice = signing(2), random.Random(seed)
    guests = [season.leader, season.group, season.joint1, season.joint2]
    added = []
    for guest in guests:
        added.append(add_member(round, user=guest, way="beside", reason="请把关。", by=season.head, now=season.now))
        if dice.random() < 0.5:
            drop_member(added.pop(), reason="不再需要。", by=season.head, now=season.now)

    names = asked(season, round)
    stages = []
    for name in dice.sample(names, len(names)):
        stages.append(stage_of(round.process_id))
        say(season, round, name)

    assert len(names) == 2 + len(added)
    assert stages == [round.stage] * len(names)
    assert stage_of(round.process_id) != round.stage


def test_pattern_26_cancel_multiple_instance_activity(season, judging):
    round = judging()
    season.score(round, judges=1)

    dissolve(round, reason="评审组构成有误。", by=season.officer, now=season.now)

    assert sorted(again(round).ballots.values_list("state", flat=True)) == ["noted", "void", "void"]
    assert (again(round).verdict, again(round).is_void) == ("dissolved", True)
    assert season.round(round.case).ballots.filter(state="open").count() == 3


def test_pattern_27_complete_multiple_instance_activity(season, signing):
    round = signing(3, decides="{approve: 2, hold: true}")
    for name in HOLDERS[:2]:
        say(season, round, name)

    with pytest.raises(PermissionDenied):
        close_with_what_is_there(round, reason="时间已到。", by=season.head, now=season.now)
    close_with_what_is_there(round, reason="时间已到。", by=season.officer, now=season.now)

    closed = again(round)
    assert (closed.verdict, closed.closed_by, closed.reason) == ("approve", season.officer, "时间已到。")
    event = Event.objects.get(chain=f"case:{round.process_id}", verb="round.closed_early")
    told = json.loads(event.body)
    assert "时间已到。" in event.body
    assert season.leader.name in str(told)


def test_pattern_30_structured_partial_join(season, signing):
    round = signing(5, decides="3 of 5")
    for name in HOLDERS[:3]:
        say(season, round, name)
    opened = Round.objects.filter(process=round.process_id).count()

    with pytest.raises(Conflict):
        say(season, round, HOLDERS[3], "reject")

    late = again(round).ballots.get(user=season.inspector)
    assert (late.state, late.opinion, late.counts) == ("noted", "意见。", False)
    assert again(round).verdict == "approve"
    assert Round.objects.filter(process=round.process_id).count() == opened


def test_pattern_32_cancelling_partial_join(season, signing):
    round = signing(5, decides="3 of 5")

    for name in HOLDERS[:3]:
        say(season, round, name)

    assert again(round).ballots.filter(state="void").count() == 2
    released = Message.objects.filter(key=f"round:{round.pk}:released", channel="inapp")
    assert sorted(released.values_list("recipient__username", flat=True)) == sorted(HOLDERS[3:])


TWO_OF_THREE = ("closes: all", "closes: 2 of 3")


def test_pattern_34_static_partial_join_for_multiple_instances(season, judging):
    round = judging(TWO_OF_THREE)

    season.score(round, judges=1)
    before = stage_of(round.process_id)
    season.score(round, judges=1)

    assert (before, stage_of(round.process_id)) == ("panel", "shortlist")
    assert len(again(round).result["counted"]) == 2


def test_pattern_35_cancelling_partial_join_for_multiple_instances(season, judging):
    round = judging(TWO_OF_THREE)

    season.score(round, judges=2)

    last = again(round).ballots.get(state="void")
    released = Message.objects.filter(key=f"round:{round.pk}:released", channel="inapp")
    assert list(released.values_list("recipient", flat=True)) == [last.user_id]


@pytest.mark.parametrize(("added", "dropped", "needed"), [(0, 0, 2), (1, 0, 3), (3, 0, 4), (3, 2, 3), (4, 4, 2)])
def test_pattern_36_dynamic_partial_join_for_multiple_instances(season, signing, added, dropped, needed):
    round = signing(3, decides="{approve: at least 2/3 of present}")
    guests = [season.group, season.joint1, season.joint2, season.joint3][:added]
    seats = [
        add_member(round, user=guest, way="beside", reason="请把关。", by=season.head, now=season.now)
        for guest in guests
    ]
    for seat in seats[:dropped]:
        drop_member(seat, reason="不再需要。", by=season.head, now=season.now)

    names, answered = asked(season, round), 0
    while again(round).is_open:
        say(season, round, names[answered])
        answered += 1

    assert answered == needed
