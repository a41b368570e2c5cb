"""能上能下 in the demo: what the files propose, a hearing, a decision looked at again, a title that has lapsed."""

import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from weasyprint import HTML

import workflows.adjustment
from approvals.campaigns.services import open_campaign, publish
from approvals.models import Campaign, Round
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from core.facts.services import correct, establish
from core.models import Fact, Organisation, Person, User
from core.organisations.models import Kind
from workflows.adjustment.hearing import asks_the_person, speak
from workflows.adjustment.models import Adjustment, Proposal
from workflows.adjustment.proposals import take_up
from workflows.adjustment.services import attach, hand_in, revise
from workflows.adjustment.triggers import propose_due
from workflows.demo.acting import sit
from workflows.demo.invented import data, login


def live(district: Organisation, *, now: dt.datetime, random: Random) -> Campaign:
    """Let the files of a few people say what brings up an adjustment, and each matter come as far as the data say."""
    said = data("adjustments")
    calendar, schools = load_calendar(), _schools(district)
    campaign = _open(district, said, at=_day(calendar, said["opened"], now=now))
    people = [(_person(one, schools), one) for one in said["people"]]
    begun = [(person, one) for person, one in people if one["until"] != "proposed"]
    first = max(one["ago"] for _person, one in begun) + 1
    for number, (person, one) in enumerate(people):
        known = _day(calendar, first + 1 if "ago" in one else 2, now=now)
        tell(person, one, honour=said["honour"], calendar=calendar, now=now, known=known)
        if "login" in one:
            login(one["login"], name=person.name, district=district, number=9100 + number, person=person)
    propose_due(_day(calendar, first, now=now))
    for person, one in begun:
        _walk(person, one, campaign=campaign, said=said, now=_day(calendar, one["ago"], now=now), until=now)
    propose_due(_day(calendar, 1, now=now))
    return campaign


def _schools(district: Organisation) -> list[Organisation]:
    return list(Organisation.objects.filter(district=district, kind=Kind.SCHOOL).order_by("pk"))


def _person(one: dict[str, Any], schools: list[Organisation]) -> Person:
    return schools[one["school"]].staff.filter(user=None).order_by("pk")[one["place"]]


def _day(calendar: Calendar, ago: int, *, now: dt.datetime) -> dt.datetime:
    """Return ten in the morning of the working day so many before today."""
    day = calendar.add(timezone.localdate(now), -ago)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def _open(district: Organisation, said: dict[str, Any], *, at: dt.datetime) -> Campaign:
    path = Path(workflows.adjustment.__file__).parent / "policies" / f"{said['policy']}.yaml"
    version = publish(path.read_text(encoding="utf-8"), district=district, by=None, now=at)
    day, year = day_of(at), day_of(at).year
    days = {"opens_on": day, "measured_on": day, "term_from": dt.date(year, 1, 1)}
    return open_campaign(version, title=said["campaign"], **days, by=None, now=at)


def tell(
    person: Person, one: dict[str, Any], *, honour: str, calendar: Calendar, now: dt.datetime, known: dt.datetime
) -> None:
    """Put on somebody's file what brings them up, known long enough for the matter to have come so far."""
    if "honour" in one:
        since = dt.date.fromisoformat(str(one["honour"]))
        establish("honour", about=person, value=honour, true_from=since, by=None, now=known)
        detail = {"honour": honour}
        establish("allowance", about=person, value=f"{honour}津贴", detail=detail, true_from=since, by=None, now=known)
    if "post" in one:
        establish("post", about=person, value=one["post"], true_from=dt.date(2021, 9, 1), by=None, now=known)
    if "left" in one:
        employed = Fact.objects.get(person=person, kind="employment", known_until=None)
        last = day_of(_day(calendar, one["left"], now=now))
        correct(employed, by=None, now=known, reason="调离本区", true_until=last)
    for fact in one["facts"]:
        day = fact.get("since") or day_of(_day(calendar, fact["ago"], now=now))
        since = dt.date.fromisoformat(str(day))
        establish(fact["kind"], about=person, value=fact["value"], true_from=since, by=None, now=known)


def _walk(
    person: Person,
    one: dict[str, Any],
    *,
    campaign: Campaign,
    said: dict[str, Any],
    now: dt.datetime,
    until: dt.datetime,
) -> None:
    """Take the proposal about somebody up and go on with it, two working days a stage, until its stage or today."""
    found = Proposal.objects.filter(person=person, state=Proposal.State.OPEN)
    proposal = found.exclude(trigger="outstanding").first()
    officer = User.objects.get(username="officer", district=campaign.district_id)
    begun = take_up(proposal, by=officer, now=now) if proposal else None
    if begun is None:
        return
    revise(begun, reasons=f"{begun.reasons}。{said['reasons']}", new_post="", by=officer, now=now)
    evidence = SimpleUploadedFile("查实材料.pdf", HTML(string="<p>查实材料（示例）</p>").write_pdf() or b"")
    attach(begun, material="evidence", upload=evidence, by=officer, now=now)
    begun = hand_in(begun, by=officer, now=now)
    calendar = load_calendar()
    while (round := _open_round(begun)) and round.stage != one["until"] and now < until:
        now = min(_later(calendar, now), until)
        _answer(begun, round, campaign=campaign, words=said["words"], now=now)


def _later(calendar: Calendar, at: dt.datetime) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(calendar.add(day_of(at), 2), dt.time(10)))


def _open_round(adjustment: Adjustment) -> Round | None:
    rounds = Round.objects.filter(process=adjustment.case_id, closed_at=None)
    return rounds.select_related("process__version", "campaign").first()


def _answer(
    adjustment: Adjustment, round: Round, *, campaign: Campaign, words: dict[str, str], now: dt.datetime
) -> None:
    if round.kind == "meeting":
        sit(campaign, "meeting", round.stage, "", rounds=[round], now=now)
        return
    by = awaited(round, on=day_of(now))[0]
    if asks_the_person(round):
        speak(adjustment, statement=words[round.stage], by=by, now=now)
    else:
        decide(round, by=by, verdict=next(iter(round.rule.then)), opinion=words[round.kind], now=now)
