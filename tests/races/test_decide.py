"""Eight officers decide one case in the same instant, through real processes: one decision stands."""

from collections import Counter

import pytest
from django.db import connection

from core.organisations.roles import Role
from tests.approvals.addresses import page_of
from tests.races.racing import at_once, session_of

pytestmark = pytest.mark.django_db(transaction=True)
# SQLite lets one writer in at a time and turns nobody away; fewer racers show it.
RACERS = 8 if connection.vendor == "postgresql" else 4


@pytest.fixture
def racers(season, make_user) -> list[str]:
    """The sessions of officers who may all decide."""
    users = [make_user(f"经办人{number}", Role.OFFICER, season.bodies["personnel"]) for number in range(RACERS)]
    return [session_of(user) for user in users]


def verdicts(address: str, *, sessions: list[str]):
    """Return a verdict of everybody, every second one a refusal."""
    return [
        (session, address, {"verdict": "approve" if number % 2 else "reject", "opinion": f"第{number}位经办人的意见"})
        for number, session in enumerate(sessions)
    ]


def assert_decided_once(service, round) -> None:
    ballots = f"SELECT count(*) FROM approvals_ballot WHERE round_id = {round.pk} AND state = 'cast'"
    events = f"SELECT count(*) FROM core_event WHERE chain = 'case:{round.process_id}' AND verb = 'ballot.decided'"
    opened = f"SELECT count(*) FROM approvals_round WHERE process_id = {round.process_id} AND closed_at IS NULL"
    decided_before = 1  # the school's meeting
    assert service.ask(ballots) == [(1,)]
    assert service.ask(events) == [(decided_before + 1,)]
    assert service.ask(opened)[0][0] <= 1


@pytest.fixture
def rounds(season):
    """Three cases that wait for the officers."""
    cases = [season.nominate(f"王秀英{school}", school=school).case for school in (1, 2, 3)]
    season.walk_to("review")
    return [season.round(case) for case in cases]


@pytest.mark.postgresql
def test_eight_processes_decide_one_case_once(rounds, racers, serve):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL; SQLite is raced below")
    race_each(rounds, racers, serve(RACERS))


def test_on_sqlite_too_a_case_is_decided_once(rounds, racers, serve):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is raced above")
    race_each(rounds[:1], racers, serve(RACERS))


def race_each(rounds, racers, service) -> None:
    for round in rounds:
        found = at_once(service, verdicts(page_of(round, "decide/"), sessions=racers))

        assert Counter(found) == {302: 1, 409: len(racers) - 1}, service.said()
        assert_decided_once(service, round)


def test_another_cases_number_in_the_address_decides_nothing(rounds, racers, serve):
    service = serve(RACERS)
    wanted, other = rounds[:2]
    mistyped = f"/cases/{other.process_id}/rounds/{wanted.pk}/decide/"

    found = at_once(service, verdicts(mistyped, sessions=racers))

    assert Counter(found) == {404: len(racers)}, service.said()
    ids = f"{wanted.pk}, {other.pk}"
    assert service.ask(f"SELECT state FROM approvals_ballot WHERE round_id IN ({ids})") == [("open",), ("open",)]
