"""A case moved by the product's own rules and nothing else: who answers after whom, what is counted, where it leads."""

from dataclasses import dataclass, field
from functools import cache

from approvals.members.rules import handed, joined, left, may_leave
from approvals.moves.returning import earliest
from approvals.policies.document import Policy
from approvals.policies.kinds import KINDS
from approvals.rounds.counting import APPROVE, REJECT, RETURN, standing
from tests.walks.road import SITTINGS


@dataclass
class Seat:
    who: str
    counts: bool = True
    state: str = "open"
    vote: str = ""
    to: str = ""


@dataclass
class PureCase:
    """The open round of a case, and which stages' answers stand."""

    policy: Policy
    names: dict[str, list[str]]
    stage: str = ""
    ended: str = ""
    seats: dict[int, Seat] = field(default_factory=dict)
    links: dict[int, int | None] = field(default_factory=dict)
    votes: list[int] = field(default_factory=list)
    stand: list[str] = field(default_factory=list)  # stages whose onward answer stands, in order of answering

    def __post_init__(self):
        self._open(self.policy.first.key)

    @property
    def rule(self):
        return self.policy.stages[self.stage]

    def asked(self) -> list[str]:
        if self.ended:
            return []
        waiting = {number for number, seat in self.seats.items() if seat.state == "open"}
        return sorted(self.seats[number].who for number in waiting if self.links.get(number) not in waiting)

    def answer(self, who, verdict, target=None) -> None:
        number = self._number(who)
        seat = self.seats[number]
        seat.state, seat.vote, seat.to = "cast" if seat.counts else "noted", verdict, target or ""
        self.votes += [number] if seat.counts else []
        self._settle()

    def bring_in(self, by, who, way) -> None:
        mine, new = self._number(by), len(self.seats)
        self.seats[new] = Seat(who, counts=way != "lent")
        if way == "handed":
            self.links, self.seats[mine].state = handed(self._links(), old=mine, new=new), "handed"
        else:
            self.links = joined(self._links(), new=new, mine=mine, way=way)

    def may_drop(self, who) -> bool:
        number = self._number(who)
        rule = self.rule
        standing = sum(seat.counts and seat.state in ("open", "cast") for seat in self.seats.values())
        return not self.seats[number].counts or not may_leave(standing, rule=rule.decides, enough=rule.enough)

    def drop(self, who) -> None:
        number = self._number(who)
        self.links, self.seats[number].state = left(self._links(), gone=number), "dropped"
        self._settle()

    def sit(self, verdict) -> None:
        self._finish(verdict)

    def _number(self, who) -> int:
        return next(n for n, seat in self.seats.items() if seat.who == who and seat.state == "open")

    def _links(self) -> dict[int, int | None]:
        waiting = {number for number, seat in self.seats.items() if seat.state == "open"}
        return {number: self.links.get(number) for number in waiting}

    def _settle(self) -> None:
        kind = KINDS[self.rule.kind]
        waiting = sum(seat.counts and seat.state == "open" for seat in self.seats.values())
        cast = [self.seats[number].vote for number in self.votes]
        if self.rule.kind == "panel":
            if cast and (not waiting or (self.rule.enough and len(cast) >= self.rule.enough)):
                self._finish("pass")
            return
        votes = tuple(APPROVE if vote == kind.onward else vote for vote in cast)
        options = (APPROVE, *(vote for vote in (REJECT, RETURN) if vote in self.rule.then))
        verdict = _verdict(votes, waiting, self.rule.decides, options)
        if verdict and not (self.rule.decides.hold and waiting):
            self._finish(kind.onward if verdict == APPROVE else verdict)

    def _finish(self, verdict) -> None:
        rule = self.rule
        to = (self._target() if verdict == "return" else "") or rule.then[verdict]
        if self.policy.goes_back(self.stage, to=to):
            order = list(self.policy.stages)
            self.stand = [stage for stage in self.stand if order.index(stage) < order.index(to)]
        elif verdict == KINDS[rule.kind].onward:
            self.stand.append(self.stage)
        if to in self.policy.outcomes:
            self.ended = to
        else:
            self._open(to)

    def _target(self) -> str:
        returned = [self.seats[number] for number in self.votes if self.seats[number].vote == RETURN]
        sent = [seat.to for seat in returned if seat.state == "cast"]
        return earliest(sent, rule=self.rule, policy=self.policy)

    def _open(self, stage) -> None:
        self.stage, self.seats, self.votes = stage, {}, []
        names = [] if self.rule.kind in SITTINGS else self.names.get(stage, [])
        self.seats = {number: Seat(who) for number, who in enumerate(names)}
        in_turn = self.rule.decides.in_turn
        self.links = {number: number - 1 if in_turn and number else None for number in self.seats}
        if self.rule.kind == "check":
            self._finish("pass")


@cache
def _verdict(votes, waiting, rule, options):
    return standing(votes, waiting=waiting, rule=rule, options=options).verdict
