"""A year of assessment in the tests' small district: everybody's work, stage by stage, until the cases wait or end."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from approvals.cohorts import waiting
from approvals.gradings import services as gradings
from approvals.meetings.services import attend, call, close_meeting, vote_all
from approvals.models import Campaign, Round
from approvals.notices.services import publish_notice
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core import clock
from core.facts.services import establish
from core.models import Appointment, Person
from core.organisations.services import sync_grants
from core.people.services import add_person
from tests.season import ACTS, Season
from workflows.assessment import opening, services
from workflows.assessment.models import Assessment

POLICIES = Path(__file__).parents[3] / "workflows" / "assessment" / "policies"
XIQING, HUOQIU = POLICIES / "xiqing-assessment.yaml", POLICIES / "huoqiu-studio.yaml"


class Year(Season):
    """One district, one year's assessment, and the people in it."""

    def open(self, text: str, **fields) -> Campaign:
        """Open the assessment of the year before; at every school the leaders are the group that decides."""
        if "s01" in self.bodies and not Appointment.objects.filter(role="member", organisation__kind="school").exists():
            self._seat_groups()
        fields = {"title": "2025年度考核", **fields}
        campaign = super().open(text, **fields)
        campaign.term_from, campaign.term_until = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
        campaign.save()
        return campaign

    def _seat_groups(self) -> None:
        since = clock.day_of(self.now) - dt.timedelta(days=100)
        seats = [(f"{role}{n}", n) for role in ("principal", "secretary") for n in range(1, len(self.schools) + 1)]
        Appointment.objects.bulk_create(
            Appointment(
                district=self.district,
                user=self.users[name],
                role="member",
                organisation=self.schools[n - 1],
                starts_on=since,
            )
            for name, n in seats
        )
        sync_grants(self.now)

    def worker(self, name: str = "王秀英", *, school: int = 1, since=dt.date(2003, 9, 1), login: bool = True) -> Person:
        """Open the talent file of somebody who worked at a school, with a login where they have one."""
        number = next(self.numbers)
        unit = self.schools[school - 1]
        person = add_person(
            name,
            at=unit,
            by=None,
            now=self.began,
            staff_no=f"W{number:05d}",
            gender="F",
            born_on=dt.date(1980, 5, 4),
        )
        establish("employment", about=person, value=unit.name, true_from=since, by=None, now=self.began)
        establish("teaching", about=person, value="语文", true_from=since, by=None, now=self.began)
        if login:
            from core.models import User

            User.objects.create(username=f"w{number}", name=name, district=self.district, person=person, password="!")
        return person

    def begin(self, *, bodies: bool = False) -> list[Assessment]:
        """Announce the year and open every assessment on the list."""
        opening.announce(self.campaign, by=self.officer, now=self.now, bodies=bodies)
        while opening.open_batch(self.campaign, now=self.now):
            pass
        return list(Assessment.objects.filter(campaign=self.campaign).order_by("pk"))

    def report(self, round: Round) -> None:
        """Let whoever is asked file: a report, a signature, a request."""
        by = awaited(round, on=clock.day_of(self.now))[0]
        assessment = Assessment.objects.get(case=round.process_id)
        if services.awaits_report(assessment):
            services.write(assessment, statement="完成教学任务，带教两名青年教师。", by=by)
            services.report(assessment, by=by, now=self.now)
        else:
            decide(round, by=by, verdict="done", opinion="同意。", now=self.now)

    def assess(self, round: Round, *, share: Decimal = Decimal("0.9")) -> None:
        """Let the unit score, every criterion at the same share of its maximum."""
        by = awaited(round, on=clock.day_of(self.now))[0]
        scores = None
        if round.rule.column:
            sheet = round.case.policy.sheets[round.rule.sheet]
            scores = {one.key: one.max * self.shares.get(round.case.title, share) for one in sheet.criteria}
        decide(round, by=by, verdict="approve", opinion="同意。", scores=scores, now=self.now)

    shares: dict[str, Decimal] = {}

    def _of_unit(self, round: Round) -> list[int]:
        unit = round.case.organisation if round.rule.scope == "unit" else None
        return list(waiting(self.campaign, stage=round.stage, unit=unit).values_list("pk", flat=True))

    def grade(self, round: Round) -> None:
        """Close the list of the round's unit; equals stand in the order of arrival."""
        unit = round.case.organisation
        of = gradings.unit_of(self.campaign, round.stage, unit)
        rounds = list(waiting(self.campaign, stage=round.stage, unit=of))
        found = gradings.look(rounds, campaign=self.campaign, stage=round.stage, unit=unit, now=self.now)
        gradings.close(
            self.campaign,
            stage=round.stage,
            unit=unit,
            by=awaited(round, on=clock.day_of(self.now))[0],
            now=self.now,
            seen=[one.pk for one in rounds],
            chosen=found.tied,
            reason="按到达先后" if found.tied else "",
        )

    def call(self, round: Round):
        by = self._clerk(round)
        meeting = call(self.campaign, stage=round.stage, rounds=self._of_unit(round), by=by, now=self.now)
        everybody = set(meeting.attendances.values_list("user", flat=True))
        attend(meeting, present=everybody, by=by, now=self.now)
        return meeting

    def meet(self, round: Round, *, choice: str = "approve") -> None:
        """Hold a meeting in which everybody votes alike on everything."""
        meeting = self.call(round)
        for seat in meeting.attendances.select_related("user"):
            vote_all(meeting, by=seat.user, choices={}, rest=choice, now=self.now)
        close_meeting(meeting, by=meeting.called_by, now=self.now)

    def publish(self, round: Round):
        by = self._clerk(round)
        return publish_notice(self.campaign, stage=round.stage, rounds=self._of_unit(round), by=by, now=self.now)

    def walk_to(self, stage: str = "") -> None:
        order = [*self.campaign.policy.stages]
        open_now = Round.objects.filter(campaign=self.campaign, closed_at=None).order_by("pk")
        while moving := [round for round in open_now.all() if round.stage != stage]:
            round = min(moving, key=lambda one: order.index(one.stage))
            DOES.get(round.kind, ACTS.get(round.kind))(self, round)


DOES = {
    "filing": Year.report,
    "review": Year.assess,
    "grading": Year.grade,
    "meeting": Year.meet,
    "public_notice": Year.sit_out,
}
