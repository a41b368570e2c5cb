"""离岗委托: whatever a substitute does from an office, the record says for whom."""

import json

import pytest

from approvals.cases.acts import acts_of
from approvals.covers.services import leave_cover
from approvals.members.judges import add_judge
from approvals.members.services import drop_member
from approvals.moves.clocks import resume_clock, stop_clock
from approvals.moves.services import close_with_what_is_there, dissolve
from approvals.panels.services import close, draw_another
from approvals.rounds.services import decide
from core.clock import day_of
from core.models import Event

pytestmark = pytest.mark.django_db
WHY = "培训期间代办"


@pytest.fixture
def away(season):
    """The section's officer is away today; the police's stands in."""
    today, said = day_of(season.now), {"reason": "培训", "by": season.officer, "now": season.now}
    leave_cover(season.officer, substitute=season.police, starts_on=today, ends_on=today, **said)


def told(case, verb):
    event = Event.objects.filter(chain=case.chain, verb=verb).latest("number")
    said = json.loads(event.body)
    return said["actor_name"], said["details"].get("for_name"), said["details"].get("reason")


BOTH = ("police同志", "officer同志", WHY)


def test_the_clerk_s_verbs_in_a_countersignature(countersign, season, away):
    round, how = countersign(3), {"by": season.police, "now": season.now}
    decide(round, by=season.head, verdict="approve", now=season.now)
    stop_clock(round, reason=WHY, **how)
    resume_clock(round, **how)
    drop_member(round.ballots.last(), reason=WHY, **how)
    again = dissolve(round, reason=WHY, **how)
    decide(again, by=season.head, verdict="approve", now=season.now)
    close_with_what_is_there(again, reason=WHY, **how)

    verbs = ["round.clock_stopped", "member.dropped", "round.dissolved", "round.closed_early"]
    assert [told(round.case, verb) for verb in verbs] == [BOTH] * len(verbs)
    assert told(round.case, "round.clock_resumed")[:2] == BOTH[:2]
    shown = {act.who for act in acts_of(round.case) if act.event.actor == season.police}
    assert shown == {"police同志（代officer同志）"}


def test_the_clerk_s_verbs_in_a_panel(season):
    case = season.nominate().case
    season.walk_to("panel")
    round, today = season.round(case), day_of(season.now)
    said = {"reason": "培训", "by": season.officer, "now": season.now}
    leave_cover(season.officer, substitute=season.police, starts_on=today, ends_on=today, **said)
    how = {"reason": WHY, "by": season.police, "now": season.now}
    add_judge(round, **how)
    drop_member(round.ballots.first(), **how)
    draw_another(round, **how)
    season.score(round, judges=2)
    close(round, **how)

    verbs = ["member.added", "member.dropped", "panel.refilled", "round.closed_early"]
    assert [told(case, verb) for verb in verbs] == [BOTH] * len(verbs)


def test_who_watches_in_their_own_name_acts_for_nobody(countersign, season):
    round, today = countersign(2), day_of(season.now)
    said = {"reason": "培训", "by": season.officer, "now": season.now}
    leave_cover(season.officer, substitute=season.leader, starts_on=today, ends_on=today, **said)

    stop_clock(round, reason=WHY, by=season.leader, now=season.now)

    assert told(round.case, "round.clock_stopped") == ("leader同志", None, WHY)
