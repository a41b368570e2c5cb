"""A relation is declared: it binds in every live case about the person at once, whoever declares it."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts.declaring import declare, people_named
from approvals.conflicts.services import is_barred
from approvals.models import Recusal, Relation
from core.errors import Conflict, Refused
from core.models import Event, Organisation, User
from core.organisations.services import found_district
from tests.approvals.variants import changed
from tests.season import POLICY


@pytest.fixture
def case(season):
    return season.nominate("阿依古丽·买买提").case


def said(season, user, case, *, kind="kin", by=None, words="表姐"):
    return declare(user, person=case.person, kind=kind, words=words, by=by or user, now=season.now)


def test_a_declared_relation_keeps_its_user_out_of_the_running_case(case, season):
    said(season, season.officer, case)

    recusal = Recusal.objects.get(case=case, user=season.officer)
    assert (recusal.rule, recusal.words) == ("kin", "表姐")
    assert is_barred(season.officer, case)


def test_it_stands_on_the_district_s_record_and_the_case_s(case, season):
    said(season, season.officer, case)

    assert Event.objects.filter(chain=season.district.chain, verb="relation.declared").count() == 1
    assert Event.objects.filter(chain=case.chain, verb="conflict.found").count() == 2  # its school's leaders, then this


def test_a_seated_judge_who_declares_is_replaced(case, season):
    season.walk_to("panel")
    round = season.round(case)
    judge = round.ballots.first().user

    said(season, judge, case, kind="mentor")

    states = dict(round.ballots.values_list("user__username", "state"))
    assert states.pop(judge.username) == "recused"
    assert list(states.values()) == ["open", "open", "open"]


def test_a_member_who_declares_in_an_open_meeting_steps_out(case, season):
    season.walk_to("party")
    meeting = season.call(season.round(case))

    said(season, season.party1, case)

    assert meeting.items.get().round.ballots.get(user=season.party1).state == "recused"


def test_another_interest_needs_words(case, season):
    with pytest.raises(Refused):
        said(season, season.officer, case, kind="other", words=" ")
    said(season, season.officer, case, kind="other", words="合著论文")

    assert Recusal.objects.get(case=case, user=season.officer).rule == "declared"


def test_an_unknown_relation_is_refused(case, season):
    with pytest.raises(Refused):
        said(season, season.officer, case, kind="friend")


def test_the_same_relation_twice_is_a_conflict(case, season):
    said(season, season.officer, case)

    with pytest.raises(Conflict):
        said(season, season.officer, case)
    assert Relation.objects.count() == 1


def test_nobody_is_related_to_themselves(case, season):
    User.objects.filter(pk=season.officer.pk).update(person=case.person)

    with pytest.raises(Refused):
        said(season, User.objects.get(username="officer"), case)


def test_people_of_two_districts_are_not_related_here(case, season):
    stranger = User.objects.create(username="stranger", name="外区", district=found_district(code="o", name="邻区"))

    with pytest.raises(Refused):
        said(season, stranger, case)
    assert Organisation.objects.filter(code="o").count() == 1


@pytest.mark.parametrize("declarer", ["admin", "inspector"])
def test_an_administrator_and_an_inspector_declare_for_others(declarer, case, season):
    said(season, season.officer, case, by=season.users[declarer])

    assert Relation.objects.get().declared_by == season.users[declarer]
    assert is_barred(season.officer, case)


def test_nobody_else_declares_for_others(case, season):
    with pytest.raises(PermissionDenied):
        said(season, season.officer, case, by=season.head)
    assert Relation.objects.count() == 0


def test_a_related_administrator_does_not_declare_for_others(case, season):
    said(season, season.admin, case)

    with pytest.raises(PermissionDenied):
        said(season, season.officer, case, by=season.admin)


@pytest.mark.parametrize("asked", ["阿依古丽", "买买提", "·", "ayiguli"])
def test_people_are_found_by_name_dot_and_sound(asked, case, season):
    assert list(people_named(season.officer, name=asked)) == [case.person]


def test_people_are_found_at_a_unit(case, season):
    season.teacher("阿依古丽", school=2)

    assert [one.name for one in people_named(season.officer, name="阿依古丽", unit="第2小学")] == ["阿依古丽"]


def test_an_empty_name_finds_nobody(case, season):
    assert list(people_named(season.officer, name=" ")) == []


CONFLICTS = "  rules: [same_school, kin, mentor, recused]\n"


@pytest.mark.parametrize(
    ("declarer", "kind", "binds"),
    [
        ("officer", "kin", True),
        ("officer", "mentor", True),
        ("officer", "other", True),
        ("inspector", "kin", False),
        ("inspector", "other", True),
    ],
)
def test_ones_own_word_binds_where_the_policy_names_no_such_relation(declarer, kind, binds, season):
    season.campaign = season.open(changed((CONFLICTS, "  rules: [same_school, recused]\n")))
    case = season.nominate().case
    season.walk_to("review")

    by = season.users[declarer]
    declare(season.officer, person=case.person, kind=kind, words="表姐", by=by, now=season.now)

    assert is_barred(season.officer, case) == binds


def test_ones_own_word_binds_where_the_policy_says_nothing_of_conflicts(season):
    text = POLICY.read_text(encoding="utf-8")
    start, end = text.index("conflicts:\n"), text.index("stages:\n")
    season.campaign = season.open(text[:start] + text[end:])
    case = season.nominate().case
    season.walk_to("review")

    declare(season.officer, person=case.person, kind="kin", by=season.officer, now=season.now)

    assert is_barred(season.officer, case)


def test_who_confirms_what_others_said_of_them_is_taken_at_their_word_too(season):
    season.campaign = season.open(changed((CONFLICTS, "  rules: [same_school, recused]\n")))
    case = season.nominate().case
    said(season, season.officer, case, by=season.inspector)
    before = is_barred(season.officer, case)

    said(season, season.officer, case, words="表姐，姑母之女")

    assert (before, is_barred(season.officer, case)) == (False, True)
    assert list(Relation.objects.values_list("declared_by__username", "words")) == [("officer", "表姐，姑母之女")]
    assert Event.objects.filter(verb="relation.declared").count() == 2
