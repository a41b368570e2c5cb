"""What is refused, and in which words: out of time, overtaken, twice for a cause, about oneself, unsigned."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from approvals.models import Case
from approvals.moves.services import lapse_overdue
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.facts.services import correct
from core.models import Event, Fact, User
from tests.season import paper
from workflows.adjustment.hearing import speak
from workflows.adjustment.models import State
from workflows.adjustment.overtaken import close_overtaken
from workflows.adjustment.services import discard, gaps, hand_in, propose

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])


def test_an_appeal_out_of_time_is_refused_with_the_day_it_ended(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    case = adjusting.walk(adjustment, "reconsider")
    ended = adjusting.round(case).due_at
    day = f"{ended.astimezone(adjusting.now.tzinfo):%Y-%m-%d}"
    adjusting.at(ended + dt.timedelta(seconds=1))

    with pytest.raises(Refused, match=day):  # the sweep has not come by yet
        speak(adjusting.fresh(adjustment), statement="请求复核。", by=person.user, now=adjusting.now)
    with pytest.raises(Refused, match=day):
        decide(adjusting.round(case), by=person.user, verdict="done", now=adjusting.now)
    lapse_overdue(adjusting.now)
    with pytest.raises(Refused, match=day):
        speak(adjusting.fresh(adjustment), statement="请求复核。", by=person.user, now=adjusting.now)


@pytest.mark.parametrize("kind", ["died", "retired"])
def test_who_dies_or_retires_meanwhile_is_not_adjusted(adjusting, kind):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    case = adjusting.walk(adjustment, "party")

    adjusting.knows(person, kind, "是", since=adjusting.today)
    assert close_overtaken(adjusting.now) == 1

    assert adjusting.fresh(adjustment).state == State.OVERTAKEN
    case = Case.objects.get(pk=case.pk)
    assert (case.outcome, case.rounds.filter(closed_at=None).count()) == ("overtaken", 0)
    assert adjusting.facts(person, "honour")[0][2] is None
    assert close_overtaken(adjusting.now) == 0


def test_what_another_decision_has_ended_meanwhile_is_not_adjusted_once_more(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    adjusting.walk(adjustment, "party")
    honour = Fact.objects.get(person=person, kind="honour", known_until=None)
    known = correct(honour, by=None, now=adjusting.now, reason="证书日期", value=honour.value)
    assert close_overtaken(adjusting.now) == 0

    ended = {**known.detail, "ended": "revoked"}
    correct(known, by=None, now=adjusting.now, reason="另案取消", true_until=adjusting.today, detail=ended)
    assert close_overtaken(adjusting.now) == 1

    assert adjusting.fresh(adjustment).state == State.OVERTAKEN
    told = Event.objects.get(verb="case.overtaken", chain=adjusting.fresh(adjustment).case.chain)
    assert "已经终止" in told.body


def test_what_is_in_effect_stays_so_when_the_person_retires(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    adjusting.walk(adjustment, "reconsider")

    adjusting.knows(person, "retired", "是", since=adjusting.today)

    assert close_overtaken(adjusting.now) == 0
    assert adjusting.fresh(adjustment).state == State.REVOKED


@BOTH
def test_one_cause_has_one_adjustment(adjusting, language):
    person = adjusting.holder()
    adjusting.under_way(person)

    with translation.override(language), pytest.raises(Refused, match=r"一因一调|One cause, one adjustment"):
        adjusting.propose(person)


def test_the_same_cause_may_be_brought_up_again_once_it_was_taken_back(adjusting):
    person = adjusting.holder()
    discard(adjusting.propose(person), by=adjusting.officer, now=adjusting.now)

    assert adjusting.propose(person).state == State.PROPOSED


def test_nobody_proposes_an_adjustment_of_their_own(adjusting):
    person = adjusting.holder(login=False)
    User.objects.filter(pk=adjusting.officer.pk).update(person=person)
    officer = User.objects.get(pk=adjusting.officer.pk)
    fields = {"track": "cancel_title", "ground": "result", "by": officer, "now": adjusting.now}

    with pytest.raises(Refused, match="本人"):
        propose(adjusting.campaign, person=person, **fields)


def test_who_is_concerned_decides_nothing_in_their_own_case(adjusting):
    person = adjusting.holder(login=False)
    adjustment = adjusting.under_way(person)
    User.objects.filter(pk=adjusting.head.pk).update(person=person)

    head, round = User.objects.get(pk=adjusting.head.pk), adjusting.round(Case.objects.get(pk=adjustment.case_id))
    with pytest.raises(PermissionDenied):
        decide(round, by=head, verdict="approve", now=adjusting.now)


def test_only_the_office_that_the_category_names_proposes(adjusting):
    fields = {"track": "cancel_title", "ground": "result", "now": adjusting.now}

    with pytest.raises(PermissionDenied):
        propose(adjusting.campaign, person=adjusting.holder(), by=adjusting.principal1, **fields)


@BOTH
def test_an_honour_that_has_ended_is_not_revoked_again(adjusting, language):
    person = adjusting.holder()
    first = adjusting.under_way(person)
    adjusting.walk(first, "reconsider")

    with translation.override(language), pytest.raises(Conflict, match=r"已经终止|has ended already"):
        adjusting.propose(person, ground="resolution")


def test_an_honour_that_ends_while_the_case_runs_is_not_ended_twice(adjusting):
    person = adjusting.holder()
    adjustment = adjusting.under_way(person)
    adjusting.walk(adjustment, "written_decision")
    honour = Fact.objects.get(person=person, kind="honour")
    ended = {**honour.detail, "ended": "lapsed"}
    correct(honour, by=None, now=adjusting.now, reason="调离", true_until=adjusting.today, detail=ended)

    with pytest.raises(Conflict, match="已经终止"):
        adjusting.walk(adjustment, "reconsider")
    assert adjusting.fresh(adjustment).state == State.UNDER_WAY


def test_everything_that_is_missing_is_said_at_once(adjusting):
    person = adjusting.holder()
    by, now = adjusting.officer, adjusting.now
    begun = propose(adjusting.campaign, person=person, track="lower_post", ground="conduct", by=by, now=now)

    assert len(gaps(begun)) == 5  # reasons, evidence, the ground, what it ends, the post afterwards
    with pytest.raises(Refused, match="事实依据材料"):
        hand_in(begun, by=by, now=now)


def test_a_school_files_somebodys_word_only_on_a_signed_paper(adjusting):
    adjustment = adjusting.under_way(adjusting.holder(login=False))
    case = adjusting.walk(adjustment, "defence")
    by, said = adjusting.principal1, {"statement": "本人认为考核程序有误。", "now": adjusting.now}

    with pytest.raises(Refused, match="签字"):
        speak(adjusting.fresh(adjustment), by=by, **said)
    speak(adjusting.fresh(adjustment), by=by, upload=paper("陈述申辩.pdf"), **said)

    assert adjusting.round(case).stage == "party"
    assert adjustment.papers.filter(heading="defence").count() == 1


def test_a_paper_that_is_empty_is_refused_in_words(adjusting):
    adjustment = adjusting.under_way(adjusting.holder(login=False))
    adjusting.walk(adjustment, "defence")

    with pytest.raises(Refused):
        speak(
            adjusting.fresh(adjustment),
            statement="见附件。",
            by=adjusting.principal1,
            upload=paper(content=b""),
            now=adjusting.now,
        )


def test_a_conduct_matter_cannot_take_the_road_without_discipline(adjusting):
    adjustment = adjusting.propose(adjusting.holder(), ground="conduct")

    with pytest.raises(Refused, match="行为"):
        hand_in(adjustment, by=adjusting.officer, now=adjusting.now)
