"""What was wrong is put right, and exactly the decisions that used it are looked at again."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.models import Reconsideration, Reliance
from approvals.reliance.compare import moved, shifts
from approvals.reliance.services import answer, correct_statement, find_paper_false, may_answer, retract_statement
from core.errors import Conflict, Refused
from core.facts.services import establish
from core.models import Event, Fact, Paper
from notifications.models import Message

pytestmark = pytest.mark.django_db
WHY = "原件与系统不符"


def lower(fact, *, season, value="一级教师"):
    return correct_statement(fact, value=value, by=season.officer, now=season.now, reason=WHY)


def states():
    return list(Reconsideration.objects.order_by("case").values_list("case", "state"))


def test_a_case_writes_down_which_statements_and_papers_it_began_with(season, title_of):
    case = season.nominate().case

    named = Reliance.objects.filter(case=case, round=None)
    assert set(named.filter(fact=title_of(case)).values_list("name", flat=True)) == {"title"}
    assert named.filter(name="reviews").count() == 6
    assert [one.paper.name for one in named.exclude(paper=None)] == ["申报表.pdf"]


def test_a_decision_is_looked_at_again_when_its_statement_turns_out_wrong(season, ended, title_of):
    before = title_of(ended)

    after = lower(before, season=season)

    wanted = Reconsideration.objects.get()
    assert (wanted.case, wanted.before, wanted.after, wanted.state) == (ended, before, after, "open")
    assert (wanted.then, wanted.now) == ({"title": "高级教师"}, {"title": "一级教师"})
    found = shifts(ended.policy, track=ended.track, then=ended.facts, now={**ended.facts, **wanted.now})
    assert [(shift.then.met, shift.now.met) for shift in found] == [(True, False)]
    told = Message.objects.filter(key=f"reconsideration:{wanted.pk}:opened").values_list(
        "recipient__username", flat=True
    )
    assert {"joint_clerk", "party1", "leader"} <= set(told)
    assert {"officer", "principal1", "inspector"}.isdisjoint(told)


def test_a_correction_that_changes_no_answer_needs_none(season, ended, title_of):
    lower(title_of(ended), season=season, value="正高级教师")

    assert states() == [(ended.pk, "unchanged")]
    assert Reconsideration.objects.get().due_on is None
    assert not Message.objects.filter(key__startswith="reconsideration:").exists()


def test_a_decision_on_somebody_else_is_not_touched(season, ended, title_of):
    other = season.nominate("李秀兰", school=2).case

    lower(title_of(other), season=season)

    assert states() == [(other.pk, "open")]


def test_what_is_taken_back_reopens_too(season, ended, title_of):
    retract_statement(title_of(ended), by=season.officer, now=season.now, reason="张冠李戴")

    wanted = Reconsideration.objects.get()
    assert (wanted.after, wanted.now, wanted.state) == (None, {"title": None}, "open")


def test_what_was_corrected_twice_is_looked_at_again_in_the_light_of_each(season, ended, title_of):
    second = lower(title_of(ended), season=season)
    third = lower(second, season=season, value="正高级教师")

    assert [(one.before, one.after) for one in Reconsideration.objects.order_by("pk")][1] == (second, third)
    assert set(Reconsideration.objects.values_list("case", flat=True)) == {ended.pk}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(data=st.data())
def test_a_correction_reopens_exactly_the_cases_whose_reliance_names_it(season, data):
    """A person's statements, cases that rest on any of them under any name, one of them corrected."""
    cases = [season.nominate(f"王秀英{n}", school=n).case for n in (1, 2, 3)] if not Reliance.objects.exists() else None
    cases = cases or sorted({one.case for one in Reliance.objects.select_related("case")}, key=lambda case: case.pk)[:3]
    about = season.teacher("赵敏")
    facts = list(Fact.objects.filter(person=about))
    used = data.draw(st.sets(st.tuples(st.sampled_from(cases), st.sampled_from(facts)), max_size=12))
    names = ["title", "reviews", "post_since"]
    for case, fact in sorted(used, key=lambda pair: (pair[0].pk, pair[1].pk)):
        name = data.draw(st.sampled_from(names))
        Reliance.objects.create(district=season.district, case=case, fact=fact, name=name)
    wrong = data.draw(st.sampled_from(facts))

    if data.draw(st.booleans()):
        correct_statement(wrong, value="另一个说法", by=season.officer, now=season.now, reason=WHY)
    else:
        retract_statement(wrong, by=season.officer, now=season.now, reason=WHY)

    reopened = Reconsideration.objects.filter(before=wrong).values_list("case", flat=True)
    assert set(reopened) == {case.pk for case, fact in used if fact == wrong}


def test_what_a_list_reads_needs_an_answer_though_every_clause_says_the_same(season):
    policy = season.campaign.policy
    read = [tie.by for ranking in policy.rankings.values() for tie in ranking.ties if tie.by]

    assert any("post_since" in text or "teaching_since" in text for text in read) or read == []
    assert moved(policy, then={"title": "高级教师"}, now={"title": "高级教师"}) == set()


def test_only_who_keeps_the_files_corrects_them_and_nobody_their_own(season, ended, title_of):
    fact = title_of(ended)
    for user in (season.leader, season.principal1, season.admin):
        with pytest.raises(PermissionDenied):
            correct_statement(fact, value="一级教师", by=user, now=season.now, reason=WHY)
    season.officer.person = ended.person
    season.officer.save()
    with pytest.raises(PermissionDenied):
        lower(fact, season=season)

    assert Reconsideration.objects.count() == 0


def test_a_correction_without_a_reason_leaves_no_trace(season, ended, title_of):
    fact = title_of(ended)
    with pytest.raises(Refused):
        correct_statement(fact, value="一级教师", by=season.officer, now=season.now, reason=" ")

    assert (states(), Fact.objects.filter(previous=fact).count()) == ([], 0)


@pytest.mark.parametrize(("stands", "state"), [(True, "upheld"), (False, "changed")])
def test_the_committee_answers_once_with_a_reason(stands, state, season, ended, title_of):
    lower(title_of(ended), season=season)
    wanted = Reconsideration.objects.get()
    with pytest.raises(Refused):
        answer(wanted, stands=stands, reason=" ", by=season.joint_clerk, now=season.now)

    answer(wanted, stands=stands, reason="其余条件足以支持。", by=season.joint_clerk, now=season.now)

    wanted.refresh_from_db()
    assert (wanted.state, wanted.answered_by, wanted.reason) == (state, season.joint_clerk, "其余条件足以支持。")
    assert Event.objects.filter(chain=ended.chain, verb=f"reconsideration.{state}").count() == 1
    with pytest.raises(Conflict):
        answer(wanted, stands=True, reason="再答", by=season.leader, now=season.now)


def test_who_does_not_watch_or_stays_out_does_not_answer(season, ended, title_of):
    lower(title_of(ended), season=season)
    wanted = Reconsideration.objects.get()
    season.joint_clerk.person = ended.person
    season.joint_clerk.save()

    for user in (season.officer, season.principal1, season.inspector, season.joint_clerk):
        assert not may_answer(user, wanted)
        with pytest.raises(PermissionDenied):
            answer(wanted, stands=True, reason="成立", by=user, now=season.now)
    assert may_answer(season.leader, wanted)


def test_a_false_paper_reopens_the_case_that_held_it_and_the_case_that_used_what_rests_on_it(season):
    held, used, _other = (
        season.nominate(name, school=n).case for n, name in enumerate(("甲甲", "乙乙", "丙丙"), start=1)
    )
    paper = Paper.objects.get(reliances__case=held)
    fact = Fact.objects.get(person=used.person, kind="title")
    fact.papers.add(paper)

    found = find_paper_false(paper, by=season.inspector, now=season.now, reason="发证机关否认签发")

    paper.refresh_from_db()
    assert (paper.is_false, found.found_by, found.event.verb) == (True, season.inspector, "paper.found_false")
    assert states() == [(held.pk, "open"), (used.pk, "open")]
    assert set(Reconsideration.objects.values_list("paper", flat=True)) == {paper.pk}
    assert Fact.objects.get(pk=fact.pk).known_until is None


def test_a_paper_is_found_false_once_with_a_reason_by_inspectors_and_leaders_only(season):
    season.nominate()
    paper = Paper.objects.get()
    for user in (season.officer, season.head, season.joint_clerk, season.party1, season.principal1, season.admin):
        with pytest.raises(PermissionDenied):
            find_paper_false(paper, by=user, now=season.now, reason=WHY)
    with pytest.raises(Refused):
        find_paper_false(paper, by=season.leader, now=season.now, reason=" ")
    find_paper_false(paper, by=season.leader, now=season.now, reason=WHY)

    with pytest.raises(Conflict):
        find_paper_false(paper, by=season.inspector, now=season.now, reason=WHY)


def test_a_paper_known_to_be_false_that_is_handed_in_all_the_same_is_put_to_the_committee(season):
    nomination = season.draft()
    find_paper_false(Paper.objects.get(), by=season.inspector, now=season.now, reason=WHY)
    from workflows.selection.services import submit

    submit(nomination, by=season.principal1, now=season.now)

    assert [state for _case, state in states()] == ["open"]


def test_a_statement_corrected_while_a_case_gathers_it_is_gathered_again(season):
    from approvals.processes import Gathered
    from approvals.reliance.resting import rest_on

    case = season.nominate().case
    gone = Fact.objects.get(person=case.person, kind="title")
    lower(gone, season=season)

    with pytest.raises(Conflict):
        rest_on(case, Gathered({"title": "高级教师"}, rests_on={"title": [gone.pk]}), now=season.now)


def test_a_process_that_gathers_a_plain_dict_names_no_statements(season):
    from approvals.reliance.resting import rest_on

    case = season.nominate().case
    known = Reliance.objects.filter(case=case).exclude(fact=None).count()

    rest_on(case, {"title": "高级教师"}, now=season.now)

    assert Reliance.objects.filter(case=case).exclude(fact=None).count() == known


def test_what_was_not_yet_said_when_the_case_began_was_not_used(season, ended):
    later = establish(
        "review", about=ended.person, value="优秀", true_from=dt.date(2024, 12, 31), by=None, now=season.now
    )

    lower(later, season=season, value="不合格")

    assert states() == []
