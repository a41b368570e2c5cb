"""A false alarm takes two different people who have no part in it, and a reason."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts.declaring import declare
from approvals.conflicts.doubts import dismiss, doubt
from approvals.conflicts.services import find_conflicts, is_barred, tallied
from approvals.models import Case, Recusal, Relation
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.models import Event


@pytest.fixture
def case(season):
    return season.nominate().case


@pytest.fixture
def recusal(case, season):
    declare(season.officer, person=case.person, kind="kin", words="同名", by=season.admin, now=season.now)
    return Recusal.objects.get(case=case, user=season.officer)


def dismissed(recusal, season):
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)
    return dismiss(recusal, by=season.leader, now=season.now)


def test_two_people_dismiss_a_false_alarm(recusal, case, season):
    dismissed(recusal, season)

    assert not is_barred(season.officer, case)
    season.walk_to("review")
    decide(season.round(case), by=season.officer, verdict="approve", now=season.now)
    assert season.round(case).stage == "approval"


def test_both_names_and_the_reason_stand_on_the_record(recusal, case, season):
    dismissed(recusal, season)

    recusal.refresh_from_db()
    assert (recusal.doubted_by, recusal.dismissed_by, recusal.doubt) == (season.inspector, season.leader, "只是同名")
    acts = Event.objects.filter(chain=case.chain, verb__in=["conflict.doubted", "conflict.dismissed"])
    assert list(acts.values_list("verb", "actor__username")) == [
        ("conflict.doubted", "inspector"),
        ("conflict.dismissed", "leader"),
    ]
    assert tallied(case) == {"binding": 2, "dismissed": 1}


def test_a_doubt_alone_frees_nobody(recusal, case, season):
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)

    assert is_barred(season.officer, case)


def test_nobody_agrees_with_themselves(recusal, season):
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)

    with pytest.raises(Refused):
        dismiss(recusal, by=season.inspector, now=season.now)
    assert Recusal.objects.binding().filter(pk=recusal.pk).exists()


def test_nothing_is_dismissed_before_it_is_doubted(recusal, season):
    with pytest.raises(Refused):
        dismiss(recusal, by=season.leader, now=season.now)


def test_a_doubt_takes_a_reason(recusal, season):
    with pytest.raises(Refused):
        doubt(recusal, reason=" ", by=season.inspector, now=season.now)


def test_a_second_doubt_is_a_conflict(recusal, season):
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)

    with pytest.raises(Conflict):
        doubt(recusal, reason="确是同名", by=season.leader, now=season.now)


def test_what_is_dismissed_is_dismissed_once(recusal, season):
    dismissed(recusal, season)

    with pytest.raises(Conflict):
        dismiss(recusal, by=season.joint1, now=season.now)


@pytest.mark.parametrize("name", ["officer", "principal1", "expert1", "admin"])
def test_neither_who_stays_out_nor_who_watches_nothing_doubts(name, recusal, season):
    with pytest.raises(PermissionDenied):
        doubt(recusal, reason="只是同名", by=season.users[name], now=season.now)


def test_a_watcher_who_is_related_themselves_does_not_dismiss(recusal, case, season):
    doubt(recusal, reason="只是同名", by=season.inspector, now=season.now)
    declare(season.leader, person=case.person, kind="mentor", by=season.leader, now=season.now)

    with pytest.raises(PermissionDenied):
        dismiss(recusal, by=season.leader, now=season.now)


def test_what_was_dismissed_stays_so_while_the_files_say_the_same(recusal, case, season):
    dismissed(recusal, season)

    assert find_conflicts(Case.objects.get(pk=case.pk), now=season.now) == []
    assert not is_barred(season.officer, case)


def test_what_was_dismissed_binds_anew_when_the_files_say_something_else(recusal, case, season):
    dismissed(recusal, season)
    Relation.objects.update(words="表姐，户口本可查")

    (again,) = find_conflicts(Case.objects.get(pk=case.pk), now=season.now)

    assert (again.pk, again.doubted_by, again.dismissed_at) == (recusal.pk, None, None)
    assert is_barred(season.officer, case)
