"""What comes up by itself: people put forward, plans, a school's assessments, facts, requests, leavers."""

import datetime as dt
from collections.abc import Callable
from itertools import count

from django.utils import timezone

from approvals.models import Case
from approvals.people.rectifying import ask
from approvals.reliance.services import correct_statement
from core.calendar.services import load_calendar
from core.corrections.models import Rectification
from core.corrections.services import Proposed
from core.models import Fact, Organisation, Person, User
from core.organisations.models import Kind
from core.people.readers import file_keepers
from workflows.assessment.models import Assessment
from workflows.assessment.opening import announce
from workflows.demo import adjustments
from workflows.demo.dealing import paper
from workflows.demo.invented import Inventor, data
from workflows.demo.placements import Placements, Story
from workflows.demo.season import Season

FIRST_NUMBER = 9300  # of the telephone numbers of those who get a login on the way
SELECTION_EVERY = 30  # days from one selection to the next
TERM, STEPS = (25, 70), (35, 50, 65)  # of a plan, in days from the day it is put forward: short enough to see its end


class Arrivals:
    """Lets each kind of thing happen as often as a busy district sees it."""

    def __init__(self, district: Organisation, *, now: dt.datetime, inventor: Inventor) -> None:
        self.district, self.random, self.now = district, inventor.random, now
        self.season = Season(district, now=now, inventor=inventor)
        self.numbers, self.schools = count(FIRST_NUMBER), self._schools()
        self.campaign = Assessment.objects.filter(district=district).latest("pk").campaign
        self.plans = Placements(district, now=now, random=self.random)
        self.plans.open("this", title="岗位锻炼（补充）", at=now)

    def day(self, now: dt.datetime, *, number: int) -> None:
        """Let a working day bring what it brings; ``number`` counts days from the first, 0."""
        self.now = self.plans.now = now
        if number % SELECTION_EVERY == 0:
            self.season.open(now, title=f"“三名”遴选（第{number // SELECTION_EVERY + 1}批）")
        for likely, happen in self._kinds():
            if self.random.random() < likely:
                happen()

    def _kinds(self) -> list[tuple[float, Callable[[], object]]]:
        return [
            (0.8, self._nomination),
            (0.2, self._plan),
            (0.2, self._assessments),
            (0.3, self._facts),
            (0.2, self._request),
            (0.1, self._leaver),
        ]

    def _schools(self) -> list[Organisation]:
        schools = list(Organisation.objects.filter(district=self.district, kind=Kind.SCHOOL).order_by("pk"))
        self.random.shuffle(schools)
        return schools

    def _nomination(self) -> None:
        track = self.random.choice(sorted(self.season.campaign.policy.tracks))
        if self.season.campaign.closes_at > self.now:
            self.season.nominate(track, at=self.now, only_draft=False)

    def _plan(self) -> None:
        track, number = self.random.choice(sorted(self.plans.campaigns["this"].policy.tracks)), next(self.numbers)
        person = next(self.plans.people(), None)
        if person:
            story = Story(track, campaign="this", ago=0, until="end", term=TERM, steps=STEPS)
            self.plans.put_forward(story, person, account=f"placed{number}", number=number, at=self.now)

    def _assessments(self) -> None:
        if self.schools:
            announce(self.campaign, by=self.plans.officer, now=self.now, unit=self.schools.pop())

    def _facts(self) -> None:
        said, stories = data("adjustments"), data("adjustments")["people"]
        one = self.random.choice(stories)
        person = self._somebody()
        adjustments.tell(person, one, honour=said["honour"], calendar=load_calendar(), now=self.now, known=self.now)

    def _request(self) -> None:
        """Let somebody who has a login ask for a correction of a day in their file."""
        asked = Rectification.objects.waiting().values("fact")
        users = User.objects.filter(district=self.district, is_active=True).exclude(person=None)
        user = self.random.choice(list(users.order_by("pk")))
        facts = Fact.objects.filter(person=user.person, known_until=None, kind="teaching").exclude(pk__in=asked)
        if fact := facts.order_by("pk").first():
            proposed, uploads = Proposed(fact.value, fact.true_from - dt.timedelta(days=30)), [paper("证明（样例）")]
            ask(fact, says="起始日期有误，见证明。", proposed=proposed, uploads=uploads, by=user, now=self.now)

    def _leaver(self) -> None:
        """Let somebody about whom a case runs leave the district's schools."""
        cases = Case.objects.filter(district=self.district, finished=None, person__user=None).exclude(person=None)
        if cases:
            case = self.random.choice(list(cases.order_by("pk")))
            employed = Fact.objects.filter(person=case.person, kind="employment", known_until=None).first()
            keeper = file_keepers(self.district).first()
            if employed and keeper:
                until = timezone.localdate(self.now)
                correct_statement(employed, by=keeper, now=self.now, reason="调离本区", true_until=until)

    def _somebody(self) -> Person:
        school = self.random.choice(list(Organisation.objects.filter(kind=Kind.SCHOOL).order_by("pk")))
        people = list(school.staff.filter(user=None).order_by("pk"))
        return self.random.choice(people)
