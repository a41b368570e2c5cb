"""A case on its road in the plainest words: the oracle of the random walks. No database, nothing of the product.

``road`` maps each stage, in order, to a dict: ``kind`` (ask: its seats answer; sit: a sitting answers; check: passes at
once), ``then`` (verdict → stage or outcome, the onward one first), ``rule`` (as in ballots.py, or how many sheets are
enough), ``in_turn``, ``returns_to``, ``straight``, ``answers_for``, ``fixed`` (the least seats), ``back`` (answers may
be taken back), ``moves_law``. ``seats(stage)`` names who is asked. An act that is not possible returns False and
changes nothing.
"""

from dataclasses import dataclass, field

from tests.oracle.ballots import KINDS, every_end, result, settled

ONWARD = {"approve", "done", "pass", "in", "clear", "called"}


@dataclass(eq=False)
class Seat:
    who: str
    state: str = "open"  # open, cast, void, noted, dropped, handed
    vote: str = ""
    behind: "Seat | None" = None  # whose answer comes first
    counts: bool = True
    to: str = ""  # where a return would send the case

    @property
    def is_asked(self) -> bool:
        return self.state == "open" and (self.behind is None or self.behind.state != "open")


@dataclass(eq=False)
class Visit:
    stage: str
    seats: list[Seat] = field(default_factory=list)
    order: list[Seat] = field(default_factory=list)  # in which they answered
    verdict: str = ""
    void: bool = False
    parts: dict = field(default_factory=dict)
    voided: list["Visit"] = field(default_factory=list)  # what its move back took back
    stood: list["Visit"] = field(default_factory=list)  # what counted when it closed
    kept: list["Visit"] = field(default_factory=list)  # what counted again when it closed
    went_back: bool = False
    straight: bool = False  # a return that asks to come straight back
    undone: bool = False  # its answer was taken back, or it ended because one before it was
    closer: Seat | None = None  # whose answer closed it


class Case:
    """One case: its visits, the newest last, and how it ended."""

    def __init__(self, road, *, seats, parts=()):
        self.road, self.seats, self.order = road, seats, list(road)
        self.parts = dict.fromkeys(parts, 0)
        self.visits: list[Visit] = []
        self.ended = ""
        self._open(self.order[0])

    @property
    def now(self) -> Visit:
        return self.visits[-1]

    @property
    def says(self) -> dict:
        return self.road[self.now.stage]

    def asked(self) -> list[str]:
        """Return whose turn it is, sorted."""
        return [] if self.ended else sorted(seat.who for seat in self.now.seats if seat.is_asked)

    def targets(self) -> list[str]:
        """Return the stages to which whoever returns the case may send it."""
        then, here = self.says["then"], self.order.index(self.now.stage)
        passed = {visit.stage for visit in self.visits if not visit.void and visit.verdict in ONWARD}
        earlier = [stage for stage in self.order[:here] if stage in self.says.get("returns_to", ()) and stage in passed]
        return [then["return"], *earlier] if "return" in then else []

    # What somebody does in a round

    def answer(self, who, verdict, target=None) -> bool:
        seat = self._seat(who)
        if seat is None or not seat.is_asked or verdict not in self.says["then"]:
            return False
        if target and target not in self.targets():
            return False
        seat.vote = "approve" if verdict == next(iter(self.says["then"])) else verdict
        seat.state, seat.to = "cast" if seat.counts else "noted", target or ""
        self.now.order.append(seat)
        self._settle(closer=seat)
        return True

    def bring_in(self, by, who, way) -> bool:
        """Add somebody before, after or beside oneself, ask them for an opinion (lent), or hand the seat over."""
        mine = self._seat(by)
        if mine is None or not mine.is_asked or not mine.counts or self._seat(who, "open", "cast"):
            return False
        new = Seat(who, counts=way != "lent")
        if way in ("before", "lent", "handed"):
            new.behind = mine.behind
        if way in ("after", "handed"):
            self._follow(mine, new)
        if way == "after":
            new.behind = mine
        elif way in ("before", "lent"):
            mine.behind = new
        elif way == "handed":
            mine.state = "handed"
        self.now.seats.append(new)
        return True

    def drop(self, who) -> bool:
        seat = self._seat(who)
        left = [one for one in self.now.seats if one is not seat and one.counts and one.state in ("open", "cast")]
        if seat is None or (seat.counts and len(left) < max(self.says.get("fixed", 1), 1)):
            return False
        seat.state = "dropped"
        self._follow(seat, seat.behind)
        self._settle()
        return True

    def close(self) -> bool:
        """The clerk closes the round with what is there; a refusal takes somebody who refused."""
        rule, votes = self.says.get("rule"), self._votes()
        if not votes or isinstance(rule, int):
            return False
        verdict = result(rule, _counts(votes))
        if verdict == "reject" and "reject" not in votes:
            return False
        self._finish(self._named(verdict))
        return True

    def dissolve(self) -> bool:
        """What was given is kept and counts no more; the stage is asked anew."""
        for seat in self.now.seats:
            seat.state = "noted" if seat.state == "cast" else seat.state
        stage = self.now.stage
        self._end_round("dissolved")
        self.now.void = True
        self._open(stage)
        return True

    # Where the case goes

    def sit(self, verdict) -> bool:
        if verdict not in self.says["then"]:
            return False
        self._finish(verdict)
        return True

    def withdraw(self) -> bool:
        self._end_round("withdrawn")
        self.ended = "withdrawn"
        return True

    def change(self, part) -> None:
        """The school mends one part of the dossier."""
        self.parts[part] += 1

    def take_back(self, who) -> bool:
        """Whoever closed the stage before takes that answer back while nobody has answered since."""
        visits, last = self.visits, len(self.visits) - 1
        at = next((n for n in range(last - 1, -1, -1) if self.road[visits[n].stage]["kind"] != "check"), None)
        if at is None or any(seat.state in ("cast", "noted") for seat in self.now.seats):
            return False
        before, followed = visits[at], visits[at:]
        if not (before.closer and before.closer.who == who and self.road[before.stage].get("back")) or before.undone:
            return False
        if any(self.road[visit.stage].get("moves_law") for visit in followed[1:]):
            return False
        self._end_round("taken_back")
        for one in (one for visit in followed for one in visit.voided):
            one.void = False
        for one in followed + [kept for visit in followed for kept in visit.kept]:
            one.void = True
        before.undone = self.now.undone = True
        self._carry(before)
        return True

    def _carry(self, before) -> None:
        """Ask a stage again: the others' answers are given, those nobody needed any more are asked."""
        again, copies = Visit(before.stage), {}
        for seat in (seat for seat in before.seats if seat.state in ("cast", "void")):
            is_open = seat is before.closer or seat.state == "void"
            copies[seat] = Seat(seat.who, "open" if is_open else "cast", behind=copies.get(seat.behind))
            copies[seat].counts, copies[seat].vote = seat.counts, "" if is_open else seat.vote
        again.seats = list(copies.values())
        again.order = [copies[seat] for seat in before.order if seat in copies and copies[seat].state == "cast"]
        self.visits.append(again)

    def _seat(self, who, *states):
        wanted = states or ("open",)
        return next((seat for seat in self.now.seats if seat.who == who and seat.state in wanted), None)

    def _follow(self, seat, instead) -> None:
        for other in (other for other in self.now.seats if other.behind is seat):
            other.behind = instead

    def _votes(self) -> list[str]:
        return [seat.vote for seat in self.now.order if seat.state == "cast"]

    def _settle(self, closer=None) -> None:
        if verdict := self._verdict():
            self.now.closer = closer
            self._finish(verdict)

    def _verdict(self):
        rule, votes = self.says["rule"], self._votes()
        waiting = sum(seat.state == "open" and seat.counts for seat in self.now.seats)
        if isinstance(rule, int):  # so many sheets are enough
            return "pass" if votes and (len(votes) >= rule or not waiting) else None
        for n in range(1, len(votes) + 1):
            if found := settled(rule, _counts(votes[:n]), waiting=len(votes) - n + waiting, absent=0):
                return self._named(found)
        if rule["hold"] and waiting:
            return None
        options = ["approve", *(verdict for verdict in ("reject", "return") if verdict in self.says["then"])]
        ends = every_end(rule, options=tuple(options))(_counts(votes), waiting, 0)
        return self._named(min(ends)) if len(ends) == 1 else None

    def _named(self, verdict):
        return next(iter(self.says["then"])) if verdict == "approve" else verdict

    def _end_round(self, verdict) -> None:
        self.now.verdict, self.now.parts = verdict, dict(self.parts)
        for seat in self.now.seats:
            seat.state = "void" if seat.state == "open" else seat.state

    def _returned_to(self) -> str:
        """Return the stage furthest back among those it was sent to; the road's own where nobody named one."""
        own = self.says["then"]["return"]
        sent = {seat.to for seat in self.now.order if seat.state == "cast" and seat.vote == "return"}
        return min((to or own for to in sent), key=[*self.order, own].index) if sent - {""} else own

    def _finish(self, verdict) -> None:
        visit, order = self.now, self.order
        to = self._returned_to() if verdict == "return" else self.says["then"][verdict]
        visit.straight = verdict == "return" and self.says.get("straight", False)
        visit.stood = [one for one in self.visits if one is not visit and not one.void]
        self._end_round(verdict)
        if to in order and order.index(to) <= order.index(visit.stage):
            visit.went_back = visit.void = True
            visit.voided = [one for one in visit.stood if one.stage in order[order.index(to) :]]
            for one in visit.voided:
                one.void = True
        while verdict != "return" and to in self.road and (kept := self._kept(to)):
            kept.void = False
            visit.kept.append(kept)
            to = next(iter(self.road[to]["then"].values()))
        if to in self.road:
            self._open(to)
        else:
            self.ended = to

    def _kept(self, stage):
        """Return the earlier answer of a stage that need not be asked again on the way straight back."""
        returns, says = self._straight_returns(), self.road[stage]
        if says["kind"] != "ask" or says.get("moves_law") or stage in {visit.stage for visit in returns}:
            return None
        stood = [one for visit in returns for one in visit.stood if one.stage == stage and one.verdict in ONWARD]
        before = max(stood, key=self.visits.index, default=None)
        looked_at = says.get("answers_for") or list(self.parts)
        same = before and all(before.parts.get(part) == self.parts[part] for part in looked_at)
        return before if same else None

    def _straight_returns(self) -> list[Visit]:
        """Return the returns from which the case still comes straight back: their stage was not asked again since."""
        found, asked = [], set()
        for visit in reversed([visit for visit in self.visits if visit.verdict and not visit.undone]):
            if visit.straight:
                found += [visit] if visit.stage not in asked else []
            elif visit.went_back and visit.verdict not in ONWARD:
                break
            asked.add(visit.stage)
        return found

    def _open(self, stage) -> None:
        self.visits.append(Visit(stage))
        for who in self.seats(stage):
            behind = self.now.seats[-1] if self.now.seats and self.road[stage].get("in_turn") else None
            self.now.seats.append(Seat(who, behind=behind))
        if self.road[stage]["kind"] == "check":
            self._finish("pass")


def _counts(votes):
    return tuple(votes.count(kind) for kind in KINDS)
