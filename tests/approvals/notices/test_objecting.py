"""Objections are received within the days of the notice, signed where the policy asks for it, and found again."""

import datetime as dt

import pytest

from approvals.models import Objection
from approvals.notices import objecting
from approvals.notices.answering import answer
from approvals.notices.objecting import look_up, object_to, object_to_each
from approvals.notices.services import end_due_notices
from core import clock
from core.errors import Refused
from core.models import Event
from tests.approvals.notices.objections import SAID, UNSIGNED, WORDS, entry_of, publish, reopen

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def published(season):
    return publish(season)


@pytest.fixture
def entry(published):
    return published.entries.get()


def midnight_after(notice) -> dt.datetime:
    return clock.end_of(notice.ends_on) + SECOND


def test_pattern_18_an_objection_counts_until_the_last_second_of_the_notice(season, published, entry):
    before, after = midnight_after(published) - SECOND, midnight_after(published)
    with pytest.raises(Refused):
        object_to(entry, **WORDS, now=season.at(after))
    assert Objection.objects.count() == 0

    season.at(before)
    object_to(entry, **WORDS, now=before)

    assert Objection.objects.get().received_at == before
    assert end_due_notices(season.at(after)) == 0  # and it holds its person over the end


def test_an_objection_about_several_names_is_one_for_each(season):
    notice = publish(season, names=3)
    named = [entry_of(notice, "教师2"), entry_of(notice, "教师1")]
    sent = object_to_each(named, **WORDS, now=season.now)
    end_due_notices(season.at(midnight_after(notice)))

    assert len({objection.receipt for objection in sent}) == 2
    assert {objection.entry_id for objection in sent} == {one.pk for one in named}
    still_held = notice.entries.filter(round__closed_at=None)
    assert set(still_held.values_list("pk", flat=True)) == {one.pk for one in named}


@pytest.mark.parametrize(
    "again", [{"text": " 2024年曾受处分， 未如实填报。"}, {"contact": "138 0000-1111"}, {"name": "李群众 "}]
)
def test_the_same_words_spaced_otherwise_are_the_same_objection(season, entry, again):
    first = object_to(entry, **WORDS, now=season.now)

    assert object_to(entry, **{**WORDS, **again}, now=season.now).receipt == first.receipt


def test_the_same_words_sent_after_the_answer_do_not_hold_the_notice_again(season, published, entry):
    first = object_to(entry, **WORDS, now=season.now)
    answer(first, finding="dismissed", text="经查不实。", by=season.officer, now=season.now)

    assert object_to(entry, **WORDS, now=season.now).pk == first.pk
    assert end_due_notices(season.at(midnight_after(published))) == 1


def test_the_same_words_of_somebody_else_are_another_objection(season, entry):
    object_to(entry, **WORDS, now=season.now)
    object_to(entry, **{**WORDS, "contact": "13900002222"}, now=season.now)

    assert Objection.objects.count() == 2


def test_a_policy_that_asks_for_real_names_refuses_what_is_unsigned(season, entry):
    with pytest.raises(Refused):
        object_to(entry, text=WORDS["text"], now=season.now)
    with pytest.raises(Refused):
        object_to(entry, **{**WORDS, "contact": " - "}, now=season.now)

    assert Objection.objects.count() == 0


def test_a_policy_that_does_not_receives_it_as_a_lead_that_holds_the_notice_too(season):
    reopen(season, (SAID, UNSIGNED))
    notice = publish(season)
    lead = object_to(notice.entries.get(), text=WORDS["text"], now=season.now)

    assert not lead.is_signed
    assert look_up(receipt=lead.receipt, contact="") is None
    assert end_due_notices(season.at(midnight_after(notice))) == 0


def test_a_flood_is_stopped_and_says_where_else_to_go(season, entry, monkeypatch):
    monkeypatch.setattr(objecting, "SIGNED_A_DAY", 2)
    for number in range(2):
        object_to(entry, **{**WORDS, "text": f"第{number}条"}, now=season.now)

    with pytest.raises(Refused) as refusal:
        object_to(entry, **WORDS, now=season.now)
    assert str(season.bodies["personnel"]) in refusal.value.message
    object_to(entry, **WORDS, now=season.pass_days(1))
    assert Objection.objects.count() == 3


def test_unsigned_ones_shut_nobody_out_who_signs(season, monkeypatch):
    monkeypatch.setattr(objecting, "UNSIGNED_A_DAY", 1)
    reopen(season, (SAID, UNSIGNED))
    entry = publish(season).entries.get()
    object_to(entry, text="线索一", now=season.now)
    with pytest.raises(Refused):
        object_to(entry, text="线索二", now=season.now)

    assert object_to(entry, **WORDS, now=season.now).is_signed


def test_receipt_and_contact_together_find_an_objection_again(season, entry):
    sent = object_to(entry, **WORDS, now=season.now)

    assert look_up(receipt=f" {sent.receipt.lower()} ", contact="138-0000 1111") == sent
    assert look_up(receipt=sent.receipt, contact="13800001112") is None
    assert look_up(receipt="20260101-0000000000", contact=WORDS["contact"]) is None
    assert look_up(receipt=sent.receipt, contact="") is None


def test_the_record_says_neither_who_objected_nor_what_was_said(season, entry):
    object_to(entry, **{**WORDS, "name": "买买提·吐尔逊"}, now=season.now)
    body = Event.objects.get(verb="objection.received").body

    assert [word for word in ("买买提", "13800001111", "处分") if word in body] == []
