"""The whole road of one nomination, in a real browser, with real mail and text messages."""

import datetime as dt

from approvals.models import AgendaItem, Case, PublicNotice, Round
from core import clock
from core.models import Fact
from core.sweeps import run_sweeps
from tests.journeys.people import at, decide, open_round, press, seen, text_of_pdf


def nominate(desks, season, tmp_path):
    page = desks.of(season.principal1, at="/nominations/")
    seen(page, "home")
    page.goto(f"/nominations/new/?opening={season.campaign.pk}-teacher&q=王秀英")
    page.locator("#found input[name=person], #found option").first.click()
    press(page, "#found button.btn-primary")
    page.fill("[name=statement]", "扎根一线二十年，所带班级连年获评区级先进。")
    press(page, "#statement button.btn-outline-primary")
    paper = tmp_path / "申报表.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    page.locator("input[type=file]").first.set_input_files(paper)
    press(page, "form[action*='papers'] button.btn-outline-primary")
    seen(page, "nomination")
    press(page, "a[href$='/submit/']")
    press(page, ".act-bar form button.btn-primary")
    return Case.objects.get()


def sit_out_notice(season):
    last = PublicNotice.objects.latest("pk").ends_on
    for day in ((last - clock.day_of(season.now)).days, 1):
        season.pass_days(day)
        run_sweeps(season.now)


def test_one_nomination_goes_from_a_school_to_a_conferred_honour(
    season, desks, mail_server, sms_gateway, tmp_path, live_server
):
    person = season.teacher()
    case = nominate(desks, season, tmp_path)
    pass_the_school(desks, season)
    pass_the_section(desks, season, case)
    pass_the_panel(desks, season, mail_server=mail_server, sms_gateway=sms_gateway)
    pass_shortlist_and_clearance(desks, season)
    meet(desks, season, stage="party", clerk=season.party_clerk, members=[season.party1, season.party2, season.party3])
    pass_the_public_notice(desks, season, person)
    meet(desks, season, stage="joint", clerk=season.joint_clerk, members=[season.joint1, season.joint2, season.joint3])

    case.refresh_from_db()
    fact = Fact.objects.get(kind="honour")
    assert case.outcome == "honoured"
    assert (fact.person, fact.value, fact.true_from) == (person, "杰出教师", clock.day_of(season.now))
    assert fact.event.chain == case.chain
    assert Round.objects.filter(closed_at=None).count() == 0
    printed = print_form(desks, season, case, tmp_path / "form.pdf")
    assert "王秀英" in printed
    assert "校党组织会议研究，同意推荐。" in printed


def pass_the_school(desks, season):
    """Its Party secretary records the meeting, and the name hangs inside the school for five working days."""
    page = desks.of(season.secretary1, at="/inbox/")
    seen(page, "inbox")
    page.goto(at(open_round("school_meeting")))
    decide(page, verdict="approve", opinion="校党组织会议研究，同意推荐。")
    page.goto(f"/notices/{PublicNotice.objects.get().pk}/")
    assert "王秀英" in page.content()
    began = season.now
    sit_out_notice(season)
    assert (season.now - began).days == 8


def pass_the_section(desks, season, case):
    """It is sent back once, the school mends it, and the section approves at both levels."""
    officer = desks.of(season.officer, at=at(open_round("review")))
    seen(officer, "review")
    decide(officer, verdict="return", opinion="请补去年考核表的盖章页。")
    page = desks.of(season.principal1, at=f"/nominations/{case.nomination.pk}/")
    assert "请补去年考核表的盖章页。" in page.content()
    page.fill("[name=statement]", "扎根一线二十年，所带班级连年获评区级先进。已补盖章页。")
    press(page, "#statement button.btn-outline-primary")
    press(page, "a[href$='/submit/']")
    press(page, ".act-bar form button.btn-primary")
    decide(desks.of(season.officer, at=at(open_round("review"))), verdict="approve", opinion="材料齐全。")
    decide(desks.of(season.head, at=at(open_round("approval"))), verdict="approve")


def pass_the_panel(desks, season, *, mail_server, sms_gateway):
    """Three experts score without knowing whom; the third is late and is reminded once a step over each channel."""
    panel = open_round("panel")
    first, second, late = [ballot.user for ballot in panel.ballots.select_related("user")]
    for judge in (first, second):
        score(desks.of(judge, at=at(panel)), seen_as="score" if judge == first else "")
    mails, texts = ladder_of(late, season, panel, mail_server=mail_server, sms_gateway=sms_gateway)
    assert len(mails) == len(set(mails)) == len(panel.rule.remind)
    assert len(texts) == len(set(texts)) == len(panel.rule.remind)
    board = desks.of(season.joint_clerk, at="/board/")
    seen(board, "board")
    assert "专家评审" in board.content()
    score(desks.of(late, at=at(panel)))


def pass_shortlist_and_clearance(desks, season):
    """The list is frozen, and two offices know of nothing against it."""
    page = desks.of(season.officer, at=f"/campaigns/{season.campaign.pk}/shortlist/teacher/")
    seen(page, "ranking")
    page.check("#freeze [name=is_sure]")
    press(page, "#freeze button.btn-primary")
    for office in (season.inspector, season.police):
        decide(desks.of(office, at=at(open_round("clearance"))), verdict="approve")


def pass_the_public_notice(desks, season, person):
    """The name stands in public for five working days, and nothing else about the person does."""
    page = desks.of(season.officer, at=f"/campaigns/{season.campaign.pk}/public_notice/")
    seen(page, "cohort")
    press(page, "form[action$='publish-notice/'] button.btn-primary")
    public = desks.of(None, at=f"/notices/{PublicNotice.objects.latest('pk').pk}/")
    seen(public, "notice")
    assert "王秀英" in public.content()
    assert person.staff_no not in public.content()
    sit_out_notice(season)


def print_form(desks, season, case, path):
    """Open the case's page and return the words of its printed form."""
    page = desks.of(season.officer, at=f"/cases/{case.pk}/")
    seen(page, "case")
    answer = page.request.get(f"/documents/drafts/approval_form/{case.pk}.pdf", timeout=60_000)
    path.write_bytes(answer.body())
    return text_of_pdf(path)


def ladder_of(late, season, panel, *, mail_server, sms_gateway):
    """Let time pass beyond the last step of a round's ladder; return what one person got by mail and by text."""
    run_sweeps(season.at(season.now + dt.timedelta(hours=1)))
    for caught in (mail_server.received, sms_gateway.received):
        assert caught
        caught.clear()
    while clock.day_of(season.now) < clock.day_of(panel.due_at) + dt.timedelta(days=8):
        season.at(season.now + dt.timedelta(hours=12))
        run_sweeps(season.now)
    mails = [mail["subject"] for mail in mail_server.received if late.email in mail["to"]]
    return mails, [text["text"] for text in sms_gateway.received if text["to"] == late.phone]


def score(page, *, seen_as=""):
    assert "王秀英" not in page.content()
    assert "海州第1小学" not in page.content()
    if seen_as:
        seen(page, "declaration")
    press(page, "#declaration-form button.btn-primary")
    assert "王秀英" not in page.content()
    for field in page.locator("#score-sheet input[type=number]").all():
        field.fill("18")
    if seen_as:
        seen(page, seen_as)
    press(page, "#score-sheet button.btn-primary")


def meet(desks, season, *, stage, clerk, members):
    page = desks.of(clerk, at=f"/campaigns/{season.campaign.pk}/{stage}/")
    press(page, "form[action$='call-meeting/'] button.btn-primary")
    item = AgendaItem.objects.latest("pk")
    page = desks.of(clerk, at=f"/meetings/{item.meeting_id}/")
    for box in page.locator("[name=present]").all():
        box.check()
    press(page, "form[action$='attend/'] button")
    for member in members:
        own = desks.of(member, at=f"/meetings/{item.meeting_id}/")
        own.locator("form.ballot input[value=approve]").check()
        press(own, "form.ballot button.btn-primary")
    page = desks.of(clerk, at=f"/meetings/{item.meeting_id}/")
    seen(page, f"meeting-{stage}")
    page.check("#close [name=is_sure]")
    press(page, "#close button.btn-danger")
