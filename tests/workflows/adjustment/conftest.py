"""A district in which people are adjusted: somebody to propose about, and the walk along the road."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.auth.models import AbstractUser

import workflows.adjustment
from approvals.models import Case, Round
from core.clock import day_of
from core.facts.services import establish
from core.models import Fact, Person, User
from tests.season import ACTS, paper
from workflows.adjustment.models import Adjustment
from workflows.adjustment.services import attach, hand_in, propose, revise

POLICIES = Path(workflows.adjustment.__file__).parent / "policies"


def text_of(name: str) -> str:
    return (POLICIES / f"{name}.yaml").read_text(encoding="utf-8")


class Adjusting:
    """The season's people, busy with adjustments instead of nominations."""

    def __init__(self, season, name: str = "xiqing-adjustment") -> None:
        self.season, self.numbers = season, iter(range(1, 1000))
        self.open(name)

    def __getattr__(self, name: str):
        return getattr(self.__dict__["season"], name)

    def open(self, name: str):
        """Publish and open one of the shipped policies; the season walks its cases from now on."""
        self.season.campaign = self.season.open(text_of(name), title=name)
        return self.season.campaign

    def holder(self, name: str = "李桂兰", *, login: bool = True, school: int = 1) -> Person:
        """Open the file of somebody who holds an honour, an allowance and a post."""
        person = self.season.teacher(name, school=school)
        self.knows(person, "honour", "杰出教师", since=dt.date(2025, 1, 1), until=dt.date(2027, 12, 31))
        self.knows(person, "allowance", "杰出教师津贴", since=dt.date(2025, 1, 1), detail={"honour": "杰出教师"})
        if login:
            self.login(person)
        return person

    def login(self, person: Person) -> AbstractUser:
        number = next(self.numbers)
        user = User(username=f"self{number}", name=person.name, district=self.season.district, person=person)
        user.email = f"self{number}@example.com"
        user.save()
        return user

    def knows(self, person, kind, value, *, since, until=None, detail=None) -> Fact:
        about = {"about": person, "value": value, "true_from": since, "true_until": until, "detail": detail or {}}
        return establish(kind, **about, by=None, now=self.season.now)

    def propose(self, person, *, track="cancel_title", ground="result", kind="honour", new_post="") -> Adjustment:
        """Let the section propose, with reasons and evidence; it lacks nothing but to be handed in."""
        target = Fact.objects.filter(person=person, kind=kind, known_until=None).order_by("-pk").first()
        by, now = self.season.officer, self.season.now
        said = {"reasons": "连续两年履职考核不合格。", "new_post": new_post}
        begun = propose(self.season.campaign, person=person, track=track, ground=ground, target=target, by=by, now=now)
        revise(begun, **said, by=by, now=now)
        if begun.campaign.policy.materials:
            attach(begun, material="evidence", upload=paper("考核表.pdf"), by=by, now=now)
        return Adjustment.objects.get(pk=begun.pk)

    def under_way(self, person, **fields) -> Adjustment:
        return hand_in(self.propose(person, **fields), by=self.season.officer, now=self.season.now)

    def step(self, case: Case, *, verdict: str = "", opinion: str = "已阅。") -> Round:
        """Let whoever is asked answer the open round of a case."""
        round = self.season.round(case)
        if round.kind in ("filing", "review", "countersign"):
            self.season.approve(round, verdict=verdict, opinion=opinion)
        else:
            ACTS[round.kind](self.season, round)
        return round

    def walk(self, adjustment: Adjustment, stage: str) -> Case:
        """Let everybody say yes until the case waits at a stage."""
        case = Case.objects.get(pk=adjustment.case_id)
        while self.season.round(case).stage != stage:
            self.step(case)
        return case

    def fresh(self, adjustment: Adjustment) -> Adjustment:
        return Adjustment.objects.get(pk=adjustment.pk)

    def facts(self, person, kind) -> list[tuple]:
        """Return what is on file now: value, last day, how it ended."""
        found = Fact.objects.filter(person=person, kind=kind, known_until=None).order_by("true_from", "pk")
        return [(fact.value, fact.true_until, fact.detail.get("ended")) for fact in found]

    @property
    def today(self) -> dt.date:
        return day_of(self.season.now)


@pytest.fixture
def adjusting(season) -> Adjusting:
    return Adjusting(season)
