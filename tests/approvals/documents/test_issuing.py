"""Papers are issued once, under the next number, as they were read; they end, and never change."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from approvals.conflicts.declaring import declare
from approvals.documents.kinds import find
from approvals.documents.models import IssuedDocument, NumberSeries
from approvals.documents.readers import drawable, issued_for, may_issue
from approvals.documents.services import draft_words, is_unchanged, issue, withdraw
from approvals.documents.templates import set_prefix
from approvals.documents.words import digest_of
from approvals.models import Case
from core.errors import Conflict, Refused
from core.models import Event
from core.record.services import verify
from tests.approvals.documents.reading import issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(season) -> Case:
    return Case.objects.get(pk=season.nominate().case_id)


@pytest.fixture
def honoured(season) -> Case:
    case = season.nominate().case
    season.walk_to()
    set_prefix(find("recognition"), prefix="海教人", by=season.admin, now=season.now)
    return Case.objects.get(pk=case.pk)


def test_what_is_issued_is_frozen_with_its_day_and_on_the_record(season, case):
    document = issued(season, "approval_form", case)

    assert document.words["day"] == "2026年3月2日"
    assert document.digest == digest_of(document.words)
    assert is_unchanged(document)
    event = Event.objects.get(chain=case.chain, verb="document.issued")
    assert (document.event, event.actor, document.code in event.body) == (event, season.head, True)
    assert verify() == []


def test_who_read_other_words_issues_nothing(season, case):
    seen = digest_of(draft_words(find("approval_form"), case, reader=None))
    season.approve(season.round(case))

    with pytest.raises(Conflict, match="重新阅看"):
        issue(find("approval_form"), case, seen=seen, by=season.head, now=season.now)

    assert not IssuedDocument.objects.exists()


def test_a_paper_that_stands_is_not_issued_twice(season, case):
    issued(season, "approval_form", case)

    with pytest.raises(Conflict, match="已于"):
        issued(season, "approval_form", case)


def test_the_database_knows_it_too(season, case):
    document = issued(season, "approval_form", case)
    document.pk, document.code = None, "0" * 16

    with pytest.raises(IntegrityError), transaction.atomic():
        document.save(force_insert=True)


def test_a_correction_replaces_the_paper_and_says_so(season, case):
    first = issued(season, "approval_form", case)
    season.approve(season.round(case))

    second = issued(season, "approval_form", Case.objects.get(pk=case.pk), replaces=first)

    first.refresh_from_db()
    assert (second.replaces, first.ended_at, first.is_withdrawn) == (first, season.now, False)
    with pytest.raises(Conflict, match="替代或撤销"):
        issued(season, "approval_form", case, replaces=first)


def test_what_is_withdrawn_does_not_stand_and_another_may_follow(season, case):
    first = issued(season, "approval_form", case)

    withdraw(first, why="学科填写有误。", by=season.head, now=season.now)

    first.refresh_from_db()
    assert (first.is_withdrawn, first.withdrawn_why) == (True, "学科填写有误。")
    assert issued(season, "approval_form", Case.objects.get(pk=case.pk)).replaces is None
    with pytest.raises(Conflict):
        withdraw(first, why="再撤一次。", by=season.head, now=season.now)


def test_numbers_follow_each_other_within_a_year_and_begin_anew_with_the_next(season, honoured):
    numbers = []
    document = None
    for day in (dt.timedelta(), dt.timedelta(days=1), dt.timedelta(days=365)):
        season.at(season.now + day)
        document = issued(season, "recognition", season.campaign, replaces=document)
        numbers.append(document.number)

    year = season.began.year
    assert numbers == [f"海教人〔{year}〕1号", f"海教人〔{year}〕2号", f"海教人〔{year + 1}〕1号"]


def test_a_number_that_was_not_used_is_given_to_the_next(season, honoured):
    with transaction.atomic():
        issued(season, "recognition", season.campaign)
        transaction.set_rollback(True)

    assert issued(season, "recognition", season.campaign).number.endswith("〕1号")
    assert NumberSeries.objects.get().last == 1


def test_without_the_words_before_the_number_nothing_is_issued(season):
    season.nominate()
    season.walk_to()

    with pytest.raises(Refused, match="发文代字"):
        issued(season, "recognition", season.campaign)

    assert not IssuedDocument.objects.exists()


def test_only_who_holds_the_post_issues(season, case):
    kind = find("approval_form")

    may = [name for name, user in season.users.items() if may_issue(user, kind, case)]

    assert sorted(may) == ["head", "leader", "officer"]
    with pytest.raises(PermissionDenied):
        issued(season, "approval_form", case, by=season.principal1)


def test_who_stays_out_neither_draws_nor_issues(season, case):
    document = issued(season, "approval_form", case, by=season.head)
    declare(season.leader, person=case.person, kind="mentor", by=season.leader, now=season.now)

    with pytest.raises(PermissionDenied, match="回避"):
        drawable(season.leader, "approval_form", case.pk)
    with pytest.raises(PermissionDenied, match="回避"):
        issued_for(season.leader, document.pk)
    with pytest.raises(PermissionDenied):
        withdraw(document, why="无。", by=season.leader, now=season.now)


def test_a_paper_opens_to_who_may_open_its_case_and_to_nobody_else(season, case):
    document = issued(season, "approval_form", case)

    assert issued_for(season.principal1, document.pk) == document
    with pytest.raises(Http404):
        issued_for(season.principal2, document.pk)


def test_a_word_changed_in_the_database_shows(season, case):
    document = issued(season, "approval_form", case)
    document.words["title"] = "另一张表"

    assert not is_unchanged(document)

    document.digest = digest_of(document.words)
    assert not is_unchanged(document)
