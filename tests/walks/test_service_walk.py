"""Anything may happen next, through the services and the database; after every act everything still hangs together."""

import datetime as dt
import os

import pytest

from approvals.models import Case, Round
from core.clock import day_of
from core.models import User
from tests.walks.invariants import check_cases, check_counts, check_inbox, check_reminded, check_reminders
from tests.walks.road import text
from tests.walks.walker import Walk

WALKS, ACTS = 4, int(os.environ.get("WALK_ACTS", "500"))
SEED = int(os.environ.get("WALK_SEED", "1"))
LOOK_AT_EVERYBODY = 100  # acts
BY_LOT = 2  # inboxes looked at after every act, besides those of the people who are asked
YEARS = dt.timedelta(days=3650)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=pytest.mark.once if seed > SEED else ()) for seed in range(SEED, SEED + WALKS)],
)
def test_two_thousand_acts_leave_no_case_without_a_next_step(season, seed):
    """Four walks of five hundred acts; on a second database the first of them."""
    season.campaign = season.open(text())
    season.campaign.closes_at += YEARS
    season.campaign.save(update_fields=["closes_at"])
    walk = Walk(season, seed=seed)
    everybody = list(User.objects.filter(is_active=True))

    for number in range(ACTS):
        assert walk.act()
        check_cases(walk, walk.touched)
        check_inbox({*walk.asked(), *walk.dice.sample(everybody, BY_LOT)}, on=day_of(season.now))
        check_reminders(walk.touched)
        for round in walk.just_closed():
            check_counts(round)
        walk.touched.clear()
        if number % LOOK_AT_EVERYBODY == 0:
            check_cases(walk, walk.beside)
            check_inbox(everybody, on=day_of(season.now))
            check_reminded(walk.beside, on=day_of(season.now))

    for round in Round.objects.exclude(closed_at=None):
        check_counts(round)
    season.walk_to()  # every case can still end
    assert not Case.objects.filter(finished=None).exists()
    print(f"\nseed {seed}: {dict(walk.done)}; not possible: {dict(walk.refused)}")  # noqa: T201
