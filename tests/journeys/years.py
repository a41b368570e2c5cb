"""Three years of a small district: a selection, a placement, two assessments and an adjustment run side by side.

What people decide in their windows is told by the journey; here everybody else does their work, through the services.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from approvals.campaigns.services import open_campaign, publish
from approvals.meetings.services import vote_all
from approvals.models import Campaign, Case, Meeting, Round
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core import clock
from core.models import Fact, Person, User
from core.sweeps import run_sweeps
from tests.season import ACTS, HOUR, Season, paper
from tests.workflows.assessment.year import Year
from workflows.assessment import services as assessing
from workflows.assessment.models import Assessment
from workflows.placement import services as placing
from workflows.placement.models import Placement
from workflows.placement.plans import Plan, Step
from workflows.placement.serving import DUE, answer
from workflows.selection import services as selecting

PASSWORD = "correct-horse-battery"
WORKFLOWS = Path(settings.BASE_DIR) / "workflows"


def policy(process: str, name: str) -> str:
    return (WORKFLOWS / process / "policies" / f"{name}.yaml").read_text(encoding="utf-8")


def with_two_places(text: str) -> str:
    """Return the selection of a district that honours two teachers a term and lets the others wait until it is over."""
    fewer = text.replace("teacher: 20, approx", "teacher: 2, approx")
    return fewer.replace("within: 60 working days", "within: 700 working days")


class Years(Year):
    """One district with four processes; ``campaign`` is the one whose matters are at hand."""

    def __init__(self, district, *, now: dt.datetime) -> None:
        super().__init__(district, now=now)
        self._seat_groups()
        self.selection = self.campaign

    def open(self, text: str, *, title: str = "2026—2028年“三名”遴选", year: int = 0) -> Campaign:
        """Publish a policy and open it today, for the term that begins with a year."""
        version = publish(with_two_places(text), district=self.district, by=None, now=self.now)
        today = clock.day_of(self.now)
        days = {"opens_on": today, "measured_on": today, "term_from": dt.date(year or today.year, 1, 1)}
        self.campaign = open_campaign(version, title=title, **days, by=None, now=self.now)
        return self.campaign

    def on(self, year: int, month: int, day: int) -> None:
        """Let time pass until nine in the morning of a day, and everything happen that falls due meanwhile."""
        self.at(self.now.replace(year=year, month=month, day=day, hour=9, minute=0, second=0))
        self.sweep()

    def sweep(self) -> None:
        assert run_sweeps(self.now).failed == []

    def educator(self, name: str, *, school: int) -> Person:
        """Open the file of a teacher without a post, with a login of their own."""
        person = self.teacher(name, school=school, without="post", born_on=dt.date(1983, 5, 4))
        about = {"name": name, "password": PASSWORD, "district": self.district, "person": person}
        User.objects.create_user(username=f"teacher{school}", email=f"teacher{school}@example.com", **about)
        return person

    def nomination(self, person: Person, *, school: int):
        """Begin a nomination that lacks nothing but to be handed in."""
        return self.draft(school=school, person=person)

    def hand_in_nomination(self, person: Person, *, school: int) -> Case:
        begun = self.nomination(person, school=school)
        return selecting.submit(begun, by=self.nominator("teacher", school=school), now=self.now).case

    def walk_together(self, campaign: Campaign, stage: str) -> None:
        """Let everybody do their work until all cases of a campaign wait at a stage, or on a waiting list."""
        self.campaign = campaign
        Season.walk_to(self, stage)

    def propose_placement(self, person: Person, *, host: int) -> Placement:
        """Put a plan for two years at another school forward, with that school's head as the mentor."""
        told = {"by": self.officer, "now": self.now}
        placement = placing.draft(self.campaign, person=person, track="head_assistant", **told)
        placing.attach(placement, material="assessment", upload=paper("考察材料.pdf"), **told)
        return placing.submit(placing.revise(placement, plan=self._plan(host), **told), **told)

    def _plan(self, host: int) -> Plan:
        headings = [one.key for sheet in self.campaign.policy.sheets.values() for one in sheet.criteria]
        return Plan(
            post="校长助理",
            host=self.schools[host - 1],
            term_from=dt.date(2026, 9, 1),
            term_until=dt.date(2028, 7, 31),
            probation_until=dt.date(2027, 2, 26),
            mentor=self.users[f"principal{host}"],
            aims="协助校长抓教学管理，到薄弱校带出一支骨干队伍。",
            resources="每年培养经费两万元。",
            exit_rule="连续两个节点未完成的，研究提前结束。",
            tasks=dict.fromkeys(headings, "带出一支骨干队伍。"),
            indicators=(("校本教研参与率", "90%以上"),),
            milestones=(
                Step("制定学科建设方案", dt.date(2026, 11, 30)),
                Step("形成改革案例", dt.date(2028, 5, 31), asks_paper=True),
            ),
        )

    def walk(self, case: Case, stage: str = "") -> None:
        """Let everybody say yes, on the day where a day is set for it, until a case waits at a stage or ends."""
        while (round := open_round_of(case)) and round.stage != stage:
            self.campaign = round.campaign
            if round.rule.due:
                self.at(max(self.now, round.due_at - 10 * HOUR))
            DOES.get(round.kind, ACTS.get(round.kind))(self, round)

    def assess_to(self, stage: str = "") -> None:
        """Let everybody do their work until all assessments at hand wait at a stage; without one, until all end."""
        order = [*self.campaign.policy.stages]
        waiting = Round.objects.filter(campaign=self.campaign, closed_at=None).exclude(stage=stage)
        while moving := list(waiting.all()):
            first = min(moving, key=lambda one: order.index(one.stage))
            DOES[first.kind](self, first)

    def file(self, round: Round) -> None:
        """Let whoever is asked file: a milestone, a report, a signature, or that no review is asked for."""
        case, by = round.case, awaited(round, on=clock.day_of(self.now))[0]
        assessment = Assessment.objects.filter(case=case).first()
        if round.rule.due == DUE:
            step = next(step for step in case.placement.milestones.all() if step.is_left)
            answer(step, is_met=True, upload=paper("成果.pdf"), by=by, now=self.now)
        elif assessment and assessing.asked(assessment) == assessing.Ask.REVIEW:
            assessing.decline_review(assessment, by=by, now=self.now)
        elif assessment:
            self.report(round)
        else:
            decide(round, by=by, verdict=next(iter(round.rule.then)), opinion="已办结。", now=self.now)

    def voted(self, round: Round) -> Meeting:
        """Call the meeting that a round waits for and let every member vote for it; its clerk has still to close it."""
        self.campaign = round.campaign
        meeting = self.call(round)
        for seat in meeting.attendances.select_related("user"):
            vote_all(meeting, by=seat.user, choices={}, rest="approve", now=self.now)
        return meeting

    def told_of(self, person: Person) -> Iterator[Fact]:
        """Give what came on somebody's file since the journey began, what was replaced since included."""
        yield from person.facts.filter(known_from__gt=self.began).select_related("event").order_by("pk")


def open_round_of(case: Case) -> Round | None:
    """Return the round in which a case waits; None once it has ended."""
    rounds = Round.objects.filter(process=case.pk, closed_at=None)
    return rounds.select_related("process__version", "process__organisation", "campaign__version").first()


DOES = {
    "filing": Years.file,
    "review": Years.assess,
    "grading": Years.grade,
    "meeting": Years.meet,
    "public_notice": Years.sit_out,
}
