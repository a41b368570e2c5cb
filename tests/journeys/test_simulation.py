"""The demo district lives on by itself, and the doctor finds nothing; `make long` lets ninety days pass."""

import os
from collections import Counter

import pytest

from approvals.documents.kinds import kinds
from approvals.documents.models import IssuedDocument
from approvals.models import Case, Round
from core import clock
from core.health import examine
from notifications.models import Channel, Message, State
from workflows.demo.simulation import live_on, post_office, the_district

pytestmark = pytest.mark.django_db

DAYS = int(os.environ.get("SIMULATED_DAYS", "4"))


@pytest.fixture
def moved(demo, settings, tmp_path):
    """The demo's district with a clock that can be moved."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    return the_district()


def test_the_demo_has_issued_a_paper_of_each_kind_that_has_a_number(demo):
    numbered = {kind.key for kind in kinds() if kind.numbered}

    assert {paper.kind for paper in IssuedDocument.objects.exclude(number="")} == numbered


def test_days_of_all_four_processes_leave_nothing_stuck_and_nothing_amiss(moved):
    before = Round.objects.exclude(closed_at=None).count()

    with post_office() as caught:
        life = live_on(days=DAYS, seed=DAYS)

    found = {name: complaints for name, complaints in examine(clock.now()).items() if complaints}
    assert found == {}
    acted = Counter(case.policy.process for case in Case.objects.filter(rounds__closed_at__isnull=False).distinct())
    assert set(acted) == {"selection", "placement", "assessment", "adjustment"}
    assert Round.objects.exclude(closed_at=None).count() > before + 10 * DAYS
    assert life.did.total() > 20 * life.refused.total()
    assert len(caught) == Message.objects.filter(state=State.SENT).exclude(channel=Channel.INAPP).count()
