"""A Party group's meeting to try things on: 西青's, with other words where a test asks for them."""

import pytest

from approvals.cohorts import waiting
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.services import attend, call, vote
from approvals.models import Case, Recusal
from core.models import Appointment
from core.organisations.services import sync_grants
from tests.season import POLICY, Season

NAMES = ["王秀英", "买买提·吐尔逊", "㛃喆", "欧阳明慧", "赵敏"]
PASSES = "    passes: more than 1/2 of electorate\n"


class Hall:
    """The season in which cases wait for the Party group, and what its people do there."""

    def __init__(self, season: Season, *, cases: int) -> None:
        self.season = season
        for school, name in enumerate(NAMES[:cases], start=1):
            season.nominate(name, school=school)
        season.walk_to("party")

    def __getattr__(self, name: str):
        return getattr(self.season, name)

    @property
    def clerk(self):
        return self.season.party_clerk

    def member(self, number: int):
        return self.season.users[f"party{number}"]

    def case(self, name: str) -> Case:
        return Case.objects.get(person__name=name)

    def waiting(self) -> list[int]:
        return list(waiting(self.season.campaign, stage="party").values_list("pk", flat=True))

    def call(self, **words) -> Meeting:
        """Call the Party group over all that waits."""
        where = {"stage": "party", "rounds": self.waiting(), "by": self.clerk, "now": self.season.now}
        return call(self.season.campaign, **{**where, **words})

    def seat(self, meeting: Meeting, *numbers: int) -> None:
        """Record these members as being in the room."""
        present = {self.member(number).pk for number in numbers}
        attend(meeting, present=present, by=self.clerk, now=self.season.now)

    def ready(self, *numbers: int) -> Meeting:
        """Call a meeting with these members in the room."""
        meeting = self.call()
        self.seat(meeting, *numbers)
        return meeting

    def vote(self, item: AgendaItem, *choices: str) -> None:
        """Let the first members vote, a choice each; an empty one keeps silent."""
        for number, choice in enumerate(choices, start=1):
            if choice:
                vote(item, by=self.member(number), choice=choice, now=self.season.now)

    def bar(self, user, name: str) -> Recusal:
        """Let a user be kin of whom a case is about."""
        case = self.case(name)
        return Recusal.objects.create(
            district_id=case.district_id, case=case, user=user, rule=Recusal.Rule.KIN, found_at=self.season.now
        )

    def second_clerk(self):
        """Appoint another clerk of the Party group."""
        other = self.season.users["head"]
        Appointment.objects.create(
            district=self.season.district,
            user=other,
            role="clerk",
            organisation=self.season.bodies["party"],
            starts_on=self.season.now.date(),
        )
        sync_grants(self.season.now)
        return other


@pytest.fixture
def hall(season):
    """Open a season whose Party group meets under these words, with so many cases before it."""

    def opened(*words: str, cases: int = 1, passes: str = PASSES) -> Hall:
        if words or passes != PASSES:
            text = POLICY.read_text(encoding="utf-8")
            lines = "".join(f"    {word}\n" for word in words)
            season.campaign = season.open(text.replace(PASSES, passes + lines, 1))
        return Hall(season, cases=cases)

    return opened
