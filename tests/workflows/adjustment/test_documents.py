"""处理决定书、失效通知: the words of the decision as a paper, once it is taken, from the section or a leader."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from approvals.documents.kinds import find
from approvals.documents.readers import is_due, may_issue
from approvals.documents.services import copy_of
from approvals.documents.templates import set_prefix
from approvals.models import Case
from tests.approvals.documents.reading import issued, pages_of, squeezed, text_of, word_lines
from workflows.adjustment.page import told_of
from workflows.adjustment.words import letter

pytestmark = pytest.mark.django_db
DECISION, LAPSE = "adjustment_decision", "lapse_notice"


@pytest.fixture
def numbered(adjusting):
    for key, prefix in ((DECISION, "海教人决"), (LAPSE, "海教人告")):
        set_prefix(find(key), prefix=prefix, by=adjusting.admin, now=adjusting.now)
    return adjusting


def due(case: Case) -> tuple[bool, bool]:
    case = Case.objects.get(pk=case.pk)
    return is_due(find(DECISION), case), is_due(find(LAPSE), case)


def says(document, adjustment, case) -> None:
    """Check that the paper says every word of the letter, in Word and in print."""
    said = letter(told_of(adjustment, case))
    lines = word_lines(copy_of(document, extension="docx"))
    printed = text_of(pages_of(copy_of(document, extension="pdf")))
    for words in (document.number, said.title, said.to, *said.paragraphs, said.signed, *sum(said.facts, ())):
        assert words in lines
        assert squeezed(words) in printed


def test_a_decision_says_in_word_and_print_what_its_page_says(numbered):
    adjustment = numbered.under_way(numbered.holder())
    case = numbered.walk(adjustment, "reconsider")

    document = issued(numbered, DECISION, case, by=numbered.officer)

    says(document, numbered.fresh(adjustment), case)
    assert (document.title, "海教人决" in document.number) == ("调整决定书", True)


def test_a_lapse_is_told_in_a_paper_of_its_own(numbered):
    adjustment = numbered.under_way(numbered.holder(), track="title_lapses", ground="left")
    case = numbered.walk(adjustment, "written_decision")
    assert due(case) == (False, True)

    document = issued(numbered, LAPSE, case, by=numbered.head)

    says(document, numbered.fresh(adjustment), case)
    assert (document.title, "海教人告" in document.number) == ("称号自行失效告知书", True)


def test_there_is_no_decision_before_a_body_has_taken_it_and_it_does_not_claim_its_effect(numbered):
    person = numbered.holder()
    adjustment = numbered.under_way(person)
    seen = []
    for stage in ("defence", "party", "written_decision"):
        case = numbered.walk(adjustment, stage)
        seen.append(due(case))

    assert seen == [(False, False), (False, False), (True, False)]
    document = issued(numbered, DECISION, case, by=numbered.officer)
    assert any("尚未生效" in words for words in document.words["paragraphs"])
    assert not any("2027" in words for words in document.words["paragraphs"])


def test_what_a_term_has_ended_is_in_effect_since_its_last_day(adjusting):
    person = adjusting.season.teacher("李桂兰")
    adjusting.knows(person, "honour", "杰出教师", since=dt.date(2022, 1, 1), until=dt.date(2025, 12, 31))
    adjustment = adjusting.under_way(person, track="title_lapses", ground="term")
    case = adjusting.walk(adjustment, "reconsider")

    assert told_of(adjusting.fresh(adjustment), case).in_effect_on == dt.date(2025, 12, 31)


def test_who_is_not_adjusted_or_is_given_back_what_was_taken_gets_no_decision(adjusting):
    left_alone = adjusting.under_way(adjusting.holder())
    adjusting.step(left_alone.case, verdict="reject")
    given_back = adjusting.under_way(adjusting.holder("王秀兰"))
    case = adjusting.walk(given_back, "reconsidered")
    assert due(case) == (True, False)
    adjusting.step(case, verdict="reject")

    assert [due(one) for one in (left_alone.case, case)] == [(False, False)] * 2


def test_the_section_that_carries_it_out_and_the_leaders_issue_it_and_nobody_else(numbered):
    person = numbered.holder()
    adjustment = numbered.under_way(person)
    case = numbered.walk(adjustment, "written_decision")
    kind = find(DECISION)

    may = {user for user in [*numbered.users.values(), person.user] if may_issue(user, kind, case)}

    assert {numbered.officer, numbered.head, numbered.leader} <= may
    assert may.isdisjoint({person.user, numbered.principal1, numbered.secretary1, numbered.inspector})
    with pytest.raises(PermissionDenied):
        issued(numbered, DECISION, case, by=numbered.principal1)


def test_the_pages_lead_to_the_papers_of_the_case(adjusting, client):
    adjustment = adjusting.under_way(adjusting.holder())
    case = adjusting.walk(adjustment, "reconsider")
    client.force_login(adjusting.officer)

    for address in (adjustment.get_absolute_url(), f"{adjustment.get_absolute_url()}decision/"):
        assert f"/cases/{case.pk}/#documents" in client.get(address).content.decode()
