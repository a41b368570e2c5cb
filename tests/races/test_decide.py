"""Eight officers decide one case in the same instant, through real processes: one decision stands."""

import threading
from collections import Counter
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from core.organisations.roles import Role
from tests.approvals.addresses import page_of
from tests.races.servers import Service

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "t" * 32
# SQLite lets one writer in at a time and turns nobody away; fewer racers show it.
RACERS = 8 if connection.vendor == "postgresql" else 4


@pytest.fixture
def racers(season, make_user) -> list[str]:
    """The sessions of officers who may all decide."""
    users = [make_user(f"经办人{number}", Role.OFFICER, season.bodies["personnel"]) for number in range(RACERS)]
    return [_session(user) for user in users]


def _session(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def serve(tmp_path):
    """Start the service once everything is in the database; it is stopped after the test."""
    services = []

    def start():
        services.append(Service(workers=RACERS, folder=tmp_path))
        return services[-1]

    yield start
    for service in services:
        service.stop()


def post(service, address: str, *, session: str, **fields) -> int:
    """Post a form as a browser does and return the status."""
    to = HTTPConnection(service.address, timeout=60)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    to.request("POST", address, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)
    status = to.getresponse().status
    to.close()
    return status


def at_once(service, addresses: list[str], *, sessions: list[str]) -> list[int]:
    """Post a verdict to each address in the same instant, every second one a refusal."""
    gate, found = threading.Barrier(len(sessions)), [0] * len(sessions)

    def race(number: int) -> None:
        verdict = "approve" if number % 2 else "reject"
        gate.wait()
        found[number] = post(
            service, addresses[number], session=sessions[number], verdict=verdict, opinion=f"第{number}位经办人的意见"
        )

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


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
    race_each(rounds, racers, serve())


def test_on_sqlite_too_a_case_is_decided_once(rounds, racers, serve):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is raced above")
    race_each(rounds[:1], racers, serve())


def race_each(rounds, racers, service) -> None:
    for round in rounds:
        found = at_once(service, [page_of(round, "decide/")] * len(racers), sessions=racers)

        assert Counter(found) == {302: 1, 409: len(racers) - 1}, service.said()
        assert_decided_once(service, round)


def test_another_cases_number_in_the_address_decides_nothing(rounds, racers, serve):
    service = serve()
    wanted, other = rounds[:2]
    mistyped = f"/cases/{other.process_id}/rounds/{wanted.pk}/decide/"

    found = at_once(service, [mistyped] * len(racers), sessions=racers)

    assert Counter(found) == {404: len(racers)}, service.said()
    ids = f"{wanted.pk}, {other.pk}"
    assert service.ask(f"SELECT state FROM approvals_ballot WHERE round_id IN ({ids})") == [("open",), ("open",)]
