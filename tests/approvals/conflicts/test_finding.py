"""Conflicts are found in the files when a stage opens and before anybody acts, and written down once."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts import services
from approvals.conflicts.files import found_in_files
from approvals.conflicts.services import barred_users, find_conflicts, is_barred
from approvals.models import Case, Recusal, Relation
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.models import Event, Organisation, User
from core.people.services import move
from tests.approvals.conflicts.people import declared, left_the_school, same_school, tell


def found(case: Case) -> list[tuple[str, str, str]]:
    rows = Recusal.objects.filter(case=case).order_by("user__username", "rule")
    return list(rows.values_list("user__username", "rule", "words"))


LEADERS = [("principal1", "same_school", "海州第1小学"), ("secretary1", "same_school", "海州第1小学")]


def test_a_case_begins_with_everybody_of_its_school_on_file(season):
    case = season.nominate().case

    assert found(case) == LEADERS


def test_the_school_s_own_offices_act_for_it_all_the_same(season):
    case = season.nominate().case
    school, group = case.organisation, case.organisation.parent

    assert is_barred(season.secretary1, case)
    assert not is_barred(season.secretary1, case, at=school)
    assert not is_barred(season.secretary1, case, at=group)
    assert is_barred(season.secretary1, case, at=season.bodies["party"])
    season.approve(season.round(case))
    assert season.round(case).stage == "school_notice"


def test_kin_is_kept_out_of_the_school_s_own_offices_too(season):
    person = season.teacher()
    Relation.objects.create(
        district=season.district,
        user=season.secretary1,
        person=person,
        kind="kin",
        declared_by=season.secretary1,
        declared_at=season.now,
    )

    case = season.nominate(person=person).case

    assert is_barred(season.secretary1, case, at=case.organisation)
    assert awaited(season.round(case), on=day_of(season.now)) == []


def test_looking_again_finds_nothing_new(season):
    case = season.nominate().case
    events = Event.objects.count()

    assert find_conflicts(Case.objects.get(pk=case.pk), now=season.now) == []
    assert (found(case), Event.objects.count()) == (LEADERS, events)


def test_what_is_found_stands_on_the_record_with_its_words(season):
    case = season.nominate().case

    (event,) = Event.objects.filter(chain=case.chain, verb="conflict.found")
    assert '"rule":"same_school"' in event.body
    assert "海州第1小学" in event.body


@pytest.mark.parametrize(("days", "binds"), [(1, True), (0, False)])
def test_a_school_left_exactly_three_years_ago_binds_no_more(days, binds, season):
    case = season.nominate().case
    today = day_of(season.now)
    person = season.teacher("旧同事", school=9, without="employment")
    until = today.replace(year=today.year - 3) + dt.timedelta(days=days)
    tell(person, "海州第1小学", season=season, until=until)
    User.objects.filter(pk=season.police.pk).update(person=person)

    find_conflicts(Case.objects.get(pk=case.pk), now=season.now)

    assert is_barred(season.police, case) == binds


def test_the_candidate_s_former_school_counts_too(season):
    person = season.teacher("欧阳·𬭎", school=2)
    tell(person, "海州第1小学", season=season, until=dt.date(2025, 7, 31))
    case = season.nominate(person=person, school=2).case

    assert [user for user, _rule, _words in found(case)] == ["principal1", "principal2", "secretary1", "secretary2"]


def test_a_school_at_which_the_candidate_holds_or_held_an_office_counts_too(season, make_user):
    person = season.teacher("兼职副校长", school=2)
    login = make_user("兼职副校长", role="principal", at=season.schools[6], person=person)
    login.appointments.update(starts_on=dt.date(2022, 8, 1), ends_on=dt.date(2025, 12, 31))

    case = season.nominate(person=person, school=2).case

    assert [user for user, _rule, _words in found(case)] == ["principal2", "principal7", "secretary2", "secretary7"]


def test_a_school_of_the_same_name_in_another_district_is_another_school(season):
    other = Organisation.objects.create(code="other", name="邻区", kind="district")
    Organisation.objects.filter(pk=other.pk).update(district=other)
    school = Organisation.objects.create(code="s01", name="海州第1小学", kind="school", district=other, parent=other)
    person = season.teacher("外区同名校教师", school=5)
    type(person).objects.filter(pk=person.pk).update(organisation=school, district=other)
    person.facts.update(district=other)
    User.objects.create(username="stranger", name="外区", district=other, person=person)

    assert found(season.nominate().case) == LEADERS


def test_who_moved_to_the_school_since_is_found_before_they_act(season):
    person = season.teacher("赵一", school=2)
    User.objects.filter(pk=season.officer.pk).update(person=person)
    case = season.nominate().case
    season.walk_to("review")
    assert not is_barred(season.officer, case)

    move(person, to=season.schools[0], on=day_of(season.now), by=None, now=season.now)

    with pytest.raises(PermissionDenied, match="海州第1小学"):
        decide(season.round(case), by=User.objects.get(username="officer"), verdict="approve", now=season.now)
    assert season.round(case).stage == "review"


def test_a_judge_of_the_same_school_is_not_drawn(season):
    for expert in (season.expert1, season.expert2):
        same_school(season, expert, season.draft("占位", school=1).person.cases.model(organisation=season.schools[0]))
    case = season.nominate().case

    season.walk_to("panel")

    drawn = set(season.round(case).ballots.values_list("user__username", flat=True))
    assert drawn == {"expert3", "expert4", "expert5"}


def test_kin_is_not_drawn(season):
    case = season.nominate().case
    for expert in (season.expert1, season.expert2):
        declared("kin")(season, expert, case)

    season.walk_to("panel")

    drawn = set(season.round(case).ballots.values_list("user__username", flat=True))
    assert drawn == {"expert3", "expert4", "expert5"}


def test_a_member_related_to_the_person_is_not_of_the_electorate(season):
    case = season.nominate().case
    declared("mentor")(season, season.party1, case)
    season.walk_to("party")

    season.call(season.round(case))

    voters = set(season.round(case).ballots.filter(role="").values_list("user__username", flat=True))
    assert voters == {"party2", "party3"}


@pytest.mark.parametrize("count", [1, 30])
def test_finding_asks_no_more_for_thirty_colleagues_than_for_one(count, season, django_assert_num_queries):
    case = season.nominate().case
    Recusal.objects.all().delete()
    for number in range(count):
        user = User.objects.create(username=f"u{number}", name="同事", district=season.district)
        left_the_school(season, user, case)
    case = Case.objects.select_related("version", "person__organisation", "organisation").get(pk=case.pk)

    with django_assert_num_queries(FINDING):
        assert len(find_conflicts(case, now=season.now)) == count + len(LEADERS)


FINDING = 13


@pytest.mark.parametrize("count", [1, 30])
def test_who_stays_out_is_one_question_whatever_their_number(count, season, django_assert_num_queries):
    case = season.nominate().case
    Recusal.objects.all().delete()
    for number in range(count):
        user = User.objects.create(username=f"u{number}", name="同事", district=season.district)
        declared("kin")(season, user, case)
    find_conflicts(Case.objects.get(pk=case.pk), now=season.now)
    case = Case.objects.select_related("person__user", "organisation").get(pk=case.pk)

    with django_assert_num_queries(1):
        assert len(barred_users(case)) == count + len(LEADERS)


def test_a_policy_without_conflicts_binds_only_the_panel(season):
    text = season.campaign.version.text
    start, end = text.index("conflicts:"), text.index("stages:\n")
    season.campaign = season.open(text[:start] + text[end:])
    person = season.teacher("同校评委", school=1)
    User.objects.filter(username__in=["expert1"]).update(person=person)
    case = season.nominate().case
    declared("kin")(season, season.officer, case)
    Relation.objects.update(declared_by=season.inspector)  # nobody's own word

    season.walk_to("panel")

    assert found(case) == []
    assert not season.round(case).ballots.filter(user__username="expert1").exists()
    assert case.rounds.get(stage="review").closed_by == season.officer


def test_one_act_asks_the_files_once_however_many_steps_it_takes(season, monkeypatch):
    case = season.nominate().case
    season.walk_to("review")
    asked = []
    monkeypatch.setattr(
        services, "found_in_files", lambda case, **said: asked.append(case) or found_in_files(case, **said)
    )

    decide(season.round(case), by=season.officer, verdict="approve", opinion="同意。", now=season.now)

    assert season.round(case).stage == "approval"
    assert len(asked) == 1
