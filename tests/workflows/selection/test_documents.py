"""推荐表、认定文件: what the papers of selection say, and of whom."""

import pytest

from approvals.documents.kinds import find
from approvals.documents.models import IssuedDocument
from approvals.documents.readers import is_due
from approvals.documents.services import draft, draft_words
from approvals.documents.templates import set_prefix
from approvals.models import Case
from tests.approvals.documents.reading import issued, pages_of, squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbered(season):
    set_prefix(find("recognition"), prefix="海教人", by=season.admin, now=season.now)
    return season


def test_the_recommendation_says_the_grounds_and_the_papers(season):
    case = Case.objects.get(pk=season.nominate("阿依古丽·买买提").case_id)

    words = squeezed("".join(pages_of(draft(find("recommendation"), case, reader=season.leader, extension="pdf"))))

    for said in ("阿依古丽·买买提", "扎根一线二十年", "申报表.pdf", "海州第1小学", "推荐表"):
        assert said in words


def test_the_recognition_names_everybody_honoured_by_category(numbered):
    season = numbered
    for name, track, school in [("甲", "teacher", 1), ("乙", "head", 2), ("丙", "teacher", 3)]:
        season.nominate(name, track=track, school=school)
    season.walk_to()

    document = issued(season, "recognition", season.campaign)

    assert [row[0] for row in document.words["rows"]] == ["乙", "甲", "丙"]
    assert sorted(document.cases.values_list("person__name", flat=True)) == sorted("甲乙丙")


def test_a_second_recognition_names_only_who_came_later(numbered):
    season = numbered
    season.nominate("甲")
    season.walk_to()
    issued(season, "recognition", season.campaign)
    kind = find("recognition")
    assert not is_due(kind, season.campaign)

    season.nominate("乙", school=2)
    season.walk_to()

    second = issued(season, "recognition", season.campaign)
    assert [row[0] for row in second.words["rows"]] == ["乙"]
    assert IssuedDocument.objects.standing().count() == 2


def test_a_correction_names_whom_the_first_named(numbered):
    season = numbered
    season.nominate("甲")
    season.walk_to()
    first = issued(season, "recognition", season.campaign)
    season.nominate("乙", school=2)
    season.walk_to()

    words = draft_words(find("recognition"), season.campaign, reader=None, replaces=first)

    assert [row[0] for row in words["rows"]] == ["甲"]


def test_there_is_no_recognition_while_nobody_is_honoured(season):
    season.nominate()
    season.walk_to("party")

    assert not is_due(find("recognition"), season.campaign)
