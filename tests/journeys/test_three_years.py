"""Three years in which four processes meet on one file: one teacher rises, another steps down, a third moves up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from approvals.models import Case
from core import clock
from core.facts.kinds import kind_words
from core.facts.services import lineage
from core.models import Fact
from tests.journeys.people import at, decide, press, seen
from tests.journeys.years import Years, open_round_of, policy
from tests.season import paper
from workflows.adjustment.models import Adjustment, Proposal, State
from workflows.adjustment.proposals import dismiss
from workflows.adjustment.services import attach

pytestmark = [
    pytest.mark.browser,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="a long journey, made on PostgreSQL only"),
]


@pytest.fixture
def years(district, now, settings, tmp_path) -> Years:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = tmp_path / "papers"
    return Years(district, now=now)


def test_over_three_years_one_teacher_rises_another_steps_down_and_a_third_moves_up(
    years, desks, mail_server, sms_gateway
):
    rising, falling, waiting = (
        years.educator(name, school=number) for number, name in enumerate(("王秀英", "李桂兰", "陈嘉禾"), start=1)
    )
    for number in range(1, 5):
        years.worker(f"同事{number}", login=False)
    years.pass_days(1)

    waits = select(desks, years, rising, falling, waiting)
    placed = place(desks, years, rising)
    assess(desks, years, 2026, best=rising, failed=falling)
    years.walk(placed, "late_steps")
    assess(desks, years, 2027, best=rising, failed=falling)
    step_down(desks, years, falling)
    move_up(desks, years, waits, mails=mail_server.received)
    absorb(desks, years, placed)

    assert honours_of(rising, falling, waiting) == [("王秀英", None), ("李桂兰", "revoked"), ("陈嘉禾", None)]
    everything_leads_to_its_decision(
        desks,
        years,
        rising,
        kinds=["honour", "placement", "review", "review", "post"],
    )
    everything_leads_to_its_decision(desks, years, falling, kinds=["honour", "review", "review", "honour"])
    everything_leads_to_its_decision(desks, years, waiting, kinds=["review", "review", "honour"])


def select(desks, years, *people):
    """Three are put forward for two places: two are honoured in the joint meeting, and the third waits."""
    first = years.nomination(people[0], school=1)
    page = desks.of(years.principal1, at=f"/nominations/{first.pk}/submit/")
    seen(page, "years-hand-in")
    press(page, ".act-bar form button.btn-primary")
    cases = [years.hand_in_nomination(person, school=number) for number, person in enumerate(people[1:], start=2)]
    years.walk_together(years.selection, "joint")
    round = open_round_of(Case.objects.get(person=people[0]))
    close_the_meeting(desks, years, round, clerk=years.joint_clerk, seen_as="years-joint")
    assert [open_round_of(case) and open_round_of(case).stage for case in cases] == [None, "reserve"]
    return cases[-1]


def place(desks, years, person):
    """The person reads the plan and consents; offices and the Party group follow; the mentor finds a milestone met."""
    years.on(2026, 6, 1)
    years.open(policy("placement", "xiqing-placement"), title="2026年度“一人一策”")
    placement = years.propose_placement(person, host=4)
    page = desks.of(person.user, at=at(open_round_of(placement.case)))
    seen(page, "years-consent")
    decide(page, verdict="done", opinion="同意，愿意到薄弱校锻炼。")
    years.walk(placement.case, "trial_steps")
    years.on(2026, 11, 27)
    step = placement.milestones.earliest("due_on")
    page = desks.of(years.principal4, at=f"/placements/{placement.pk}/milestones/{step.pk}/answer/")
    page.check("[name=is_met][value=yes]")
    seen(page, "years-milestone")
    press(page, "form.card button.btn-primary")
    assert open_round_of(placement.case).stage == "trial_check"
    return placement.case


def assess(desks, years, year, *, best, failed):
    """Everybody reports and is scored; one school closes its list in the browser; each is told their grade."""
    years.on(year + 1, 1, 4)
    years.shares = {best.name: Decimal("0.95"), failed.name: Decimal("0.5")}
    campaign = years.open(policy("assessment", "xiqing-assessment"), title=f"{year}年度考核", year=year)
    years.begin()
    years.assess_to("grade_list")
    page = desks.of(years.principal1, at=f"/campaigns/{campaign.pk}/grade_list/grades/{years.schools[0].pk}/")
    seen(page, f"years-grades-{year}")
    page.check("#close [name=is_sure]")
    press(page, "#close button.btn-primary")
    years.assess_to()
    of_year = {"kind": "review", "true_from": dt.date(year, 1, 1)}
    assert [person.facts.get(**of_year).value for person in (best, failed)] == ["优秀", "不合格"]


def step_down(desks, years, person):
    """The file brings it up, the person is heard, the Party group decides; asking for another look changes nothing."""
    years.open(policy("adjustment", "xiqing-adjustment"), title="2028年度动态调整")
    years.sweep()
    adjustment = take_up(desks, years, person)
    speak(desks, adjustment, "带教任务较重，成绩确有下滑，恳请组织再给机会。", seen_as="years-heard")
    close_the_meeting(desks, years, open_round_of(adjustment.case), clerk=years.party_clerk, seen_as="years-party")
    heard_on = clock.day_of(years.now)
    years.pass_days(1)
    years.walk(adjustment.case, "reconsider")
    assert Adjustment.objects.get(pk=adjustment.pk).state == State.REVOKED
    years.pass_days(3)
    speak(desks, adjustment, "对决定不服，申请复核。")
    years.walk(adjustment.case, "appeal")
    years.pass_days(3)
    speak(desks, adjustment, "对复核决定不服，提出申诉。", seen_as="years-appeal")
    years.walk(adjustment.case)
    adjustment.case.refresh_from_db()
    assert (adjustment.case.outcome, Adjustment.objects.get(pk=adjustment.pk).state) == ("upheld", State.REVOKED)
    page = desks.of(person.user, at=f"/people/{person.pk}/?kind=honour")
    assert "经决定变更" in page.locator("ol.trail").inner_text()
    page.goto(f"/people/{person.pk}/?kind=honour&as_of={heard_on}")
    assert "有效" in page.locator("ol.trail").inner_text()
    assert "经决定变更" not in page.locator("ol.trail").inner_text()


def take_up(desks, years, person):
    """The section dismisses one proposal with a reason, takes up the other, and hands it in with the evidence."""
    found = Proposal.objects.filter(person=person)
    assert set(found.values_list("trigger", flat=True)) == {"failed_twice", "holder_reviews_failed"}
    dismiss(found.get(trigger="failed_twice"), reason="先调整称号，合同继续履行。", by=years.officer, now=years.now)
    page = desks.of(years.officer, at=f"/proposals/{found.get(trigger='holder_reviews_failed').pk}/")
    seen(page, "years-proposal")
    press(page, "form[action$='take-up/'] button")
    adjustment = Adjustment.objects.get(person=person)
    attach(adjustment, material="evidence", upload=paper("考核表.pdf"), by=years.officer, now=years.now)
    page.fill("[name=reasons]", "2026、2027年度考核均为不合格，考核表附后。")
    press(page, "form:has([name=reasons]) button")
    press(page, ".act-bar form button.btn-primary")
    adjustment.refresh_from_db()
    years.walk(adjustment.case, "defence")
    return adjustment


def speak(desks, adjustment, words, *, seen_as=""):
    page = desks.of(adjustment.person.user, at=f"/adjustments/{adjustment.pk}/")
    page.fill("form[action$='speak/'] [name=statement]", words)
    if seen_as:
        seen(page, seen_as)
    press(page, "form[action$='speak/'] button.btn-primary")
    assert words in page.request.get(f"/cases/{adjustment.case_id}/").text()


def move_up(desks, years, case, *, mails):
    """The place that came free is told to the section, which calls up who waits; the honour follows."""
    mails.clear()
    years.sweep()
    assert [mail["to"] for mail in mails if "名额" in mail["subject"]] == [[years.officer.email]]
    page = desks.of(years.officer, at=f"/campaigns/{years.selection.pk}/reserve/teacher/waitlist/")
    page.fill("#call-up [name=reason]", "一人称号被取消，空出一个名额。")
    seen(page, "years-waitlist")
    press(page, "#call-up button.btn-primary")
    years.walk(case)
    case.refresh_from_db()
    assert case.outcome == "honoured"


def absorb(desks, years, case):
    """The term ends with the person's own words, a review by experts and the Party group's decision."""
    years.walk(case, "team_meeting")
    close_the_meeting(desks, years, open_round_of(case), clerk=years.party_clerk, seen_as="years-absorbed")
    case.refresh_from_db()
    assert case.outcome == "absorbed"
    years.pass_days(1)


def close_the_meeting(desks, years, round, *, clerk, seen_as):
    """Every member has voted; the clerk closes the meeting, and what it decided takes effect."""
    meeting = years.voted(round)
    page = desks.of(clerk, at=f"/meetings/{meeting.pk}/")
    page.check("#close [name=is_sure]")
    seen(page, seen_as)
    press(page, "#close button.btn-danger")


def honours_of(*people):
    """Return whose honours are on file now, and how they ended."""
    listed = Fact.objects.filter(person__in=people, kind="honour", known_until=None).order_by("person")
    return [(fact.person.name, fact.detail.get("ended")) for fact in listed]


def everything_leads_to_its_decision(desks, years, person, *, kinds):
    """Each statement of the journey links to a case that opens and names itself; the day before, it was not there."""
    told = list(years.told_of(person))
    assert [fact.kind for fact in told] == kinds
    page = desks.of(person.user, at=f"/people/{person.pk}/")
    seen(page, f"years-file-{person.user.username}")
    undecided = page.locator("ol.trail > li:not(:has(a[href^='/cases/']))").count()
    assert undecided == person.facts.filter(known_from=years.began).count()
    for fact in told:
        case = Case.objects.get(pk=fact.event.chain.removeprefix("case:"))
        page.goto(f"/people/{person.pk}/")
        with page.expect_navigation() as landed:
            place_of(page, fact).locator(f"a[href='/cases/{case.pk}/']").click()
        assert landed.value.status == 200
        assert case.number in page.content()
        assert str(case.policy.outcomes[case.outcome].title) in page.content()
        day = clock.day_of(fact.known_from)
        assert lines_as_of(page, fact, case, day=day - dt.timedelta(days=1)) == 0
    assert lines_as_of(page, fact, case, day=day) == 1


def place_of(page, fact):
    """Return where a file tells a statement: its own line or, once it was replaced, the words under its successor."""
    line = page.locator("ol.trail > li", has=page.locator(f"a[href$='/facts/{lineage(fact)[-1].pk}/correct/']"))
    if fact.known_until is None:
        return line.locator("> p")
    return line.locator(".comment p", has=page.locator("s", has_text=fact.value))


def lines_as_of(page, fact, case, *, day):
    """Count the statements of a kind that lead to a case on the file as it was known at the end of a day."""
    page.goto(f"/people/{fact.person_id}/?as_of={day}")
    assert page.locator(".alert-info").count() == 1
    label = page.get_by_text(kind_words(fact.kind), exact=True)
    return page.locator("ol.trail > li", has=label).locator(f"> p > a[href='/cases/{case.pk}/']").count()
