"""Placements by personal plan, in a small district whose every post is filled.

``placements.propose()`` puts a plan forward; ``placements.walk_to("take_office")`` lets everybody do their work until
the case waits at a stage, or has ended. It keeps its own time as a season does, and meets, publishes and judges alike.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from approvals.models import Campaign, Round
from approvals.rounds.seats import awaited
from core import clock
from core.facts.services import establish
from core.models import Organisation, Person, User
from core.people.services import add_person
from tests.season import HOUR, Season, paper
from workflows.placement.checks import plan_of
from workflows.placement.models import Placement
from workflows.placement.plans import Plan, Step
from workflows.placement.services import attach, draft, revise, submit
from workflows.placement.serving import DUE, answer

POLICIES = Path(__file__).parents[1] / "workflows" / "placement" / "policies"
POLICY = POLICIES / "xiqing-placement.yaml"
LANGUAGES = ("zh-hans", "en")


def signed_in(client, user: User, language: str = "zh-hans"):
    """Return a client in which somebody is signed in and reads a language."""
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def text_of(answer) -> str:
    return answer.content.decode()


class Placements(Season):
    """One district, one campaign of placements, and the people in it."""

    path, track, exception, half = POLICY, "vice_head", "", Decimal("0.5")

    def __init__(self, district: Organisation, *, now: dt.datetime) -> None:
        super().__init__(district, now=now)
        self.campaign = self.open(self.path.read_text(encoding="utf-8"))

    def open(self, text: str, **fields) -> Campaign:
        return super().open(text, **{"title": "2026年度“一人一策”", **fields})

    def teacher(
        self, name: str = "陈嘉禾", *, school: int = 1, login: bool = True, without: str = "", **fields
    ) -> Person:
        """Open the talent file of somebody who meets every clause, with a login unless told otherwise."""
        person = add_person(
            name,
            at=self.schools[school - 1],
            by=None,
            now=self.began,
            **{"staff_no": f"P{next(self.numbers):05d}", "gender": "F", "born_on": dt.date(1986, 5, 4), **fields},
        )
        for kind, value, since in [
            ("employment", person.organisation.name, dt.date(2008, 9, 1)),
            ("teaching", "语文", dt.date(2008, 9, 1)),
            ("post", "中层正职", dt.date(2020, 8, 1)),
            ("title", "高级教师", dt.date(2020, 1, 1)),
            *[("review", "合格", dt.date(year, 12, 31)) for year in range(2022, 2026)],
        ]:
            if kind != without:
                establish(kind, about=person, value=value, true_from=since, by=None, now=self.began)
        if login:
            number = next(self.numbers)
            user = User.objects.create_user(
                username=f"person{number}", name=name, password="correct-horse-battery", district=self.district
            )
            user.person = person
            user.save()
        return person

    def plan(self, **changes) -> Plan:
        """Return a plan that lacks nothing and contradicts itself nowhere, but for what is changed."""
        said = {
            "post": "副校长（实践）",
            "host": self.schools[1],
            "term_from": dt.date(2026, 9, 1),
            "term_until": dt.date(2028, 8, 31),
            "probation_until": dt.date(2027, 8, 31),
            "mentor": self.principal2,
            "aims": "学科带头、勇于改革，到薄弱校负责教学管理。",
            "exception": self.exception,
            "resources": "每年培养经费两万元，配备一间学科工作室。",
            "exit_rule": "连续两个节点未完成的，研究提前结束。",
            "tasks": dict.fromkeys(self._kinds(), "带出一支骨干队伍。"),
            "indicators": (("校本教研参与率", "90%以上"),),
            "milestones": (
                Step("制定学科建设方案", dt.date(2026, 11, 30)),
                Step("中期教研展示", dt.date(2027, 12, 31), asks_paper=True),
                Step("形成改革案例", dt.date(2028, 5, 31)),
            ),
        }
        return Plan(**said | changes)

    def _kinds(self) -> list[str]:
        return [criterion.key for sheet in self.campaign.policy.sheets.values() for criterion in sheet.criteria]

    def draft(self, name="陈嘉禾", *, person=None, by=None, school=1, login=True, **changes) -> Placement:
        """Begin a plan that lacks nothing but to be put forward."""
        person = person or self.teacher(name, school=school, login=login)
        by = by or self.planner
        placement = draft(self.campaign, person=person, track=self.track, by=by, now=self.now)
        for material in self.campaign.policy.materials:
            attach(placement, material=material, upload=paper("考察材料.pdf"), by=by, now=self.now)
        return revise(placement, plan=self.plan(**changes), by=by, now=self.now)

    @property
    def planner(self) -> User:
        return self.officer

    def propose(self, name: str = "陈嘉禾", **given) -> Placement:
        """Put a plan forward; the case then waits at the policy's first stage."""
        by = given.get("by") or self.planner
        return submit(self.draft(name, **given), by=by, now=self.now)

    def walk_back(self, placement: Placement, *, verdict: str, opinion: str = "理由。") -> None:
        """Let everybody asked where a placement stands give a verdict that is not the onward one."""
        round = self.round(self.fresh(placement).case)
        super().approve(round, verdict=verdict, opinion=opinion)

    def serve(self, name: str = "陈嘉禾", *, stage: str = "trial_steps", **given) -> Placement:
        """Bring somebody into service, up to a stage that waits for a milestone."""
        placement = self.propose(name, **given)
        self.walk_to(stage)
        return self.fresh(placement)

    def fresh(self, placement: Placement) -> Placement:
        return Placement.objects.select_related("case", "person", "host", "campaign__version").get(pk=placement.pk)

    def stage(self, placement: Placement) -> str:
        """Return the stage a placement stands at; its outcome where it has ended."""
        case = self.fresh(placement).case
        open_round = Round.objects.filter(process=case, closed_at=None).first()
        return open_round.stage if open_round else case.outcome

    def act(self, round: Round) -> None:
        mine = {"filing": self.hand_in, "review": self.approve, "countersign": self.approve}
        mine.get(round.kind, super().act)(round)

    def hand_in(self, round: Round) -> None:
        """Let whoever is asked file: a plan put forward again, a milestone answered on its day, or a word."""
        placement = self.fresh(round.case.placement)
        by = awaited(round, on=clock.day_of(self.now))[0]
        if placement.is_editable:
            submit(placement, by=self.planner, now=self.now)
        elif round.rule.due == DUE:
            self.at(max(self.now, round.due_at - 10 * HOUR))
            milestone = next(step for step in placement.milestones.all() if step.is_left)
            answer(milestone, is_met=True, upload=paper("成果.pdf"), by=by, now=self.now)
        else:
            self.approve(round)

    def approve(self, round: Round, **given) -> None:
        """Let everybody say yes, on the day where a day is set for it."""
        if round.rule.due:
            self.at(max(self.now, round.due_at - 10 * HOUR))
        super().approve(round, **given)

    def written(self, placement: Placement) -> Plan:
        return plan_of(self.fresh(placement))


class SecondPlacements(Placements):
    """The same under the other district's file."""

    path, track = POLICIES / "luxi-placement.yaml", "deputy"

    @property
    def planner(self) -> User:
        return self.principal1


def _made(kind: type[Placements], district, now, settings, tmp_path) -> Placements:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = tmp_path / "papers"
    return kind(district, now=now)


@pytest.fixture
def placements(district, now, settings, tmp_path) -> Placements:
    """A campaign of placements that opened this morning; the product's clock shows its time."""
    return _made(Placements, district, now, settings, tmp_path)


@pytest.fixture
def second_placements(district, now, settings, tmp_path) -> SecondPlacements:
    """The same in a district whose road is another."""
    return _made(SecondPlacements, district, now, settings, tmp_path)
