"""The words people are sent: every letter exists in both languages, and an SMS fits into one."""

from pathlib import Path

import pytest

from approvals import apps
from approvals.policies.document import Text
from notifications.models import Message
from notifications.texts import render

FOLDER = Path(apps.__file__).parent / "templates" / "approvals" / "messages"
LETTERS = sorted(path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt"))
LEADS_NOWHERE = {"dropped"}  # they sit in the round no more and may not open the case
ONE_SMS = {"zh-hans": 70, "en": 160}
LONG = {
    "title": "买买提·吐尔逊·阿卜杜热合曼",
    "unit": "海州区石桥镇第三中心小学附属幼儿园",
    "campaign": "2026年度海州区杰出校长、杰出班主任、杰出教师遴选",
    "stage": Text("教育人才工作联席会议审定", "Joint meeting of the education talent bodies"),
    "outcome": Text("不予认定", "Not honoured"),
    "due": "2026-12-31",
    "days": 11,
    "count": 30,
    "total": 30,
    "who": ["欧阳明慧", "诸葛清和", "司马相如", "买买提·吐尔逊"],
    "by": "阿卜杜热合曼·买买提",
    "answer": "按实际任教年限计算。",
    "receipt": "20260302-1A2B3C4D",
    "link": "/cases/12345/rounds/67890/",
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_leads_to_its_page_and_its_sms_is_one_sms(letter, language, settings):
    said = render(f"approvals/messages/{letter}", context=LONG, language=language)

    assert (f"{settings.SITE_URL}{LONG['link']}" in said.text) == (letter not in LEADS_NOWHERE)
    assert "{{" not in said.text + said.subject + said.sms
    assert len(said.sms) <= ONE_SMS[language]


@pytest.mark.parametrize(("days", "singular"), [(1, True), (2, False)])
def test_one_day_is_not_days(days, singular):
    said = render("approvals/messages/overdue", context={**LONG, "days": days}, language="en")

    assert ("1 working day ago" in said.text) == singular


def test_on_the_last_day_the_reminder_says_today():
    said = render("approvals/messages/reminder", context={**LONG, "days": 0}, language="en")

    assert "Today is the last day" in said.subject


def test_an_escalation_names_the_empty_post_where_nobody_is_awaited():
    said = render("approvals/messages/escalated", context={**LONG, "who": []}, language="en")

    assert "Nobody holds the post today" in said.text


def test_the_sms_of_an_outcome_leaves_the_outcome_to_the_page():
    said = render("approvals/messages/ended", context=LONG, language="en")

    assert "Not honoured" in said.text
    assert "Not honoured" not in said.sms


def test_what_the_engine_sends_is_written(season):
    season.nominate()
    season.walk_to()

    keys = set(Message.objects.values_list("key", flat=True))
    assert {key.rpartition(":")[2] for key in keys} == {"opened", "called", "minutes", "ended"}
