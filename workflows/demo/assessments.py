"""A year of assessment acted out, through the services: one school's for the demo, everybody's for a simulation."""

import datetime as dt
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from approvals.campaigns.services import open_campaign, publish
from approvals.cohorts import waiting
from approvals.meetings.services import attend, call, close_meeting, vote_all
from approvals.models import Campaign, Round
from approvals.notices.services import publish_notice
from approvals.rounds.services import decide
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import Organisation, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import appoint, holders
from core.sweeps import run_sweeps
from workflows.assessment.models import Assessment
from workflows.assessment.opening import announce, open_batch, progress
from workflows.assessment.services import report, write
from workflows.demo.acting import grade
from workflows.demo.answering import marks

POLICY = "xiqing-assessment"
LEADERS = (Role.PRINCIPAL, Role.SECRETARY)
Tell = Callable[[str, int, int], None]


def live(district: Organisation, *, now: dt.datetime, random: random.Random) -> Campaign:
    """Let one school live its year so far: some have not reported, some wait for a score, a grade or the meeting."""
    school = Organisation.objects.filter(district=district, kind=Kind.SCHOOL).order_by("pk")[0]
    began = _days_before(now, 12)
    play = Play(district, began=began, random=random)
    play.open(school)
    rounds = play.at("own_report", school)
    first, second, third = rounds[: len(rounds) // 2], rounds[len(rounds) // 2 : -8], rounds[-8:-4]
    play.now = _days_before(now, 8)
    play.report(first)
    play.score(play.at("unit_score", school))
    play.now = _days_before(now, 5)
    play.grade(school)
    play.report(second)
    play.now = _days_before(now, 2)
    play.score(play.at("unit_score", school))
    play.report(third)
    return play.campaign


def season(
    district: Organisation, *, now: dt.datetime, random: random.Random, progress: Tell = lambda *_told: None
) -> "Play":
    """Play a whole year for everybody of a district, up to the day on which the last of them has been told.

    Returns the play, at the moment it has come to.
    """
    play = Play(district, began=now, random=random, tell=progress)
    play.open(None)
    play.each("report", lambda unit: play.report(play.at("own_report", unit)))
    play.pass_days(15)
    play.each("score", lambda unit: play.score(play.at("unit_score", unit)))
    play.each("hear", lambda unit: play.answer(play.at("other_heard", unit)))
    play.pass_days(5)
    play.each("grade", play.grade)
    play.pass_days(5)
    play.each("decide", play.meet)
    play.each("publish", play.publish)
    play.pass_days(12)
    play.each("sign", lambda unit: play.answer([*play.at("told_merit", unit), *play.at("told", unit)]))
    play.pass_days(31)
    return play


class Play:
    """One campaign, the moment it has come to, and what its people do."""

    def __init__(
        self,
        district: Organisation,
        *,
        began: dt.datetime,
        random: random.Random,
        tell: Tell = lambda *_told: None,
    ) -> None:
        self.district, self.now, self.random, self.tell = district, began, random, tell
        schools = Organisation.objects.filter(district=district, kind=Kind.SCHOOL).order_by("pk")
        self.schools = list(schools)
        self._seat_groups()
        self.officer = self._holder(Role.OFFICER, Organisation.objects.get(district=district, code="personnel"))
        self.campaign = self._publish()

    def open(self, school: Organisation | None) -> None:
        """Announce the year and open everybody's assessment, or one school's."""
        announce(self.campaign, by=self.officer, now=self.now, unit=school)
        while (stands := progress(self.campaign)).waits:
            open_batch(self.campaign, now=self.now)
            self.tell("open", stands.opened, stands.due)

    def each(self, step: str, do: Callable[[Organisation], object]) -> None:
        """Let every school do one step."""
        for number, school in enumerate(self.schools, start=1):
            do(school)
            self.tell(step, number, len(self.schools))

    def pass_days(self, days: int) -> None:
        """Let days pass, one sweep a day: notices end, time runs out, reminders and messages go out."""
        for number in range(days):
            self.now += dt.timedelta(days=1)
            run_sweeps(self.now)
            self.tell("days", number + 1, days)

    def at(self, stage: str, unit: Organisation) -> list[Round]:
        """Return the open rounds of a unit at a stage."""
        rounds = Round.objects.filter(campaign=self.campaign, stage=stage, closed_at=None, process__organisation=unit)
        return list(rounds.select_related("process__version", "process__person__user").order_by("pk"))

    def report(self, rounds: Iterable[Round]) -> None:
        """Let people hand their reports in; who has no login hands in on paper, and the head files it."""
        cases = {one.case_id: one for one in Assessment.objects.filter(case__in=[round.process_id for round in rounds])}
        for round in rounds:
            by = self._asked(round)
            statement = self.random.choice(REPORTS)
            report(write(cases[round.process_id], statement=statement, by=by), by=by, now=self.now)

    def score(self, rounds: Iterable[Round]) -> None:
        """Let the units score."""
        for round in rounds:
            share = self.random.randint(72, 97)
            scores = marks(round, random=self.random, between=(share, share))
            decide(round, by=self._asked(round), verdict="approve", opinion="同意。", scores=scores, now=self.now)

    def answer(self, rounds: Iterable[Round]) -> None:
        """Let people sign, or say what they are asked."""
        for round in rounds:
            decide(round, by=self._asked(round), verdict="done", opinion="无异议。", now=self.now)

    def grade(self, unit: Organisation) -> None:
        """Close a unit's list, where anybody is on it."""
        if waiting(self.campaign, stage="grade_list", unit=unit).exists():
            grade(self.campaign, "grade_list", unit, by=self._holder(Role.PRINCIPAL, unit), now=self.now)

    def meet(self, unit: Organisation) -> None:
        """Let a unit's leaders decide on everything that waits."""
        rounds = [round.pk for round in waiting(self.campaign, stage="group_decision", unit=unit)]
        if not rounds:
            return
        by = self._holder(Role.SECRETARY, unit)
        meeting = call(self.campaign, stage="group_decision", rounds=rounds, by=by, now=self.now)
        members = [seat.user for seat in meeting.attendances.select_related("user")]
        attend(meeting, present={user.pk for user in members}, by=by, now=self.now)
        for user in members:
            vote_all(meeting, by=user, choices={}, rest="approve", now=self.now)
        close_meeting(meeting, by=by, now=self.now)

    def publish(self, unit: Organisation) -> None:
        """Put up the notice of those graded best."""
        rounds = [round.pk for round in waiting(self.campaign, stage="merit_notice", unit=unit)]
        if rounds:
            by = self._holder(Role.SECRETARY, unit)
            publish_notice(self.campaign, stage="merit_notice", rounds=rounds, by=by, now=self.now)

    def _asked(self, round: Round) -> User:
        login = getattr(round.case.person, "user", None)
        own = any(seat.place == "self" for seat in round.rule.seats(round.track))
        place = Assessment.objects.get(case=round.process_id).other_unit if round.stage == "other_heard" else None
        return login if login and own else self._holder(Role.PRINCIPAL, place or round.case.organisation)

    def _holder(self, role: Role, at: Organisation) -> User:
        if (role, at.pk) not in self._holders:
            self._holders[role, at.pk] = holders(role, at, on=day_of(self.now))[0]
        return self._holders[role, at.pk]

    def _seat_groups(self) -> None:
        """Let the leaders of every school be the group that decides."""
        self._holders: dict[tuple[Role, int], User] = {}
        for school in self.schools:
            for role in LEADERS:
                user = self._holder(role, school)
                if not holders(Role.MEMBER, school, on=day_of(self.now)).filter(pk=user.pk).exists():
                    appoint(user, role=Role.MEMBER, at=school, starts_on=day_of(self.now), by=None, now=self.now)

    def _publish(self) -> Campaign:
        path = Path(apps.get_app_config("assessment").path) / "policies" / f"{POLICY}.yaml"
        version = publish(path.read_text(encoding="utf-8"), district=self.district, by=self.officer, now=self.now)
        day = timezone.localdate(self.now)
        year = day.year - 1
        return open_campaign(
            version,
            title=f"{year}年度考核",
            opens_on=day,
            measured_on=dt.date(year, 12, 31),
            term_from=dt.date(year, 1, 1),
            by=self.officer,
            now=self.now,
        )


REPORTS = (
    "坚持立德树人，承担两个班的教学，期末质量监测位列年级前列；带教一名青年教师，承担一次区级公开课。",
    "担任班主任，家访全覆盖；完成校本课程一门，指导学生获市级奖一项；参加继续教育七十二学时。",
    "承担年级组长工作，组织集体备课二十次；主持校级课题一项；全年无迟到早退，无违纪。",
)


def _days_before(now: dt.datetime, days: int) -> dt.datetime:
    """Return ten in the morning of the working day so many before."""
    day = load_calendar().add(timezone.localdate(now), -days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
