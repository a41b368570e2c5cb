"""Several people correct one statement in the same instant: one correction stands, and one reconsideration opens."""

from collections import Counter

import pytest
from django.db import connection

from core.models import Fact
from core.organisations.roles import Role
from tests.races.racing import at_once, session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
RACERS = 6


def test_one_of_several_corrections_stands_and_the_others_are_conflicts(season, make_user, serve):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL; SQLite lets one writer in at a time")
    case = season.nominate().case
    fact = Fact.objects.get(person=case.person, kind="title")
    users = [make_user(f"经办人{number}", Role.OFFICER, season.bodies["personnel"]) for number in range(RACERS)]
    said = {"correct-value": "一级教师", "correct-true_from": str(fact.true_from), "correct-reason": "原件与系统不符"}
    service = serve(RACERS)

    statuses = at_once(service, [(session_of(user), f"/statements/{fact.pk}/correct/", said) for user in users])

    assert Counter(statuses) == {302: 1, 409: RACERS - 1}
    assert service.ask(f"SELECT count(*) FROM core_fact WHERE previous_id = {fact.pk}") == [(1,)]
    assert service.ask(f"SELECT count(*) FROM approvals_reconsideration WHERE case_id = {case.pk}") == [(1,)]
