"""考核结果通知书: the lines of the page as a paper, once the grade holds, from whoever leads the unit."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from approvals.documents.kinds import find
from approvals.documents.readers import is_due, may_issue
from approvals.documents.services import copy_of
from approvals.models import Round
from tests.approvals.documents.reading import issued, pages_of, squeezed, text_of, word_lines
from workflows.assessment.models import Assessment
from workflows.assessment.page import told
from workflows.assessment.words import notification

KEY = "assessment_result"


def assessed(year, stage: str) -> Assessment:
    """Return somebody whose grade was fair, once the year waits at a stage."""
    year.shares = {"甲": Decimal("0.65")}
    year.worker("甲")
    year.begin()
    year.walk_to(stage)
    return Assessment.objects.get(person__name="甲")


def test_the_notification_says_in_word_and_print_what_the_page_says(year):
    assessment = assessed(year, "ask_review")

    document = issued(year, KEY, assessment.case, by=year.principal1)

    lines = word_lines(copy_of(document, extension="docx"))
    printed = text_of(pages_of(copy_of(document, extension="pdf")))
    said = notification(told(assessment))
    assert len(said) == 5
    for line in (*said, str(assessment.organisation)):
        assert line in lines
        assert squeezed(line) in printed
    assert (document.number, document.title) == ("", "考核结果通知书")


def test_nobody_is_told_before_the_grade_holds(year):
    assessment = assessed(year, "group_decision")
    assert not is_due(find(KEY), assessment.case)

    year.walk_to("told")

    assert Round.objects.get(process=assessment.case_id, closed_at=None).stage == "told"
    assert is_due(find(KEY), Assessment.objects.get(pk=assessment.pk).case)


def test_who_may_ask_for_a_review_reads_so_while_being_told_and_who_was_graded_well_does_not(year):
    fair = assessed(year, "told")
    well = replace(told(fair), ask_within="")

    [right] = [line for line in notification(told(fair)) if "复核" in line]

    assert "30个自然日" in right
    assert "不因此加重" in right
    assert not [line for line in notification(well) if "复核" in line]


def test_the_leaders_of_the_unit_issue_it_and_nobody_else(year):
    assessment = assessed(year, "told")
    case, kind = assessment.case, find(KEY)

    may = {user for user in [*year.users.values(), assessment.person.user] if may_issue(user, kind, case)}

    assert may == {year.principal1, year.secretary1}
    with pytest.raises(PermissionDenied):
        issued(year, KEY, case, by=year.officer)


def test_the_page_leads_to_the_paper(year, client):
    assessment = assessed(year, "told")
    client.force_login(assessment.person.user)

    assert f"/cases/{assessment.case_id}/#documents" in client.get(assessment.get_absolute_url()).content.decode()


def test_whoever_checks_the_code_does_not_learn_whom_it_is_about(year, client):
    document = issued(year, KEY, assessed(year, "told").case, by=year.principal1)

    answer = client.get(f"/check/{document.code}").content.decode()

    assert "考核结果通知书" in answer
    assert "甲" not in answer
