"""Every path on which somebody acts in a case, or is chosen to: the stage it is walked at, who acts, and the act."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from approvals.campaigns.services import grant_places
from approvals.cohorts import waiting
from approvals.conflicts.declaring import declare
from approvals.conflicts.doubts import dismiss, doubt
from approvals.conflicts.models import Recusal
from approvals.copies.services import copy_to
from approvals.covers.services import leave_cover
from approvals.escalation.services import extend, reply, urge
from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.members.services import add_member, drop_member, hand_over, lend
from approvals.models import Case, Objection
from approvals.moves.clocks import stop_clock
from approvals.moves.services import dissolve
from approvals.notices.answering import answer, decline, take_up
from approvals.notices.objecting import object_to
from approvals.notices.services import publish_notice
from approvals.panels.declaring import declare_none
from approvals.panels.services import cast, close
from approvals.rankings.services import freeze
from approvals.rounds.models import Round
from approvals.rounds.services import decide, send_up
from core.clock import day_of
from core.models import User
from core.organisations.services import appoint
from tests.season import Season

Act = Callable[[User], Any]


@dataclass(frozen=True)
class Path:
    """A way to have a part in a case: who takes it, and the act; ``user`` comes afresh, as a request would bring it."""

    name: str
    user: User
    act: Act


def at_review(season: Season, case: Case) -> list[Path]:
    round, now = season.round(case), season.now
    chosen, why = {"by": season.officer, "reason": "出差", "now": now}, {"reason": "出差", "now": now}
    colleague(season)
    send_up(round, by=season.officer, reason="一事一议", now=now)
    leave_cover(
        season.officer,
        substitute=season.head,
        starts_on=day_of(now),
        ends_on=day_of(now) + dt.timedelta(days=3),
        reason="培训",
        by=season.officer,
        now=now,
    )
    until = day_of(now) + dt.timedelta(days=9)
    return [
        Path("decide", season.officer, lambda by: decide(round, by=by, verdict="approve", now=now)),
        Path("decide for who is away", season.head, lambda by: decide(round, by=by, verdict="approve", now=now)),
        Path("hand over", season.officer, lambda by: hand_over(round, user=season.second, by=by, **why)),
        Path("hand over to", season.second, lambda user: hand_over(round, user=user, **chosen)),
        Path("add", season.officer, lambda by: add_member(round, user=season.head, way="before", by=by, **why)),
        Path("add to", season.leader, lambda user: add_member(round, user=user, way="beside", **chosen)),
        Path("ask", season.officer, lambda by: lend(round, user=season.head, by=by, **why)),
        Path("ask of", season.leader, lambda user: lend(round, user=user, **chosen)),
        Path("copy", season.officer, lambda by: copy_to(round.case, users=[season.police], by=by, now=now)),
        Path("copy to", season.police, lambda user: copy_to(round.case, users=[user], by=season.officer, now=now)),
        Path("urge", season.leader, lambda by: urge(round, by=by, now=now)),
        Path("extend", season.leader, lambda by: extend(round, until=until, reason="培训", by=by, now=now)),
        Path("reply", season.joint1, lambda by: reply(round, text="按通行做法办。", by=by, now=now)),
        Path("stop the clock", season.leader, lambda by: stop_clock(round, reason="等公函", by=by, now=now)),
        Path("declare for another", season.admin, lambda by: relate(season, case, by=by)),
        Path("doubt", season.inspector, lambda by: doubt(somebodys(season, case), reason="同名", by=by, now=now)),
        Path("dismiss", season.leader, lambda by: dismiss(doubted(season, case), by=by, now=now)),
    ]


def at_panel(season: Season, case: Case) -> list[Path]:
    round, now = season.round(case), season.now
    judge = round.ballots.first().user
    season.score(round, judges=2)
    last = round.ballots.get(state="open").user
    sheet = round.case.policy.sheets[round.rule.sheet]
    scores = {criterion.key: criterion.max for criterion in sheet.criteria}
    assert judge != last
    declare_none(round, by=last, now=now)
    return [
        Path("declare no relation", last, lambda by: declare_none(round, by=by, now=now)),
        Path("cast", last, lambda by: cast(round, by=by, scores=scores, now=now)),
        Path("close a panel", season.officer, lambda by: close(round, by=by, reason="到期", now=now)),
        Path("dissolve", season.officer, lambda by: dissolve(round, reason="重抽", by=by, now=now)),
    ]


def at_shortlist(season: Season, case: Case) -> list[Path]:
    round, now = season.round(case), season.now
    where, seen = {"stage": round.stage, "track": round.track}, [round.pk]
    places = {"track": round.track, "places": 1, "reason": "左右"}
    return [
        Path("freeze", season.officer, lambda by: freeze(season.campaign, **where, by=by, now=now, seen=seen)),
        Path("grant places", season.leader, lambda by: grant_places(season.campaign, **places, by=by, now=now)),
    ]


def at_clearance(season: Season, case: Case) -> list[Path]:
    round, now = season.round(case), season.now
    decide(round, by=season.inspector, verdict="approve", now=now)
    return [
        Path("countersign", season.police, lambda by: decide(round, by=by, verdict="approve", now=now)),
        Path("send up", season.police, lambda by: send_up(round, by=by, reason="一事一议", now=now)),
        Path("drop", season.leader, lambda by: drop_member(extra(round, season), reason="误加", by=by, now=now)),
    ]


def at_party(season: Season, case: Case) -> list[Path]:
    now, round = season.now, season.round(case)
    rounds = list(waiting(season.campaign, stage=round.stage).values_list("pk", flat=True))
    return [
        Path("call", season.party_clerk, lambda by: call(season.campaign, stage="party", rounds=rounds, by=by, now=now))
    ]


def in_meeting(season: Season, case: Case) -> list[Path]:
    now, meeting = season.now, season.call(season.round(case))
    item, people = meeting.items.get(), set(meeting.attendances.values_list("user", flat=True))
    for voter in (season.party2, season.party3):
        vote(item, by=voter, choice="approve", now=now)

    def shut(by: User):
        meeting.attendances.filter(user=season.party1).update(is_present=False)
        return close_meeting(meeting, by=by, now=now)

    return [
        Path("attend", season.party_clerk, lambda by: attend(meeting, present=people, by=by, now=now)),
        Path("vote", season.party1, lambda by: vote(item, by=by, choice="approve", now=now)),
        Path("close a meeting", season.party_clerk, shut),
    ]


def at_notice(season: Season, case: Case) -> list[Path]:
    now, rounds = season.now, [season.round(case).pk]
    publish = {"stage": "public_notice", "rounds": rounds, "now": now}
    return [Path("publish", season.officer, lambda by: publish_notice(season.campaign, **publish, by=by))]


def on_notice(season: Season, case: Case) -> list[Path]:
    notice, now = season.publish(season.round(case)), season.now
    objection = object_to(notice.entries.get(), name="赵四", contact="zhao@example.com", text="材料不实", now=now)
    said = {"finding": Objection.Finding.DISMISSED, "text": "查无实据。"}
    return [
        Path("take up", season.officer, lambda by: take_up(objection, by=by, now=now)),
        Path("decline", season.officer, lambda by: decline(objection, reason="无事实", by=by, now=now)),
        Path("answer", season.officer, lambda by: answer(taken_up(objection, season), **said, by=by, now=now)),
    ]


def colleague(season: Season) -> None:
    """Put a second officer into the section."""
    second = User.objects.create(username="second", name="欧阳·𬭎", district=season.district)
    day = day_of(season.began) - dt.timedelta(days=9)
    appoint(second, role="officer", at=season.bodies["personnel"], starts_on=day, by=None, now=season.began)
    season.users["second"] = second


def relate(season: Season, case: Case, *, by: User):
    person = Case.objects.get(pk=case.pk).person
    return declare(season.police, person=person, kind="mentor", by=by, now=season.now)


def somebodys(season: Season, case: Case) -> Recusal:
    said = {"rule": "mentor", "words": "同名", "found_at": season.now}
    recusal, _made = Recusal.objects.get_or_create(
        district=season.district, case=case, user=season.party3, defaults=said
    )
    return recusal


def doubted(season: Season, case: Case) -> Recusal:
    recusal = somebodys(season, case)
    Recusal.objects.filter(pk=recusal.pk).update(doubted_by=season.joint2, doubt="同名")
    return recusal


def taken_up(objection: Objection, season: Season) -> Objection:
    Objection.objects.filter(pk=objection.pk, taken_up=None).update(taken_up=True, taken_up_at=season.now)
    return objection


def extra(round: Round, season: Season):
    seat = round.ballots.filter(way="beside").first()
    return seat or round.ballots.create(
        district=round.district, round=round, user=season.head, way="beside", asked_by=season.police
    )


WALKS = {
    "review": at_review,
    "panel": at_panel,
    "shortlist": at_shortlist,
    "clearance": at_clearance,
    "party": at_party,
    "a meeting": in_meeting,
    "public_notice": at_notice,
    "a notice": on_notice,
}
STAGES = {"a meeting": "party", "a notice": "public_notice"}
