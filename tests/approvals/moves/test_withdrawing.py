"""撤回: freely until a stage has answered, then with an office's consent; afterwards nothing of the case goes on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.access import visible_cases
from approvals.cases.withdrawals import answer_withdrawal, ask_withdrawal, withdraw
from approvals.conflicts.declaring import declare
from approvals.escalation.board import counts
from approvals.escalation.services import keep_promises
from approvals.inbox.views import waiting_for
from approvals.models import Ballot, Case, Promise, Round
from approvals.moves.queries import withdrawals_for
from core.clock import day_of
from core.errors import Conflict, Refused
from notifications.models import Message
from tests.approvals.addresses import page_of
from tests.approvals.twins import twins
from tests.approvals.variants import changed
from workflows.selection.models import Nomination, State
from workflows.selection.services import submit

pytestmark = pytest.mark.django_db

RULE = "withdrawal: {free_until: review, consent: leader@bureau, assumed: 试}\noutcomes:\n"


@pytest.fixture
def case(season) -> Case:
    """A case that the officer has still to look at: withdrawn freely until then."""
    season.campaign = season.open(changed(("outcomes:\n", RULE)))
    case = season.nominate().case
    season.walk_to("review")
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def bound(case, season) -> Case:
    """The same case once the officer has agreed."""
    season.walk_to("approval")
    return case


@pytest.fixture
def asked(bound, season) -> Case:
    """The case with a request to withdraw it."""
    return ask_withdrawal(bound, by=season.principal1, reason="本人另有安排", now=season.now)


def test_until_the_stage_has_answered_a_case_is_withdrawn_freely(case, season):
    withdraw(case, by=season.principal1, reason="本人另有安排", now=season.now)

    assert Nomination.objects.get(case=case).state == State.WITHDRAWN


def test_afterwards_it_takes_consent(bound, season, client):
    client.force_login(season.principal1)

    page = client.get(f"/cases/{bound.pk}/").context

    with pytest.raises(Refused):
        withdraw(bound, by=season.principal1, reason="本人另有安排", now=season.now)
    assert not page["may_withdraw"]
    assert [verb.key for verb in page["verbs"] if "withdraw" in verb.key] == ["ask-withdrawal"]


@pytest.mark.parametrize("pages_of", ["case", "bound"])
def test_who_put_it_forward_and_stays_out_is_offered_neither_withdrawing_nor_urging(pages_of, season, client, request):
    case = request.getfixturevalue(pages_of)
    client.force_login(season.principal1)
    offered = client.get(f"/cases/{case.pk}/").context
    declare(season.principal1, person=case.person, kind="kin", by=season.principal1, now=season.now)

    page = client.get(f"/cases/{case.pk}/").context

    keys = {"urge", "ask-withdrawal"}
    assert (offered["may_withdraw"], keys & {verb.key for verb in offered["verbs"]}) != (False, set())
    assert (page["may_withdraw"], keys & {verb.key for verb in page["verbs"]}) == (False, set())


def test_a_return_behind_the_stage_frees_the_case_again(bound, season):
    season.approve(season.round(bound), verdict="return", opinion="请补正。")
    submit(Nomination.objects.get(case=bound), by=season.principal1, now=season.now)

    withdraw(bound, by=season.principal1, reason="本人另有安排", now=season.now)

    assert Case.objects.get(pk=bound.pk).outcome == "withdrawn"


def test_the_request_waits_in_the_inbox_of_the_office_and_on_the_board(asked, season, client):
    client.force_login(season.leader)

    lines = client.get("/inbox/").context["lines"]

    round = season.round(asked)
    assert [line.url for line in lines if "withdrawal" in line.url] == [page_of(round, "verbs/answer-withdrawal/")]
    assert waiting_for(season.leader) == 1
    assert counts(season.district, now=season.now)["withdrawal"] == 1
    assert withdrawals_for(season.officer, on=day_of(season.now)) == []


def test_what_was_written_to_ask_is_shown_as_it_was_written(bound, season, client):
    ask_withdrawal(bound, by=season.principal1, reason="<b>另有安排</b>", now=season.now)
    client.force_login(season.leader)

    page = client.get(page_of(season.round(bound), "verbs/answer-withdrawal/")).content.decode()

    assert "&lt;b&gt;另有安排&lt;/b&gt;" in page


def test_the_case_goes_on_while_the_request_waits(asked, season):
    season.walk_to("panel")

    assert season.round(asked).stage == "panel"
    assert [case.pk for case in withdrawals_for(season.leader, on=day_of(season.now))] == [asked.pk]


def test_with_consent_the_case_ends_and_nothing_of_it_goes_on(asked, season, client):
    client.force_login(season.leader)
    page = page_of(season.round(asked), "verbs/answer-withdrawal/")

    client.post(page, {"granted": "yes", "answer": "同意。"})

    sent = Message.objects.count()
    assert Case.objects.get(pk=asked.pk).outcome == "withdrawn"
    assert Round.objects.filter(process=asked, closed_at=None).count() == 0
    assert Ballot.objects.filter(round__process=asked, state=Ballot.State.OPEN).count() == 0
    assert Promise.objects.filter(round__process=asked, kept_at=None, void_at=None).count() == 0
    assert keep_promises(season.now + dt.timedelta(days=90)) == 0
    assert Message.objects.count() == sent
    assert withdrawals_for(season.leader, on=day_of(season.now)) == []


def test_a_refusal_tells_who_asked_in_words_and_the_case_goes_on(asked, season, client):
    answer_withdrawal(asked, granted=False, answer="已进入评审。", by=season.leader, now=season.now)

    told = Message.objects.filter(key__contains=":withdrawal_refused:", channel="inapp")
    assert [(one.recipient, "已进入评审。" in one.text) for one in told] == [(season.principal1, True)]
    assert season.round(asked).stage == "approval"
    assert Case.objects.get(pk=asked.pk).withdrawal_asked_at is None


def test_the_office_that_consents_sees_the_case_it_is_asked_about(season):
    rule = RULE.replace("leader@bureau", "officer@police").replace("until: review", "until: school_meeting")
    season.campaign = season.open(changed(("outcomes:\n", rule)))
    case = season.nominate().case
    season.walk_to("review")
    before = visible_cases(season.police).count()

    ask_withdrawal(case, by=season.principal1, reason="本人另有安排", now=season.now)

    assert (before, visible_cases(season.police).count()) == (0, 1)


def test_a_request_is_made_once_by_who_put_the_person_forward(asked, bound, season):
    with pytest.raises(Conflict):
        ask_withdrawal(bound, by=season.principal1, reason="再次申请", now=season.now)
    with pytest.raises(PermissionDenied):
        ask_withdrawal(bound, by=season.officer, reason="代为申请", now=season.now)


def test_a_request_needs_a_reason_and_a_stage_that_has_answered(case, season):
    with pytest.raises(Refused):
        ask_withdrawal(case, by=season.principal1, reason="本人另有安排", now=season.now)
    season.walk_to("approval")
    with pytest.raises(Refused):
        ask_withdrawal(case, by=season.principal1, reason=" ", now=season.now)


def test_a_request_is_answered_once_in_words_by_its_office(asked, season):
    with pytest.raises(PermissionDenied):
        answer_withdrawal(asked, granted=True, answer="同意。", by=season.officer, now=season.now)
    with pytest.raises(Refused):
        answer_withdrawal(asked, granted=True, answer="", by=season.leader, now=season.now)
    answer_withdrawal(asked, granted=False, answer="不同意。", by=season.leader, now=season.now)

    with pytest.raises(Conflict):
        answer_withdrawal(asked, granted=True, answer="同意。", by=season.leader, now=season.now)


@pytest.mark.parametrize("verb", [withdraw, ask_withdrawal])
def test_who_stays_out_of_a_case_does_not_withdraw_it_either(case, bound, season, verb):
    declare(season.principal1, person=case.person, kind="kin", by=season.principal1, now=season.now)

    with pytest.raises(PermissionDenied):
        verb(case, by=season.principal1, reason="本人放弃", now=season.now)


def test_the_inbox_asks_no_more_for_thirty_requests_than_for_one(asked, season, client, django_assert_num_queries):
    client.force_login(season.leader)
    with CaptureQueriesContext(connection) as one:
        client.get("/inbox/")

    twins(asked, 29)

    with django_assert_num_queries(len(one)):
        assert len(client.get("/inbox/").context["lines"]) == 30
