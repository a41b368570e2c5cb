"""Somebody steps aside: what they gave counts no more, others go on, and where nobody is left the board shows it."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts.services import is_barred
from approvals.conflicts.stepping import may_step_aside, step_aside
from approvals.conflicts.sweeping import take_off
from approvals.escalation.board import Reason, board
from approvals.members.services import add_member, hand_over
from approvals.models import Ballot, Recusal
from approvals.panels.draw import replay
from approvals.panels.services import close
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.calendar.services import load_calendar
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Event, User
from tests.approvals.conflicts.paths import colleague
from tests.approvals.conflicts.people import declared


def judges(round, *states: str) -> set[str]:
    return set(round.ballots.filter(state__in=states).values_list("user__username", flat=True))


def on_the_board(season) -> list[tuple[str, tuple[Reason, ...]]]:
    lines, _next = board(season.district, now=season.now, calendar=load_calendar())
    return [(line.round.stage, line.reasons) for line in lines]


@pytest.fixture
def panel(season):
    """A round whose three judges have been drawn."""
    case = season.nominate().case
    season.walk_to("panel")
    return season.round(case)


def test_a_judge_who_leaves_before_scoring_is_replaced_by_lot(panel, season):
    judge = panel.ballots.first().user

    step_aside(panel, by=judge, reason="师徒", now=season.now)

    assert judges(panel, "recused") == {judge.username}
    assert len(judges(panel, "open") - {judge.username}) == 3
    new = panel.ballots.get(way=Ballot.Way.DRAWN)
    assert new.instead_of.user == judge
    event = Event.objects.filter(verb="panel.drawn").last()
    assert replay(event) == [new.user_id]


def test_a_judge_who_leaves_after_scoring_takes_the_score_along(panel, season):
    season.score(panel, judges=2)
    judge = panel.ballots.filter(state="cast").first().user

    step_aside(panel, by=judge, reason="师徒", now=season.now)

    assert (len(judges(panel, "cast")), len(judges(panel, "open"))) == (1, 2)
    season.score(panel)
    panel.refresh_from_db()
    assert (panel.verdict, panel.result["seats"]) == ("pass", 3)


def test_a_judge_is_not_drawn_into_the_seat_they_left(panel, season):
    for _ in range(2):
        step_aside(panel, by=panel.ballots.filter(state="open").first().user, reason="亲属", now=season.now)

    assert judges(panel, "open") & judges(panel, "recused") == set()
    assert len(judges(panel, "open")) == 3


def test_a_panel_goes_on_with_fewer_when_the_pool_is_used_up(panel, season):
    for _ in range(3):
        step_aside(panel, by=panel.ballots.filter(state="open", role="").first().user, reason="亲属", now=season.now)

    assert (len(judges(panel, "open")), len(judges(panel, "recused"))) == (2, 3)


def test_when_every_judge_has_stepped_aside_the_clerk_is_asked_and_nothing_passes(panel, season):
    for _ in range(5):
        step_aside(panel, by=panel.ballots.filter(state="open", role="").first().user, reason="亲属", now=season.now)

    panel.refresh_from_db()
    assert panel.is_open
    assert awaited(panel, on=day_of(season.now)) == [season.officer]
    with pytest.raises(Refused):
        close(panel, by=season.officer, reason="无人可评", now=season.now)


def test_who_stepped_aside_cannot_come_back(panel, season):
    judge = panel.ballots.first().user
    step_aside(panel, by=judge, reason="师徒", now=season.now)

    with pytest.raises(PermissionDenied):
        step_aside(panel, by=judge, reason="再来", now=season.now)


def test_stepping_aside_takes_a_reason(panel, season):
    judge = panel.ballots.first().user

    with pytest.raises(Refused):
        step_aside(panel, by=judge, reason="  ", now=season.now)
    assert judges(panel, "recused") == set()


def test_nobody_steps_aside_from_what_they_have_no_part_in(panel, season):
    with pytest.raises(PermissionDenied):
        step_aside(panel, by=season.police, reason="师徒", now=season.now)


def test_nobody_steps_aside_from_a_closed_round(panel, season):
    judge = panel.ballots.first().user
    season.score(panel)

    with pytest.raises(Conflict):
        step_aside(panel, by=judge, reason="师徒", now=season.now)


def test_others_of_the_office_go_on(season):
    colleague(season)
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)

    step_aside(round, by=season.officer, reason="夫妻", now=season.now)

    assert awaited(round, on=day_of(season.now)) == [season.second]
    with pytest.raises(PermissionDenied):
        decide(round, by=season.officer, verdict="approve", now=season.now)
    decide(round, by=season.second, verdict="approve", now=season.now)
    assert season.round(case).stage == "approval"


def test_an_office_without_anybody_else_goes_to_the_board_and_nothing_passes(season):
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)

    step_aside(round, by=season.officer, reason="夫妻", now=season.now)

    assert awaited(round, on=day_of(season.now)) == []
    assert on_the_board(season) == [("review", (Reason.NOBODY,))]
    assert season.round(case) == round


def test_a_stage_whose_only_holder_is_related_opens_and_stands_on_the_board(season):
    case = season.nominate().case
    declared("kin")(season, season.head, case)

    season.walk_to("review")
    season.approve(season.round(case))

    assert on_the_board(season) == [("approval", (Reason.NOBODY,))]


def test_a_new_holder_of_the_office_takes_it_off_the_board(season):
    case = season.nominate().case
    season.walk_to("review")
    step_aside(season.round(case), by=season.officer, reason="夫妻", now=season.now)

    colleague(season)

    assert on_the_board(season) == []


def test_an_answer_already_given_is_asked_again_from_the_office(season):
    colleague(season)
    case = season.nominate().case
    season.walk_to("clearance")
    round = season.round(case)
    decide(round, by=season.inspector, verdict="approve", now=season.now)

    step_aside(round, by=season.inspector, reason="姻亲", now=season.now)

    seat = round.ballots.get(state="open", role="inspector")
    assert seat.instead_of.user == season.inspector
    decide(round, by=season.police, verdict="approve", now=season.now)
    assert season.round(case).stage == "clearance"


def test_a_seat_that_was_handed_over_goes_back_to_its_office(season):
    colleague(season)
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)
    hand_over(round, user=season.second, reason="出差", by=season.officer, now=season.now)

    step_aside(round, by=season.second, reason="师徒", now=season.now)

    assert awaited(round, on=day_of(season.now)) == [season.officer]


def test_whose_turn_comes_after_the_one_who_left_goes_on(season):
    case = season.nominate().case
    season.walk_to("review")
    round = season.round(case)
    add_member(round, user=season.head, way="before", reason="会商", by=season.officer, now=season.now)
    assert awaited(round, on=day_of(season.now)) == [season.head]

    step_aside(round, by=season.head, reason="师徒", now=season.now)

    assert awaited(round, on=day_of(season.now)) == [season.officer]


def test_in_turn_nobody_gains_a_turn_when_the_one_between_leaves(countersign, season):
    round = countersign(3, decides="in_turn")
    add_member(round, user=season.group, way="after", reason="会商", by=season.secretary1, now=season.now)

    step_aside(round, by=season.group, reason="师徒", now=season.now)

    assert awaited(round, on=day_of(season.now)) == [season.secretary1]


def test_stepping_aside_stands_on_the_record(season):
    case = season.nominate().case
    season.walk_to("review")
    step_aside(season.round(case), by=season.officer, reason="表亲·买买提", now=season.now)

    recusal = Recusal.objects.get(case=case, user=season.officer)
    assert (recusal.rule, recusal.words) == ("declared", "表亲·买买提")
    assert Event.objects.filter(chain=case.chain, verb="conflict.stepped_aside", actor=season.officer).count() == 1
    assert is_barred(season.officer, case)


def test_a_judge_who_is_found_to_be_kin_is_taken_off_by_the_sweep(panel, season):
    judge = panel.ballots.first().user
    said = {"rule": "kin", "words": "表姐", "found_at": season.now}
    Recusal.objects.create(district=season.district, case=panel.case, user=judge, **said)

    assert (take_off(season.now), take_off(season.now)) == (1, 0)
    assert judges(panel, "recused") == {judge.username}
    assert len(judges(panel, "open")) == 3


def test_the_sheet_of_a_judge_who_is_found_to_be_kin_counts_no_more(panel, season):
    season.score(panel, judges=2)
    judge = panel.ballots.filter(state="cast").first().user
    said = {"rule": "kin", "words": "表姐", "found_at": season.now}
    Recusal.objects.create(district=season.district, case=panel.case, user=judge, **said)

    take_off(season.now)

    assert judges(panel, "recused") == {judge.username}
    assert (len(judges(panel, "cast")), len(judges(panel, "open"))) == (1, 2)


def test_the_sweep_leaves_the_school_s_own_offices_alone(season):
    case = season.nominate().case

    assert take_off(season.now) == 0
    assert awaited(season.round(case), on=day_of(season.now)) == [season.secretary1]


def test_the_verb_is_offered_to_whoever_has_a_part(panel, season):
    judge = panel.ballots.first().user

    offered = {user.username for user in User.objects.all() if may_step_aside(user, panel)}

    assert judge.username in offered
    assert offered == judges(panel, "open") | {"officer"}


def test_all_recused_from_the_pool_refuses_to_open_the_panel(season):
    case = season.nominate().case
    for number in range(1, 6):
        declared("mentor")(season, season.users[f"expert{number}"], case)

    with pytest.raises(Refused):
        season.walk_to("panel")
    assert season.round(case).stage == "approval"
