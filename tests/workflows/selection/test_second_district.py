"""A second district decides first and publishes afterwards, in calendar days: one file, and no code."""

from approvals.models import PublicNotice, Round
from tests.season import POLICY
from workflows.selection.models import Nomination, State

SECOND = POLICY.with_name("zhuhai-xiangshan.yaml")


def test_the_same_law_serves_a_road_that_decides_before_the_notice(season):
    season.campaign = season.open(SECOND.read_text(encoding="utf-8"))
    nomination = season.nominate()

    season.walk_to()

    nomination = Nomination.objects.get(pk=nomination.pk)
    stages = list(Round.objects.filter(process=nomination.case_id).values_list("stage", "verdict"))
    assert nomination.state == State.HONOURED
    assert stages.index(("decision", "approve")) < stages.index(("public_notice", "clear")) == len(stages) - 1


def test_its_notice_counts_calendar_days(season):
    season.campaign = season.open(SECOND.read_text(encoding="utf-8"))
    season.nominate()
    season.pass_days(4)  # to a Friday, so that a weekend lies within

    season.walk_to()

    notice = PublicNotice.objects.get()
    assert (notice.ends_on - notice.starts_on).days == 5
