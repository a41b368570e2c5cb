"""An objection upheld takes a person off the notice; the place goes to the next who waits, with a notice of its own."""

import pytest

from approvals.models import Case, PublicNotice
from approvals.notices.answering import answer, take_up
from approvals.notices.inquiry import ask, report
from approvals.notices.objecting import object_to
from approvals.waitlists.queries import free_places
from approvals.waitlists.services import call_up
from core.errors import Refused
from core.models import Event
from tests.approvals.notices.objections import WORDS
from tests.approvals.rankings.short import short, waiting_cases

pytestmark = pytest.mark.django_db
WHERE = {"stage": "reserve", "track": "teacher"}


@pytest.fixture
def cases(season):
    """Four teachers: two on public notice, two on the waiting list; an upheld objection ends a case."""
    text = short()
    assert text.count("then: {upheld: party}") == 1
    season.campaign = season.open(text.replace("then: {upheld: party}", "then: {upheld: refused}"))
    cases = waiting_cases(season, ("0.9", "0.85", "0.8", "0.75"), ())
    season.walk_to("public_notice")
    return cases


def test_an_upheld_objection_frees_the_place_for_the_next_with_a_notice_of_their_own(season, cases):
    first, second, third, fourth = cases
    notice = season.publish(season.round(first))
    objection = object_to(notice.entries.get(round__process=first), **WORDS, now=season.now)
    take_up(objection, by=season.officer, now=season.now)
    ask(objection, inquirer=season.inspector, why="查处分档案", by=season.officer, now=season.now)
    report(objection, text="处分属实，未填报。", by=season.inspector, now=season.now)
    calling = {**WHERE, "by": season.officer, "reason": "公示期异议成立"}
    with pytest.raises(Refused):
        call_up(season.campaign, **calling, now=season.now)

    answer(objection, finding="upheld", text="情况属实，取消资格。", by=season.officer, now=season.now)
    assert free_places(season.campaign, track="teacher") == 1
    call_up(season.campaign, **calling, now=season.now)
    season.walk_to("public_notice")

    assert [Case.objects.get(pk=case.pk).outcome for case in cases] == ["refused", "", "", ""]
    own = season.publish(season.round(third))
    assert [entry.round.process_id for entry in own.entries.all()] == [third.pk]
    assert PublicNotice.objects.filter(audience="public").count() == 2
    season.walk_to()
    outcomes = [Case.objects.get(pk=case.pk).outcome for case in (second, third, fourth)]
    assert outcomes == ["honoured", "honoured", "refused"]
    called = Event.objects.get(verb="waitlist.called_up")
    assert (called.chain, "公示期异议成立" in called.body) == (third.chain, True)
