"""Who reads whose talent file: the person, who leads their school, who keeps the files, who watches."""

import pytest

from core.facts.kinds import sensitive_kinds
from core.organisations.services import found_district
from core.people.readers import file_keepers, files_of, hidden_kinds
from core.people.services import move

pytestmark = pytest.mark.django_db

# Whether they read the file, what is sensitive in it, copy it, and answer for what it says.
TABLE = {
    "principal1": (True, False, False, False),
    "secretary1": (True, False, False, False),
    "group": (True, False, False, False),
    "officer": (True, True, True, True),
    "head": (True, True, True, True),
    "leader": (True, True, False, False),
    "inspector": (True, True, False, False),
    "principal2": (False, False, False, False),
    "secretary2": (False, False, False, False),
    "expert1": (False, False, False, False),
    "party1": (False, False, False, False),
    "party_clerk": (False, False, False, False),
    "joint_clerk": (False, False, False, False),
    "police": (False, False, False, False),
    "admin": (False, False, False, False),
}
RIGHTS = ("core.view_file", "core.view_sensitive_facts", "core.copy_file", "core.correct_file")


@pytest.fixture
def teacher(season):
    return season.teacher()


def rights(user, person):
    return tuple(user.has_perm(right, person) for right in RIGHTS)


def test_every_post_reads_what_concerns_it_and_no_more(season, teacher):
    found = {post: rights(season.users[post], teacher) for post in TABLE}

    assert found == TABLE
    assert {post: teacher in files_of(season.users[post]) for post in TABLE} == {
        post: reads for post, (reads, *_others) in TABLE.items()
    }


def test_the_person_reads_and_copies_everything_and_answers_nothing(make_user, teacher):
    me = make_user("王秀英", person=teacher)

    assert rights(me, teacher) == (True, True, True, False)
    assert list(files_of(me)) == [teacher]
    assert hidden_kinds(me, teacher) == frozenset()


def test_who_keeps_the_files_does_not_answer_for_their_own(season, teacher):
    season.officer.person = teacher
    season.officer.save()

    assert rights(season.officer, teacher) == (True, True, True, False)


def test_with_a_move_the_file_goes_to_the_new_school(season, teacher):
    move(teacher, to=season.schools[1], on=season.now.date(), by=None, now=season.now)
    teacher.refresh_from_db()

    assert rights(season.principal1, teacher)[0] is False
    assert rights(season.principal2, teacher)[0] is True


def test_the_settings_say_who_keeps_the_files(season, teacher, settings):
    settings.FILES_KEPT_BY = ["leader@bureau"]

    assert list(file_keepers(season.district)) == [season.leader]
    assert rights(season.officer, teacher) == (False, False, False, False)
    assert rights(season.leader, teacher) == (True, True, True, True)


def test_an_account_that_is_closed_reads_nothing(season, teacher):
    season.officer.is_active = False
    season.officer.save()

    assert rights(season.officer, teacher) == (False, False, False, False)
    assert not files_of(season.officer).exists()
    assert season.officer not in file_keepers(season.district)


def test_another_district_reads_nothing(season, teacher, make_user):
    other = found_district(code="other", name="邻区")
    inspector = make_user("邻区纪检", role="inspector", at=other, district=other)

    assert rights(inspector, teacher) == (False, False, False, False)
    assert not files_of(inspector).exists()


def test_few_read_of_sanctions(season, teacher):
    hidden = hidden_kinds(season.principal1, teacher)

    assert hidden == sensitive_kinds()  # the processes' own too
    assert hidden >= {"sanction", "ethics_breach"}
    assert hidden_kinds(season.inspector, teacher) == frozenset()
