"""Placements acted out: the named accounts bring a handful of plans to different stages, through the services."""

import datetime as dt
import random as chance
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from weasyprint import HTML

from approvals.campaigns.services import open_campaign, publish
from approvals.eligibility import judge
from approvals.escalation.services import keep_promises
from approvals.models import Campaign, Round
from approvals.notices.services import end_due_notices
from approvals.rounds.seats import awaited
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import holders
from workflows import placement as placement_app
from workflows.demo.acting import act
from workflows.demo.answering import approve
from workflows.demo.invented import data, login
from workflows.placement.facts import gather
from workflows.placement.models import Placement
from workflows.placement.plans import Plan, Step
from workflows.placement.services import attach, draft, revise, submit
from workflows.placement.serving import DUE, answer
from workflows.placement.words import kinds_of

POLICIES = Path(placement_app.__file__).parent / "policies"
FIRST_NUMBER = 9100  # of the telephone numbers that reach nobody


@dataclass(frozen=True)
class Story:
    """One plan: when it was put forward, how long its term is, and where it stops; days count back from today."""

    track: str
    campaign: str
    ago: int
    until: str
    term: tuple[int, int] = (-30, 700)  # days after today from which and until when
    steps: tuple[int, ...] = (60, 200, 500)  # days after today by which each milestone is due


class Placements:
    """The campaign of placements and the people in it, up to now."""

    def __init__(self, district: Organisation, *, now: dt.datetime, random: chance.Random) -> None:
        self.district, self.now, self.random = district, now, random
        self.script = data("placements")
        self.paper = HTML(string=f"<h1>{self.script['paper']}</h1>").write_pdf()
        self.schools = list(Organisation.objects.filter(district=district, kind=Kind.SCHOOL).order_by("pk"))
        self.officer = User.objects.get(username=self.script["by"])
        self.campaigns: dict[str, Campaign] = {}
        self.stories = [Story(**{**said, **_pairs(said)}) for said in self.script["plans"]]

    def live(self) -> list[Placement]:
        """Let every story happen, the oldest first; return its placements, and send what has fallen due."""
        told = self.script["campaigns"].items()
        for key, said in told:
            self.open(key, title=said["title"], at=self._day(said["opened"]))
        people = self.people()
        placements = [self._tell(story, next(people)) for story in self.stories]
        keep_promises(self.now)
        return placements

    def _day(self, ago: int) -> dt.datetime:
        """Return ten in the morning of the working day about so many days ago; today it is now."""
        if ago <= 0:
            return self.now
        day = load_calendar().add(timezone.localdate(self.now) - dt.timedelta(days=ago), 1)
        return min(timezone.make_aware(dt.datetime.combine(day, dt.time(10))), self.now)

    def open(self, key: str, *, title: str, at: dt.datetime) -> None:
        """Publish the policy and open a campaign under it, which stories name by its key."""
        text = (POLICIES / f"{self.script['policy']}.yaml").read_text(encoding="utf-8")
        version = publish(text, district=self.district, by=None, now=at)
        day = timezone.localdate(at)
        self.campaigns[key] = open_campaign(
            version,
            title=title,
            opens_on=day,
            measured_on=day,
            term_from=dt.date(day.year, 1, 1),
            by=None,
            now=at,
        )

    def people(self) -> Iterator[Person]:
        """Give, school by school, the first whom every kind of post suits and who has no account yet."""
        for school in self.schools[1:]:
            for person in school.staff.filter(user=None).order_by("pk"):
                if self._lets_in(person):
                    yield person
                    break

    def _lets_in(self, person: Person) -> bool:
        """Tell whether every clause of every kind of post lets somebody in."""
        first = min(self.campaigns.values(), key=lambda campaign: campaign.opens_on)
        policy = first.policy
        facts = gather(person, track="", measured_on=first.measured_on, now=self.now)
        return all(answer.is_clear for track in policy.tracks for answer in judge(policy, track=track, facts=facts))

    def _tell(self, story: Story, person: Person) -> Placement:
        number = self.stories.index(story)
        account, at = f"placed{number + 1}", self._day(story.ago)
        placement = self.put_forward(story, person, account=account, number=FIRST_NUMBER + number, at=at)
        self._walk(placement, story, at=at)
        return placement

    def put_forward(self, story: Story, person: Person, *, account: str, number: int, at: dt.datetime) -> Placement:
        """Give somebody a login and put a plan for them forward, unless the story stops at its draft."""
        login(account, name=person.name, district=self.district, number=number, person=person)
        placement = self._draft(story, person, at=at)
        return placement if story.until == "draft" else submit(placement, by=self.officer, now=at)

    def _draft(self, story: Story, person: Person, *, at: dt.datetime) -> Placement:
        campaign = self.campaigns[story.campaign]
        placement = draft(campaign, person=person, track=story.track, by=self.officer, now=at)
        for material in campaign.policy.materials.values():
            upload = SimpleUploadedFile(f"{material.title.zh}.pdf", self.paper)
            attach(placement, material=material.key, upload=upload, by=self.officer, now=at)
        return revise(placement, plan=self._plan(story, person), by=self.officer, now=at)

    def _plan(self, story: Story, person: Person) -> Plan:
        words, today = self.script["words"], timezone.localdate(self.now)
        first, last = (today + dt.timedelta(days=days) for days in story.term)
        alike = [school for school in self.schools if school.phase == person.organisation.phase]
        host = self.schools[0] if self.schools[0] in alike else alike[0]
        host = host if host.pk != person.organisation_id else alike[-1]
        due = [min(max(today + dt.timedelta(days=days), first), last) for days in story.steps]
        return Plan(
            post=words["posts"][story.track],
            host=host,
            term_from=first,
            term_until=last,
            probation_until=first + (last - first) / 2,
            mentor=holders(Role.PRINCIPAL, host, on=today).first(),
            aims=words["aims"],
            resources=words["resources"],
            exit_rule=words["exit_rule"],
            tasks=dict(zip(kinds_of(self.campaigns[story.campaign].policy), words["tasks"], strict=False)),
            indicators=tuple((what, target) for what, target in words["indicators"]),
            milestones=tuple(Step(what, day) for what, day in zip(words["milestones"], due, strict=False)),
        )

    def _walk(self, placement: Placement, story: Story, *, at: dt.datetime) -> None:
        """Let everybody do their work, day by day, until the case stops where the story ends or today has come."""
        while round := Round.objects.filter(process=placement.case_id, closed_at=None).first():
            if round.stage == story.until:
                return
            at = self._on_its_day(round, at=at)
            moved = self._step(placement, round, at=at)
            if not moved and (at := self._next(round, at=at)) >= self.now:
                return

    def _step(self, placement: Placement, round: Round, *, at: dt.datetime) -> bool:
        if round.rule.due == DUE:
            step = next(step for step in placement.milestones.all() if step.is_left)
            answer(step, is_met=True, words=self.script["words"]["found"], by=awaited(round, on=day_of(at))[0], now=at)
            return True
        if round.kind in ("filing", "review", "countersign"):
            approve(round, now=at)
            return True
        others = Round.objects.filter(campaign=placement.campaign, closed_at=None).exclude(process=placement.case_id)
        stopping = dict(others.values_list("process", "stage"))
        if act(placement.campaign, stopping=stopping, random=self.random, now=at):
            return not hasattr(Round.objects.get(pk=round.pk), "notice_entry")
        return False

    def _on_its_day(self, round: Round, *, at: dt.datetime) -> dt.datetime:
        """Wait for the day that a fact sets, as people do; never beyond today."""
        if not round.rule.due or round.due_at is None:
            return at
        day = timezone.make_aware(dt.datetime.combine(day_of(round.due_at), dt.time(10)))
        return max(at, min(day, self.now))

    def _next(self, round: Round, *, at: dt.datetime) -> dt.datetime:
        """Go on to the day after a notice has ended."""
        notice = Round.objects.get(pk=round.pk).notice_entry.notice
        after = timezone.make_aware(dt.datetime.combine(notice.ends_on + dt.timedelta(days=1), dt.time(10)))
        if after < self.now:
            end_due_notices(after)
        return after


def _pairs(said: dict) -> dict:
    """Return the lists of a story as the tuples it is told with."""
    return {name: tuple(said[name]) for name in ("term", "steps") if name in said}


def live(district: Organisation, *, now: dt.datetime, random: chance.Random) -> list[Placement]:
    """Let the named accounts bring a handful of placements to different stages, up to now."""
    return Placements(district, now=now, random=random).live()
