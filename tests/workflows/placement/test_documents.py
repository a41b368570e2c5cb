"""任免文件: what the order says, when there is one, and who issues it."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.documents.kinds import find
from approvals.documents.listing import papers_of
from approvals.documents.readers import is_due, may_issue
from approvals.documents.services import copy_of
from approvals.documents.templates import set_prefix
from tests.approvals.documents.reading import issued, pages_of, squeezed, text_of, word_lines
from workflows.placement.models import State
from workflows.placement.words import order_of_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    return find("appointment")


@pytest.fixture
def appointed(placements, kind):
    """Somebody who was appointed, and for whose order there is a number."""
    set_prefix(kind, prefix="海教任", by=placements.admin, now=placements.now)
    placement = placements.propose()
    placements.walk_to("take_office")
    return placements.fresh(placement)


def test_the_order_says_in_word_and_print_whom_where_how_long_and_by_which_policy(placements, appointed):
    document = issued(placements, "appointment", appointed.case, by=placements.officer)

    order = order_of_appointment(appointed)
    lines = word_lines(copy_of(document, extension="docx"))
    printed = text_of(pages_of(copy_of(document, extension="pdf")))
    for said in (document.number, order.title, *order.paragraphs, order.basis):
        assert said in lines
        assert squeezed(said) in printed
    assert "海教任" in document.number
    assert "陈嘉禾" in order.paragraphs[0]


def test_there_is_no_order_before_the_appointment_and_none_where_it_was_refused(placements, kind):
    placement = placements.propose()
    seen = []
    for stage in ("group_meeting", "take_office"):
        placements.walk_to(stage)
        seen.append((placements.stage(placement), is_due(kind, placements.fresh(placement).case)))

    refused = placements.propose("李桂兰")
    placements.walk_back(refused, verdict="decline")

    assert seen == [("group_meeting", False), ("take_office", True)]
    assert placements.fresh(refused).state == State.REFUSED
    assert not is_due(kind, placements.fresh(refused).case)


def test_the_section_asked_for_it_and_the_leaders_issue_it_and_nobody_else(placements, appointed, kind):
    case = appointed.case
    may = [user for user in placements.users.values() if may_issue(user, kind, case)]

    assert {placements.officer, placements.head, placements.leader} <= set(may)
    for user in (appointed.person.user, placements.principal1, placements.secretary1, placements.principal2):
        assert user not in may
    with pytest.raises(PermissionDenied):
        issued(placements, "appointment", case, by=placements.principal2)


def test_the_page_of_the_plan_leads_to_it_once_there_is_something_to_say(placements, client, kind):
    placement = placements.propose()
    client.force_login(placements.officer)
    address = f"/cases/{placement.case_id}/#documents"
    assert address not in client.get(placement.get_absolute_url()).content.decode()

    placements.walk_to("take_office")

    assert address in client.get(placement.get_absolute_url()).content.decode()
    offered = papers_of("case", placements.fresh(placement).case, user=placements.officer)["drafts"]
    assert str(kind.title) in [draft.title for draft in offered if draft.issue_at]
