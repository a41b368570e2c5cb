"""Rankings, meetings, notices, the board and policies in a real browser: both languages, at the desk and on a phone."""

import datetime as dt
from decimal import Decimal

import pytest

from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.models import Case
from approvals.notices.objecting import object_to
from approvals.rounds.services import send_up
from core import clock
from tests.browser import DESK, PHONE, assert_accessible, assert_no_overflow, look, sign_in
from tests.season import POLICY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["王秀英", "李建国", "赵敏", "陈思远", "欧阳明慧", "买买提·吐尔逊"]
SHARES = ["0.95", "0.92", "0.88", "0.88", "0.80", "0.75"]


@pytest.fixture(params=["zh-hans", "en"])
def language(request, page, live_server):
    page.context.add_cookies([{"name": "django_language", "value": request.param, "url": live_server.url}])
    return request.param


@pytest.fixture
def read(page, language):
    """Look at a page at both sizes: no breach of WCAG, no overflow, a picture of each."""

    def read(address, name, *, user=None):
        if user:
            page.context.clear_cookies(name="sessionid")
            user.language = language
            user.save(update_fields=["language"])
            sign_in(page, user, to=address)
        for size, at in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(at)
            page.goto(address)
            page.evaluate("document.querySelectorAll('details:not(.shell-menu)').forEach(each => each.open = true)")
            assert_accessible(page)
            assert_no_overflow(page)
            look(page, f"{name}-{language}-{size}")

    return read


def test_a_ranking_before_and_after_it_is_frozen(season, read):
    text = POLICY.read_text(encoding="utf-8").replace("teacher: 20", "teacher: 3")
    season.campaign = season.open(text)
    for school, name in enumerate(NAMES, start=1):
        season.nominate(name, school=school)
    season.walk_to("panel")
    for case, share in zip(Case.objects.order_by("pk"), SHARES, strict=True):
        season.score(season.round(case), share=Decimal(share))
    season.walk_to("shortlist")
    where = f"/campaigns/{season.campaign.pk}/shortlist/"

    read(where, "cohort-ranking", user=season.officer)
    read(f"{where}teacher/", "ranking", user=season.officer)
    read(f"{where}teacher/", "ranking-leader", user=season.leader)
    season.rank(season.round(Case.objects.first()))
    read(f"{where}teacher/", "ranking-frozen", user=season.officer)


def test_a_meeting_and_a_notice(season, read):
    for school, name in enumerate(NAMES[:3], start=1):
        season.nominate(name, school=school)
    season.walk_to("school_notice")
    inside = season.round(Case.objects.first()).notice_entry.notice
    read(f"/notices/{inside.pk}/", "notice-school", user=season.principal1)
    season.walk_to("party")
    read(f"/campaigns/{season.campaign.pk}/party/", "cohort-meeting", user=season.party_clerk)
    rounds = [season.round(case).pk for case in Case.objects.all()]
    meeting = call(season.campaign, stage="party", rounds=rounds, by=season.party_clerk, now=season.now)
    members = [season.party1, season.party2]
    attend(meeting, present={user.pk for user in members}, by=season.party_clerk, now=season.now)
    vote(meeting.items.first(), by=season.party1, choice="approve", now=season.now)
    read(f"/meetings/{meeting.pk}/", "meeting-member", user=season.party1)
    read(f"/meetings/{meeting.pk}/", "meeting-clerk", user=season.party_clerk)
    for item in meeting.items.all():
        for user in members:
            if (item, user) != (meeting.items.first(), season.party1):
                vote(item, by=user, choice="approve", now=season.now)
    close_meeting(meeting, by=season.party_clerk, now=season.now)
    read(f"/meetings/{meeting.pk}/", "meeting-closed", user=season.party_clerk)
    read(f"/campaigns/{season.campaign.pk}/public_notice/", "cohort-notice", user=season.officer)
    notice = season.publish(season.round(Case.objects.first()))
    entry = notice.entries.first()
    objection = object_to(entry, name="李群众", contact="13800001111", text="材料不实。", now=season.now)
    read(f"/notices/{notice.pk}/", "notice-office", user=season.officer)
    read(f"/objections/{objection.pk}/", "objection", user=season.officer)
    read("/board/", "board-objection", user=season.joint_clerk)


def test_what_the_public_reads(season, read, page):
    season.nominate()
    season.walk_to("public_notice")
    notice = season.publish(season.round(Case.objects.first()))
    entry = notice.entries.first()

    read("/notices/", "notices")
    read(f"/notices/{notice.pk}/", "notice")
    read(f"/notices/{notice.pk}/entries/{entry.pk}/object/", "object")
    page.fill("[name=name]", "李群众")
    page.fill("[name=contact]", "13800001111")
    page.fill("[name=text]", "材料不实。")
    page.click("main button.btn-primary")
    page.wait_for_selector(".receipt")
    assert_accessible(page)
    look(page, "receipt")
    read("/objections/look-up/", "objection-look-up")
    season.at(clock.end_of(notice.ends_on) + dt.timedelta(hours=1))
    read(f"/notices/{notice.pk}/", "notice-ended")


def test_the_board_and_a_policy(season, read):
    for school, name in enumerate(NAMES[:2], start=1):
        season.nominate(name, school=school)
    season.walk_to("review")
    first, second = (season.round(case) for case in Case.objects.order_by("pk"))
    send_up(first, by=season.officer, reason="乡镇学校教师教龄差两个月，可否放宽？", now=season.now)
    season.at(second.due_at + dt.timedelta(days=3))

    read("/board/", "board", user=season.joint_clerk)
    read("/policies/", "policies", user=season.officer)
    read("/policies/xiqing-sanming/", "policy", user=season.officer)
