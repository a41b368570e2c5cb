"""The demo's plans stand at different stages on the day the demo is built, told through the services."""

import random

import pytest

from approvals.models import Round
from core.record.services import verify
from workflows.demo import placements
from workflows.demo.district import LONG_AGO, Founder
from workflows.demo.invented import Inventor
from workflows.placement.models import State


@pytest.fixture
def told(db, now, settings, tmp_path):
    """The demo's district without its season, with the plans told in it."""
    settings.MEDIA_ROOT = tmp_path / "papers"
    inventor = Inventor(seed=1, today=now.date())
    district = Founder(now=now - LONG_AGO, inventor=inventor).found()
    return placements.live(district, now=now, random=random.Random(1))


def test_one_has_ended_well_one_is_late_one_is_on_notice_one_is_asked_and_one_is_a_draft(told, now):
    states = [type(placement).objects.get(pk=placement.pk).state for placement in told]
    late = Round.objects.get(process=told[1].case_id, closed_at=None)

    assert states == [State.ABSORBED, State.PROBATION, State.PROBATION, State.ON_NOTICE, State.PROPOSED, State.DRAFT]
    assert late.due_at < now
    assert {fact.kind for fact in told[0].person.facts.all()} >= {"placement", "post"}
    assert verify() == []
