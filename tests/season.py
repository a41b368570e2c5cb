"""A running campaign of the shipped policy, in a small district whose every post is filled.

``season.nominate()`` puts somebody forward; ``season.walk_to("review")`` lets everybody do their work until the open
cases wait at a stage, or have ended. The season keeps its own time, and the product's clock shows it.
"""

import datetime as dt
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from approvals.campaigns.services import open_campaign, publish
from approvals.cohorts import waiting
from approvals.meetings.services import attend, call, close_meeting, vote
from approvals.models import Campaign, Case, Round
from approvals.notices.models import PublicNotice
from approvals.notices.services import end_due_notices, publish_notice
from approvals.panels.declaring import declare_none
from approvals.panels.services import cast
from approvals.rankings.services import freeze, preview
from approvals.rounds.models import Ballot
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from approvals.waitlists.services import expire_due
from core import clock
from core.facts.services import establish
from core.models import Organisation, Person, User
from core.people.services import add_person
from tests.posts import SCHOOLS, fill_posts, found_bodies
from workflows.selection.models import Nomination
from workflows.selection.services import attach, draft, revise, submit

POLICY = Path(__file__).parents[1] / "workflows" / "selection" / "policies" / "xiqing-sanming.yaml"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HOUR = dt.timedelta(hours=1)


def paper(name: str = "申报表.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


class Season:
    """One district, one campaign, and the people in it."""

    def __init__(self, district: Organisation, *, now: dt.datetime) -> None:
        self.district, self.began = district, now
        self.at(now)
        self.numbers = count(1)
        self.bodies = found_bodies(district)
        self.schools = [self.bodies[f"s{number:02d}"] for number in range(1, SCHOOLS + 1)]
        self.users = fill_posts(self.bodies, now=now)
        self.campaign = self.open(POLICY.read_text(encoding="utf-8"))

    @property
    def now(self) -> dt.datetime:
        return self._now

    def at(self, moment: dt.datetime) -> dt.datetime:
        """Go to another moment; the product's clock goes along."""
        self._now = moment
        clock.advance(moment - clock.now())
        return moment

    def pass_days(self, days: int) -> dt.datetime:
        return self.at(self.now + dt.timedelta(days=days))

    def __getattr__(self, name: str) -> User:
        """Return the holder of a post by its name in POSTS; ``principal3`` and ``secretary3`` belong to school 3."""
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def open(self, text: str, **fields) -> Campaign:
        """Publish a policy's text and open it today."""
        version = publish(text, district=self.district, by=None, now=self.now)
        today = clock.day_of(self.now)
        fields = {"title": "2026年度“三名”遴选", "opens_on": today, "measured_on": today, **fields}
        return open_campaign(version, term_from=dt.date(today.year, 1, 1), by=None, now=self.now, **fields)

    def teacher(self, name: str = "王秀英", *, school: int = 1, without: str = "", **fields) -> Person:
        """Open the talent file of somebody who meets every clause, but for one kind of fact."""
        person = add_person(
            name,
            at=self.schools[school - 1],
            by=None,
            now=self.began,
            **{"staff_no": f"T{next(self.numbers):05d}", "gender": "F", "born_on": dt.date(1980, 5, 4), **fields},
        )
        for kind, value, since in [
            ("employment", person.organisation.name, dt.date(2003, 9, 1)),
            ("teaching", "语文", dt.date(2003, 9, 1)),
            ("class_teacher", "班主任", dt.date(2010, 9, 1)),
            ("post", "校长", dt.date(2018, 8, 1)),
            ("title", "高级教师", dt.date(2016, 1, 1)),
            *[("review", "优秀" if year == 2024 else "合格", dt.date(year, 12, 31)) for year in range(2020, 2026)],
        ]:
            if kind != without:
                detail = {"head": True} if kind == "post" else {}
                establish(kind, about=person, value=value, true_from=since, detail=detail, by=None, now=self.began)
        return person

    def draft(self, name: str = "王秀英", *, track: str = "teacher", school: int = 1, person=None) -> Nomination:
        """Begin a nomination that lacks nothing but to be submitted."""
        person = person or self.teacher(name, school=school)
        by = self.nominator(track, school=school)
        nomination = draft(self.campaign, person=person, track=track, by=by, now=self.now)
        revise(nomination, statement="扎根一线二十年，所带班级连年获评区级先进。", by=by, now=self.now)
        attach(nomination, material="form", upload=paper(), by=by, now=self.now)
        return Nomination.objects.get(pk=nomination.pk)

    def nominator(self, track: str, *, school: int = 1) -> User:
        return self.users[f"secretary{school}" if track == "head" else f"principal{school}"]

    def nominate(self, name: str = "王秀英", *, track: str = "teacher", school: int = 1, person=None) -> Nomination:
        """Put somebody forward; the case then waits at the policy's first stage."""
        nomination = self.draft(name, track=track, school=school, person=person)
        return submit(nomination, by=self.nominator(track, school=school), now=self.now)

    def round(self, case: Case) -> Round:
        """Return the open round of a case."""
        return Round.objects.select_related("process__version", "campaign__version").get(process=case, closed_at=None)

    def walk_to(self, stage: str = "") -> None:
        """Let everybody do their work until every open case waits at a stage; without one, until all have ended.

        Who is on a waiting list waits on while there is a stage to come to.
        """
        order = [*self.campaign.policy.stages]
        order.sort(key=lambda key: self.campaign.policy.stages[key].kind == "waitlist")
        at_rest = Q(stage=stage) | Q(kind="waitlist") if stage else Q(pk=None)
        while moving := list(self._open().exclude(at_rest)):
            round = min(moving, key=lambda round: order.index(round.stage))  # so that all come to a sitting together
            self.act(round)

    def act(self, round: Round) -> None:
        """Let whoever is asked do what their stage asks for."""
        ACTS[round.kind](self, round)

    def _open(self):
        return Round.objects.filter(campaign=self.campaign, closed_at=None).order_by("pk")

    def approve(self, round: Round, *, verdict: str = "", opinion: str = "同意。") -> None:
        """Let every office that is awaited say yes, or another verdict."""
        verdict = verdict or next(iter(round.rule.then))
        while Round.objects.filter(pk=round.pk, closed_at=None).exists():
            by = awaited(round, on=clock.day_of(self.now))[0]
            decide(round, by=by, verdict=verdict, opinion=opinion, now=self.now)

    def hand_in(self, round: Round) -> None:
        """Let whoever put the person forward hand the dossier in again as it is."""
        submit(Nomination.objects.get(case=round.process_id), by=self._clerk(round), now=self.now)

    def score(self, round: Round, *, share: Decimal = Decimal("0.9"), judges: int | None = None) -> None:
        """Let the panel hand in the sheets it waits for, every criterion at the same share of its maximum."""
        sheet = round.case.policy.sheets[round.rule.sheet]
        for ballot in list(round.ballots.filter(state=Ballot.State.OPEN).select_related("user")[:judges]):
            if not Round.objects.filter(pk=round.pk, closed_at=None).exists():
                break
            scores = {criterion.key: criterion.max * share for criterion in sheet.criteria}
            declare_none(round, by=ballot.user, now=self.now)
            cast(round, by=ballot.user, scores=scores, now=self.now)

    def declare(self, round: Round) -> Round:
        """Let every judge who has still to score say that no relation bears on the case."""
        for ballot in list(round.ballots.filter(role="", state=Ballot.State.OPEN).select_related("user")):
            declare_none(round, by=ballot.user, now=self.now)
        return round

    def rank(self, round: Round) -> None:
        """Freeze the list of the round's category as it comes; who is equal stands in the order of arrival."""
        where = {"stage": round.stage, "track": round.track}
        rounds = list(waiting(self.campaign, **where))
        _placed, tied = preview(rounds, campaign=self.campaign, **where)
        by, seen = self._clerk(round), [round.pk for round in rounds]
        freeze(self.campaign, **where, by=by, now=self.now, seen=seen, chosen=tied, reason="按到达先后" if tied else "")

    def call(self, round: Round):
        """Call a meeting over everything that waits for it, with every member present."""
        rounds = list(waiting(self.campaign, stage=round.stage).values_list("pk", flat=True))
        by = self._clerk(round)
        meeting = call(self.campaign, stage=round.stage, rounds=rounds, by=by, now=self.now)
        everybody = set(meeting.attendances.values_list("user", flat=True))
        attend(meeting, present=everybody, by=by, now=self.now)
        return meeting

    def meet(self, round: Round, *, choice: str = "approve") -> None:
        """Hold a meeting in which everybody votes alike."""
        meeting = self.call(round)
        for item in meeting.items.all():
            for ballot in item.round.ballots.filter(role="", state=Ballot.State.OPEN).select_related("user"):
                vote(item, by=ballot.user, choice=choice, now=self.now)
        close_meeting(meeting, by=meeting.called_by, now=self.now)

    def publish(self, round: Round) -> PublicNotice:
        """Publish what waits for a notice."""
        rounds = list(waiting(self.campaign, stage=round.stage).values_list("pk", flat=True))
        by = self._clerk(round)
        return publish_notice(self.campaign, stage=round.stage, rounds=rounds, by=by, now=self.now)

    def sit_out(self, round: Round) -> None:
        """Publish a notice that is not published yet, and wait until it is over."""
        if not hasattr(round, "notice_entry"):
            self.publish(round)
            round = Round.objects.get(pk=round.pk)
        self.at(clock.end_of(round.notice_entry.notice.ends_on) + HOUR)
        end_due_notices(self.now)
        self.at(self.now + 9 * HOUR)

    def wait_out(self, round: Round) -> None:
        """Let the time of a waiting list run out."""
        self.at(max(self.now, round.due_at) + HOUR)
        expire_due(self.now)
        self.at(self.now + 9 * HOUR)

    def _clerk(self, round: Round) -> User:
        return awaited(round, on=clock.day_of(self.now))[0]


ACTS = {
    "filing": Season.hand_in,
    "review": Season.approve,
    "countersign": Season.approve,
    "panel": Season.score,
    "ranking": Season.rank,
    "waitlist": Season.wait_out,
    "meeting": Season.meet,
    "public_notice": Season.sit_out,
}


@pytest.fixture
def season(district, now, settings, tmp_path) -> Season:
    """A campaign that opened this morning; the product's clock shows the season's time."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = tmp_path / "papers"
    return Season(district, now=now)
