"""The draw: balanced over the campaign, repeatable from the record, of the size the policy names, free of conflict."""

from collections import Counter

import pytest

from approvals.copies.models import Copy
from approvals.models import Ballot, Round
from approvals.panels.draw import draw_replacement, replay
from core.clock import day_of
from core.errors import Refused
from core.models import Appointment, Event
from tests.approvals.panels.policies import PANEL, reopen

pytestmark = pytest.mark.django_db


def drawn(case) -> Event:
    return Event.objects.get(chain=case.chain, verb="panel.drawn")


def seated(round: Round) -> list[int]:
    return sorted(round.ballots.filter(role="").values_list("user", flat=True))


def test_judges_of_a_campaign_get_as_many_sheets_each_and_every_draw_can_be_repeated(season):
    cases = [season.nominate(f"赵敏{number}", school=number).case for number in range(1, 6)]
    season.walk_to("panel")

    # 5 cases × 3 judges over 5 experts: 3 sheets each
    loads = Counter(Ballot.objects.filter(round__kind="panel", role="").values_list("user", flat=True))
    assert sorted(loads.values()) == [3] * 5
    assert [replay(drawn(case)) for case in cases] == [seated(season.round(case)) for case in cases]


def test_who_was_shown_the_case_in_a_copy_is_not_drawn(season):
    case = season.nominate().case
    known = [season.users[f"expert{number}"] for number in (1, 2)]
    for user in known:
        Copy.objects.create(district=season.district, case=case, user=user, sent_by=season.head, sent_at=season.now)

    season.walk_to("panel")

    assert seated(season.round(case)) == sorted(season.users[f"expert{number}"].pk for number in (3, 4, 5))


def test_a_panel_that_cannot_be_filled_is_refused_with_the_figures(season):
    case = season.nominate().case
    season.walk_to("approval")
    ended = Appointment.objects.filter(user__username__in=["expert1", "expert2", "expert3"])
    ended.update(ends_on=day_of(season.now))
    season.pass_days(1)

    with pytest.raises(Refused) as refusal:
        season.approve(season.round(case))

    assert ("3" in refusal.value.message, "2" in refusal.value.message) == (True, True)
    assert season.round(case).stage == "approval"


def test_the_size_of_a_panel_differs_by_track(season):
    reopen(season, (PANEL, "draw: {n: {head: 5, else: 3}}\n    closes: all\n"))
    teacher, head = season.nominate("王秀英").case, season.nominate("李刚", track="head", school=2).case

    season.walk_to("panel")

    assert [len(seated(season.round(case))) for case in (teacher, head)] == [3, 5]


def test_a_panel_of_nobody_is_passed_by_and_leaves_no_score(season):
    reopen(
        season,
        (PANEL, "draw: {n: {head: 0, else: 3}, if_none: skip}\n    closes: all\n"),
        ("    ranking: list\n    scope", "    when: 'track != \"head\"'\n    ranking: list\n    scope"),
    )
    case = season.nominate("李刚", track="head").case

    season.walk_to("clearance")

    assert (season.round(case).stage, Round.objects.filter(process=case, kind="panel").count()) == ("clearance", 0)
    skipped = Event.objects.filter(chain=case.chain, verb="stage.skipped")
    assert ["panel" in event.body for event in skipped] == [True, False]


def test_a_replacement_is_drawn_from_those_who_had_no_seat(season):
    case = season.nominate().case
    season.walk_to("panel")
    round = season.round(case)
    before = seated(round)
    leaving = round.ballots.first()
    Ballot.objects.filter(pk=leaving.pk).update(state=Ballot.State.RECUSED)

    ballot = draw_replacement(round, instead_of=leaving, now=season.now)

    assert (ballot.user_id in before, ballot.way, ballot.instead_of) == (False, "drawn", leaving)
    again = Event.objects.filter(chain=case.chain, verb="panel.drawn").last()
    assert replay(again) == [ballot.user_id]


def test_a_pool_in_which_nobody_is_left_gives_no_replacement(season):
    reopen(season, (PANEL, "draw: {n: 5}\n    closes: all\n"))
    case = season.nominate().case
    season.walk_to("panel")
    round = season.round(case)

    with pytest.raises(Refused):
        draw_replacement(round, instead_of=round.ballots.first(), now=season.now)

    assert round.ballots.count() == 5
