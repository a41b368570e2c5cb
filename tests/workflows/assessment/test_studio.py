"""A second policy, of studios: another order, another subject, and no code."""

import pytest

from core.facts.services import establish
from core.models import Fact, User
from core.organisations.models import Kind
from core.organisations.services import found
from tests.season import paper
from tests.workflows.assessment import year as years
from workflows.assessment import services
from workflows.assessment.models import Assessment, State


@pytest.fixture
def studio(year):
    """A studio with a host, assessed under the policy of studios."""
    body = found(Kind.STUDIO, under=year.schools[0], code="studio1", name="王秀英名师工作室")
    host = year.worker("王秀英")
    told = {"value": host.name, "detail": {"person": host.pk}, "true_from": year.began.date().replace(year=2024)}
    establish("host", about=body, **told, by=None, now=year.began)
    year.campaign = year.open(years.HUOQIU.read_text(encoding="utf-8"), title="2025年度工作室考核")
    year.begin(bodies=True)
    return body


def test_a_studio_walks_to_the_end_and_the_grade_is_in_its_file(year, studio):
    (mine,) = Assessment.objects.filter(campaign=year.campaign)
    host = User.objects.get(person__name="王秀英")
    services.write(mine, statement="完成年度任务。", by=host)
    with pytest.raises(Exception, match="年度工作总结"):
        services.report(mine, by=host, now=year.now)
    services.attach(mine, material="report", upload=paper("总结.pdf"), by=host, now=year.now)
    services.report(mine, by=host, now=year.now)

    year.walk_to()

    done = Assessment.objects.get(pk=mine.pk)
    fact = Fact.objects.get(kind="review")
    assert (done.state, done.grade) == (State.CLOSED, "优秀")
    assert (fact.organisation, fact.value, fact.person) == (studio, "优秀", None)
