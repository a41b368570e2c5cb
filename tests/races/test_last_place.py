"""Two committees reach for the last place in the same instant: exactly one of them gets it."""

from collections import Counter

import pytest

from approvals.models import Case
from core.organisations.roles import Role
from tests.approvals.rankings.short import short, waiting_cases
from tests.races.racing import at_once, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
CALLED = "SELECT count(*) FROM approvals_rankingentry WHERE called_up_at IS NOT NULL"
MOVED = "SELECT count(*) FROM approvals_round WHERE stage = 'reserve' AND verdict = 'called'"


def press(season, user, case):
    """Return the call-up of a case as its officer's browser posts it."""
    address = f"/campaigns/{case.campaign_id}/reserve/teacher/call-up/"
    return session_of(user), address, {"expected": str(season.round(case).pk), "reason": "一人未通过联审"}


def second_officer(season, make_user):
    return make_user("第二位经办人", Role.OFFICER, season.bodies["personnel"])


def test_two_officers_of_one_list_call_up_one_person_once(season, make_user, serve):
    season.campaign = season.open(short())
    cases = waiting_cases(season, ("0.9", "0.8", "0.7"))
    season.walk_to("clearance")
    season.approve(season.round(cases[0]), verdict="reject", opinion="联审发现问题。")
    presses = [press(season, user, cases[2]) for user in (season.officer, second_officer(season, make_user))]
    service = serve(2)

    found = at_once(service, presses)

    assert Counter(found) == {302: 1, 409: 1}, service.said()
    assert (service.ask(CALLED), service.ask(MOVED)) == ([(1,)], [(1,)])


def test_two_campaigns_of_one_term_share_the_last_place_without_giving_it_twice(season, make_user, serve):
    text = short()
    season.campaign = season.open(text)
    cases = waiting_cases(season, ("0.9", "0.8", "0.7"))
    season.walk_to("clearance")
    season.campaign = season.open(text, title="2026年度补充遴选")
    late = season.nominate("补充人选", school=9).case
    season.walk_to("clearance")
    season.approve(season.round(cases[0]), verdict="reject", opinion="联审发现问题。")
    late = Case.objects.get(pk=late.pk)
    presses = [press(season, season.officer, cases[2]), press(season, second_officer(season, make_user), late)]
    service = serve(2)

    found = at_once(service, presses)

    assert Counter(found) == {302: 1, 422: 1}, service.said()
    assert (service.ask(CALLED), service.ask(MOVED)) == ([(1,)], [(1,)])
