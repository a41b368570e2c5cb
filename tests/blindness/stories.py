"""The stories in which something is hidden; each is told twice, with another thing hidden."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import transaction

from approvals.conflicts.declaring import declare
from approvals.meetings.agenda import comment
from approvals.models import Ballot, Meeting
from approvals.notices.objecting import object_to
from approvals.panels.declaring import declare_none
from core.models import Person, User
from core.organisations.models import Kind
from core.organisations.services import found
from tests.blindness.worlds import FIRST_KEY, World, count_from, lots
from tests.season import POLICY, Season, cast, close_meeting, paper, vote
from workflows.selection.services import attach, draft, revise, submit


@dataclass(frozen=True)
class Candidate:
    """Who is put forward, by which school."""

    name: str
    staff_no: str
    school: int


@dataclass(frozen=True)
class Sheet:
    """What a judge has given."""

    share: str
    opinion: str


@dataclass(frozen=True)
class Objector:
    """Who objects in their own name, what they say, what a member wrote before the meeting, and who voted how there."""

    name: str
    contact: str
    text: str
    comment: str
    votes: tuple[str, ...]


@dataclass(frozen=True)
class Tie:
    """A declared relation, and its words."""

    kind: str
    words: str


AN, ZHU = Candidate("安宁", "T90001", 1), Candidate("祝融·阿凡提", "X7-0000000042", 12)


def begin(season: Season, who: Candidate = AN, *, rivals: bool = True) -> World:
    """Begin a season; where there are rivals, one is put forward before and one after the one who matters."""
    south = found(Kind.GROUP, under=season.bodies["bureau"], code="south", name="南片教育集团")
    season.schools[11].parent = south
    season.schools[11].save(update_fields=["parent"])
    before = season.nominate("李明", school=3) if rivals else None
    files = [season.teacher(one.name, school=one.school, staff_no=one.staff_no) for one in (AN, ZHU)]
    case = put_forward(season, files[(AN, ZHU).index(who)], school=who.school).case
    if rivals:
        season.nominate("孙丽", school=4)
    offices = {
        "nominator": f"principal{who.school}",
        "school secretary": f"secretary{who.school}",
        "another principal": "principal4",
        "clerk": "officer",
        "head": "head",
        "police": "police",
        "leader": "leader",
        "member": "joint1",
        "inspector": "inspector",
        "administrator": "admin",
        "group officer": "group",
    }
    people: dict[str, User | None] = {role: season.users[name] for role, name in offices.items()}
    people["candidate"] = login(season, case.person, username="candidate")
    if before:
        people["another candidate"] = login(season, before.person, username="rival")
    return World(season, case, people)


def login(season: Season, person: Person, *, username: str) -> User:
    """Give a candidate a login."""
    return User.objects.create(username=username, name=person.name, person=person, district=season.district)


def put_forward(season: Season, person: Person, *, school: int):
    """Let a school put somebody forward, with grounds and papers that tell who it is."""
    by, now = season.nominator("teacher", school=school), season.now
    nomination = draft(season.campaign, person=person, track="teacher", by=by, now=now)
    unit, spoken = person.organisation, person.pinyin.split()[0].capitalize()
    words = f"{person.name}（{person.staff_no}，{spoken}）同志在{unit}任教，学校属{unit.parent}。"
    revise(nomination, statement=words, by=by, now=now)
    attach(nomination, material="form", upload=paper(), by=by, now=now)
    attach(nomination, material="evidence", upload=paper(f"{person.name}获奖证书.pdf"), by=by, now=now)
    nomination.refresh_from_db()
    return submit(nomination, by=by, now=now)


def identity(season: Season, who: Candidate) -> World:
    """A blind panel judges three people; it is hidden who one of them is."""
    told = begin(season, who)
    season.walk_to("panel")
    seats = _panel(told)
    roles = ("judge before the declaration", "judge who is done", "judge")
    told.people |= {role: seat.user for role, seat in zip(roles, seats, strict=True)}
    hand_in(told, seats[1], sheet=Sheet("0.8", "扎实。"))
    open_sheet(told, seats[2])
    return told


def judges(season: Season, second_sits: bool) -> World:
    """A panel is drawn; the first expert sits in it, and it is hidden whether the second does."""
    told = begin(season, rivals=False)
    season.walk_to("approval")
    told.people |= {"judge": season.expert1, "second expert": season.expert2}
    for turn in range(60):
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            count_from(FIRST_KEY + 1000)  # so that the keys do not tell how often the lots were thrown
            patch.setattr(secrets, "token_hex", lots(f"turn {turn}"))
            season.walk_to("panel")
            drawn = {ballot.user for ballot in _panel(told)}
            if season.expert1 in drawn and (season.expert2 in drawn) == second_sits:
                for seat in _panel(told):
                    open_sheet(told, seat)
                return told
            transaction.set_rollback(True)
    raise AssertionError("No lot gives the panel that the story asks for.")


def scores(season: Season, sheet: Sheet) -> World:
    """Two of three judges have handed in; what the first one gave is hidden until the panel is opened."""
    told = begin(season)
    season.walk_to("panel")
    first, second, third = _panel(told)
    told.people |= {"first judge": first.user, "judge who is done": second.user, "judge": third.user}
    hand_in(told, first, sheet=sheet)
    hand_in(told, second, sheet=Sheet("0.8", "扎实。"))
    open_sheet(told, third)
    return told


def _panel(told: World) -> list[Ballot]:
    return list(Ballot.objects.filter(round__process=told.case, round__kind="panel").order_by("pk"))


def open_sheet(told: World, ballot: Ballot) -> None:
    """Let a judge say that no relation bears on the case."""
    declare_none(told.season.round(told.case), by=ballot.user, now=told.season.now)


def hand_in(told: World, ballot: Ballot, *, sheet: Sheet) -> None:
    """Hand in a judge's sheet, every criterion at the same share of its maximum."""
    open_sheet(told, ballot)
    round = told.season.round(told.case)
    criteria = told.case.policy.sheets[round.rule.sheet].criteria
    figures = {criterion.key: criterion.max * Decimal(sheet.share) for criterion in criteria}
    cast(round, by=ballot.user, scores=figures, opinion=sheet.opinion, now=told.season.now)


SECRET = POLICY.read_text(encoding="utf-8").replace(
    "    clerk: clerk@party\n", "    clerk: clerk@party\n    ballot: secret\n"
)


def vote_given(season: Season, choices: Sequence[str]) -> World:
    """A committee has voted in secret, and nothing is counted yet."""
    season.campaign = season.open(SECRET)
    told = begin(season, rivals=False)
    season.walk_to("party")
    give_votes(season.call(season.round(told.case)), choices, season=season)
    told.people |= {"fellow member": season.party1, "meeting clerk": season.party_clerk}
    return told


def give_votes(meeting: Meeting, choices: Sequence[str], *, season: Season) -> None:
    """Let every member vote on the one matter of a meeting."""
    item = meeting.items.get()
    for ballot, choice in zip(item.round.ballots.filter(role="").order_by("pk"), choices, strict=True):
        vote(item, by=ballot.user, choice=choice, now=season.now)


def vote_counted(season: Season, choices: Sequence[str]) -> World:
    """The votes of a secret ballot are counted; it is hidden who gave which."""
    told = vote_given(season, choices)
    meeting = Meeting.objects.get()
    close_meeting(meeting, by=meeting.called_by, now=season.now)
    return told


def objection(season: Season, way: tuple[Tie, Objector]) -> World:
    """An expert has declared a relation, a member comments before the secret ballot, somebody objects to the notice."""
    tie, who = way
    season.campaign = season.open(SECRET)
    told = begin(season, rivals=False)
    expert = season.expert2
    declare(expert, person=told.case.person, kind=tie.kind, words=tie.words, by=expert, now=season.now)
    season.walk_to("party")
    meeting = season.call(season.round(told.case))
    comment(meeting.items.get(), text=who.comment, by=season.party2, now=season.now)
    give_votes(meeting, who.votes, season=season)
    close_meeting(meeting, by=meeting.called_by, now=season.now)
    season.walk_to("public_notice")
    notice = season.publish(season.round(told.case))
    object_to(notice.entries.get(), name=who.name, contact=who.contact, text=who.text, now=season.now)
    told.people["judge"] = _panel(told)[0].user
    return told
