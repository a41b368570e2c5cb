"""What closes a round comes in the same instant as something else that would: one of them does."""

from collections import Counter

import pytest
from django.db import connection

from approvals.models import Round
from approvals.rounds.models import Ballot
from tests.approvals.addresses import page_of
from tests.races.racing import at_once, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time; it is raced in test_decide")


def open_rounds(round: Round) -> str:
    return f"SELECT count(*) FROM approvals_round WHERE process_id = {round.process_id} AND closed_at IS NULL"


def sheet(round: Round) -> dict[str, str]:
    """Return a filled-in sheet as the browser posts it."""
    return {f"score-{criterion.key}": "20" for criterion in round.case.policy.sheets[round.rule.sheet].criteria}


def test_the_last_two_sheets_at_once_close_the_panel_once(season, serve):
    season.nominate()
    season.walk_to("panel")
    round = Round.objects.get(stage="panel")
    season.score(round, judges=1)
    season.declare(round)
    left = [ballot.user for ballot in round.ballots.filter(state=Ballot.State.OPEN).select_related("user")]
    fields = {**sheet(round), "opinion": "同意。"}
    presses = [(session_of(user), page_of(round, "cast/"), fields) for user in left]
    service = serve(2)

    found = at_once(service, presses)

    case = round.process_id
    assert found == [302, 302], service.said()
    assert service.ask(f"SELECT count(*) FROM approvals_ballot WHERE round_id = {round.pk} AND state = 'cast'") == [
        (3,)
    ]
    closed = f"SELECT count(*) FROM core_event WHERE chain = 'case:{case}' AND verb = 'round.closed'"
    assert service.ask(f"{closed} AND body LIKE '%panel%'") == [(1,)]
    assert service.ask(f"SELECT count(*) FROM approvals_round WHERE process_id = {case} AND closed_at IS NULL") == [
        (1,)
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them(season, serve, order):
    nomination = season.nominate()
    season.walk_to("review")
    round = season.round(nomination.case)
    decides = (session_of(season.officer), page_of(round, "decide/"), {"verdict": "approve", "opinion": "同意。"})
    withdraws = (session_of(season.principal1), f"/cases/{round.process_id}/withdraw/", {"withdraw-reason": "本人放弃"})
    service = serve(2)

    found = at_once(service, [decides, withdraws][::order])

    said = service.said()
    live = service.ask(
        f"SELECT count(*) FROM approvals_round WHERE process_id = {round.process_id} AND closed_at IS NULL"
    )
    ended = service.ask(f"SELECT outcome FROM approvals_case WHERE id = {round.process_id}")
    assert 500 not in found, said
    assert ended == [("withdrawn",)], said  # withdrawing is possible before and after the decision
    assert live == [(0,)], said
    assert Counter(found)[302] >= 1, said
