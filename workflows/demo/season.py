"""A season acted out: the named accounts do, through the services, what a season's people do."""

import datetime as dt
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from weasyprint import HTML

from approvals.campaigns.services import open_campaign, publish
from approvals.eligibility import judge
from approvals.escalation.services import keep_promises
from approvals.models import Campaign
from approvals.notices.services import end_due_notices
from core.calendar.services import load_calendar
from core.models import Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import holders, place
from workflows.demo.acting import act, incident
from workflows.demo.invented import Inventor, data
from workflows.selection.facts import gather
from workflows.selection.models import Nomination
from workflows.selection.services import attach, draft, revise, submit


@dataclass
class Wave:
    """Cases put forward on one day that stop at one stage."""

    track: str
    n: int
    ago: int
    until: str
    then: str = ""
    cases: list[int] = field(default_factory=list)


class Season:
    """One campaign of the demo, from its opening to today."""

    def __init__(self, district: Organisation, *, now: dt.datetime, inventor: Inventor) -> None:
        self.district, self.now, self.random = district, now, inventor.random
        self.script = data("season")
        self.calendar = load_calendar()
        self.waves = [Wave(**wave) for wave in self.script["waves"]]
        self.paper = HTML(string=f"<h1>{_('Evidence (sample)')}</h1>").write_pdf()
        self.free: dict[str, deque[Organisation]] = {}

    def live(self) -> Campaign:
        """Act the season out, working day by working day; return its campaign."""
        days = [self._day(ago) for ago in range(self.script["opened"], -1, -1)]
        self.open(days[0], title=self.script["campaign"])
        for ago, day in zip(range(self.script["opened"], -1, -1), days, strict=True):
            for wave in self.waves:
                if wave.ago == ago:
                    self._put_forward(wave, at=day)
            self._spend(day)
        return self.campaign

    def _day(self, ago: int) -> dt.datetime:
        """Return ten in the morning of the working day so many before today; today it is already past."""
        if not ago:
            return self.now
        day = self.calendar.add(timezone.localdate(self.now), -ago)
        return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))

    def open(self, at: dt.datetime, *, title: str) -> None:
        """Publish the policy and open a campaign under it; every school may put forward again."""
        for config in apps.get_app_configs():
            path = Path(config.path) / "policies" / f"{self.script['policy']}.yaml"
            if path.exists():
                version = publish(path.read_text(encoding="utf-8"), district=self.district, by=None, now=at)
        day = timezone.localdate(at)
        self.free.clear()
        self.campaign = open_campaign(
            version,
            title=title,
            opens_on=day,
            measured_on=day,
            term_from=dt.date(day.year, 1, 1),
            by=None,
            now=at,
        )

    def _put_forward(self, wave: Wave, *, at: dt.datetime) -> None:
        for _number in range(wave.n):
            nomination = self.nominate(wave.track, at=at, only_draft=wave.until == "draft")
            if nomination is None:
                raise RuntimeError(f"no school has anybody left for {wave.track}")
            if nomination.case_id:
                wave.cases.append(nomination.case_id)

    def nominate(self, track: str, *, at: dt.datetime, only_draft: bool) -> Nomination | None:
        """Put forward the first of a school's staff whom the policy lets in; each school once a track, then None."""
        schools = self.free.setdefault(track, self._schools())
        while schools:
            school = schools.popleft()
            by = self._nominator(school, track=track)
            if by is None:
                continue
            for person in self._candidates(school):
                if person.pk != by.person_id and self._lets_in(person, track=track, at=at):
                    nomination = self._draft(person, track=track, by=by, at=at)
                    return nomination if only_draft else submit(nomination, by=by, now=at)
        return None

    def _lets_in(self, person: Person, *, track: str, at: dt.datetime) -> bool:
        """Tell whether the policy lets somebody in whom no school has put forward yet."""
        if Nomination.objects.filter(campaign=self.campaign, person=person).exists():
            return False
        facts = gather(person, track=track, measured_on=self.campaign.measured_on, now=at)
        return all(answer.is_clear for answer in judge(self.campaign.policy, track=track, facts=facts))

    def _candidates(self, school: Organisation):
        """Return a school's staff but for its Party secretary, who could not lead the meeting on their own case."""
        return school.staff.exclude(user__appointments__role=Role.SECRETARY).order_by("pk")

    def _schools(self) -> deque[Organisation]:
        schools = list(Organisation.objects.filter(district=self.district, kind=Kind.SCHOOL).order_by("pk"))
        first, others = schools[:1], schools[1:]
        self.random.shuffle(others)
        return deque(others + first)

    def _nominator(self, school: Organisation, *, track: str) -> User | None:
        for seat in self.campaign.policy.tracks[track].nominated_by:
            body = place(seat.place, district=self.district, school=school)
            user = holders(seat.role, body, on=self.campaign.opens_on).first() if body else None
            if user:
                return user
        return None

    def _draft(self, person: Person, *, track: str, by: User, at: dt.datetime) -> Nomination:
        nomination = draft(self.campaign, person=person, track=track, by=by, now=at)
        for material in self.campaign.policy.materials.values():
            if material.required and material.at == "submit":
                upload = SimpleUploadedFile(f"{material.title.zh}.pdf", self.paper)
                attach(nomination, material=material.key, upload=upload, by=by, now=at)
        return revise(nomination, statement=self.random.choice(data("district")["statements"]), by=by, now=at)

    def _spend(self, at: dt.datetime) -> None:
        """Let a day pass: notices end, reminders fall due, and everybody does what waits for them."""
        end_due_notices(at)
        keep_promises(at)
        while act(self.campaign, stopping=self._stops(), random=self.random, now=at):
            pass
        for wave in self.waves:
            if wave.then and incident(wave.then, case=next(iter(wave.cases), None), stage=wave.until, now=at):
                wave.then = ""

    def _stops(self) -> dict[int, str]:
        """Return where each case stops for good."""
        return {case: wave.until for wave in self.waves for case in wave.cases}
