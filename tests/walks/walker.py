"""Cases walk at random through the services, each beside the oracle's; what a sitting decides is read off the case."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from approvals.cases.services import withdraw
from approvals.escalation.services import keep_promises, urge
from approvals.members.candidates import askable, colleagues
from approvals.members.services import add_member, drop_member, hand_over, lend
from approvals.models import Case, Round
from approvals.moves.clocks import open_pause, resume_clock, stop_clock
from approvals.moves.returning import targets
from approvals.moves.services import close_with_what_is_there, dissolve
from approvals.moves.taking_back import take_back_answer
from approvals.notices.answering import answer as answer_objection
from approvals.notices.objecting import object_to
from approvals.panels.declaring import declare_none
from approvals.panels.services import cast
from approvals.rounds.models import Ballot
from approvals.rounds.seats import acts_for, fillers
from approvals.rounds.services import decide
from approvals.waitlists.services import call_up, expire_due, tell_of_free_places
from core.clock import day_of
from core.errors import Conflict, Refused
from tests.oracle.interpreter import Case as Oracle
from tests.season import paper
from tests.walks.road import PARTS, SITTINGS, for_the_oracle
from workflows.selection.models import Nomination
from workflows.selection.services import attach, revise, submit

WAYS = ("before", "after", "beside", "lent", "handed")
MOST_CASES = 8
SECOND = dt.timedelta(seconds=1)


class Walk:
    """A season in which anything may happen next."""

    def __init__(self, season, *, seed: int) -> None:
        self.season, self.dice = season, random.Random(seed)
        self.road = for_the_oracle(season.campaign.policy)
        self.beside: dict[int, Oracle] = {}
        self.touched: set[int] = set()  # cases in which something has happened since they were last looked at
        self.last = ""  # what happened last
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.people = iter(range(1, 10_000))

    def act(self) -> str:
        """Let one thing happen, somewhere; return what."""
        self.season.at(self.season.now + SECOND)
        live = list(Case.objects.filter(finished=None).order_by("pk"))
        if len(live) < MOST_CASES and (not live or self.dice.random() < 0.3):
            return self._begin()
        case = self.dice.choice(live)
        round = self.season.round(case)
        self.touched.add(case.pk)
        acts = SITTING_ACTS if round.kind in SITTINGS else ROUND_ACTS
        name = self.dice.choices(list(acts), list(acts.values()))[0]
        self.last = f"{name} {round}"
        happened = self._try(name, round)
        (self.done if happened else self.refused)[name] += 1
        self._follow_sittings()
        return self.last

    def _try(self, name: str, round: Round) -> bool:
        try:
            with transaction.atomic():
                return bool(getattr(self, name)(round))
        except (Refused, Conflict, PermissionDenied):
            return False

    def _begin(self) -> str:
        number = next(self.people)
        nomination = self.season.nominate(f"赵{number}", school=number % 20 + 1)
        case = nomination.case
        self.beside[case.pk] = Oracle(self.road, seats=lambda stage: self._seated(case.pk, stage), parts=PARTS)
        self.touched.add(case.pk)
        self.done["begin"] += 1
        return "begin"

    def _seated(self, case: int, stage: str) -> list[str]:
        """Name who sits in the round that has just opened, as the oracle is told."""
        round = Round.objects.filter(process=case, stage=stage, closed_at=None).first()
        if round is None or round.kind in SITTINGS:
            return []
        return [seat_name(ballot) for ballot in round.ballots.order_by("pk")]

    def _follow_sittings(self) -> None:
        """Tell the oracle what sittings, and the clock, have decided since."""
        for pk, oracle in self.beside.items():
            while not oracle.ended and oracle.says["kind"] == "sit":
                visit = sum(visit.stage == oracle.now.stage for visit in oracle.visits)
                round = Round.objects.get(process=pk, stage=oracle.now.stage, visit=visit)
                if round.is_open:
                    break
                self.touched.add(pk)
                oracle.withdraw() if round.verdict == "withdrawn" else oracle.sit(round.verdict)

    # What people do in a round

    def answer(self, round: Round) -> bool:
        ballot = self.dice.choice(list(round.ballots.awaited()))
        by, oracle = self._filler(ballot, round), self.beside[round.process_id]
        if round.kind == "panel":
            share = Decimal(self.dice.choice(("0.7", "0.8", "0.9")))
            sheet = round.case.policy.sheets[round.rule.sheet]
            scores = {criterion.key: criterion.max * share for criterion in sheet.criteria}
            verdict, target = "pass", None
        else:
            verdicts = [verdict for verdict in round.rule.then if verdict in ("done", "approve", "return", "reject")]
            verdict = self.dice.choices(verdicts, (8, 2, 1)[: len(verdicts)])[0]
            choice = targets(round) if verdict == "return" else []
            target = self.dice.choice(choice) if choice and self.dice.random() < 0.5 else None
            assert not choice or choice == oracle.targets()
        name, now = seat_name(ballot), self.season.now
        if round.kind == "panel":
            declare_none(round, by=by, now=now)
            cast(round, by=by, scores=scores, now=now)
        elif round.kind == "filing":
            submit(Nomination.objects.get(case=round.process_id), by=by, now=now)
        else:
            decide(round, by=by, verdict=verdict, opinion="意见。", target=target or "", now=now)
        assert oracle.answer(name, verdict, target)
        return True

    def bring_in(self, round: Round) -> bool:
        ballot = self.dice.choice(list(round.ballots.awaited()))
        by, way, now = self._filler(ballot, round), self.dice.choice(WAYS), self.season.now
        choose = colleagues if way == "handed" else askable
        people = list(choose(ballot, round, by=by, on=day_of(now)))
        if not people or round.kind not in ("review", "countersign"):
            return False
        guest = self.dice.choice(people)
        if way == "handed":
            hand_over(round, user=guest, reason="出差。", by=by, now=now)
        elif way == "lent":
            lend(round, user=guest, reason="请提意见。", by=by, now=now)
        else:
            add_member(round, user=guest, way=way, reason="请把关。", by=by, now=now)
        assert self.beside[round.process_id].bring_in(seat_name(ballot), guest.username, way)
        return True

    def drop(self, round: Round) -> bool:
        ballot = self.dice.choice(list(round.ballots.filter(state=Ballot.State.OPEN)))
        drop_member(ballot, reason="不再需要。", by=self.season.leader, now=self.season.now)
        assert self.beside[round.process_id].drop(seat_name(ballot))
        return True

    def close(self, round: Round) -> bool:
        close_with_what_is_there(round, reason="时间已到。", by=self.season.officer, now=self.season.now)
        assert self.beside[round.process_id].close()
        return True

    def dissolve(self, round: Round) -> bool:
        dissolve(round, reason="重新组织。", by=self.season.leader, now=self.season.now)
        assert self.beside[round.process_id].dissolve()
        return True

    def take_back(self, round: Round) -> bool:
        before = Round.objects.filter(process=round.process_id, pk__lt=round.pk).exclude(kind="check").last()
        if before is None or before.closed_by is None:
            return False
        given = before.ballots.filter(user=before.closed_by, cast_at=before.closed_at).first()
        take_back_answer(round, by=before.closed_by, now=self.season.now)
        assert self.beside[round.process_id].take_back(seat_name(given))
        return True

    # What happens around it

    def change(self, round: Round) -> bool:
        """Let the school mend one part of the dossier while it has it back."""
        nomination, by, now = Nomination.objects.get(case=round.process_id), self._nominator(round), self.season.now
        part = self.dice.choice(("statement", "form"))
        if part == "statement":
            revise(nomination, statement=f"补充说明{next(self.people)}。", by=by, now=now)
        else:
            attach(
                nomination,
                material="form",
                upload=paper(content=paper().read() + b"%d" % now.timestamp()),
                by=by,
                now=now,
            )
        self.beside[round.process_id].change(part)
        return True

    def withdraw(self, round: Round) -> bool:
        withdraw(round.case, by=self._nominator(round), reason="本人放弃。", now=self.season.now)
        oracle = self.beside[round.process_id]
        return oracle.withdraw() if not oracle.ended else True

    def clock(self, round: Round) -> bool:
        by, now = self.season.leader, self.season.now
        if open_pause(round):
            resume_clock(round, by=by, now=now)
        else:
            stop_clock(round, reason="等待外单位函复。", by=by, now=now)
        return True

    def urge(self, round: Round) -> bool:
        urge(round, by=self.season.leader, now=self.season.now)
        return True

    def days(self, round: Round) -> bool:
        now = self.season.pass_days(self.dice.choice((0, 1, 3)))
        keep_promises(now)
        expire_due(now)
        tell_of_free_places(now)
        return True

    def sit(self, round: Round) -> bool:
        """Hold the sitting that a case waits for: rank, meet, publish, end the notice, call somebody up."""
        if round.kind == "ranking":
            self.season.rank(round)
        elif round.kind == "meeting":
            self.season.meet(round, choice=self.dice.choices(("approve", "defer", "reject"), (6, 1, 1))[0])
        elif round.kind == "waitlist":
            where = {"stage": round.stage, "track": round.track}
            call_up(self.season.campaign, **where, by=self.season.officer, reason="依次递补。", now=self.season.now)
        else:
            self.season.sit_out(round)
        return True

    def object(self, round: Round) -> bool:
        if round.kind != "public_notice" or not hasattr(round, "notice_entry"):
            return False
        now = self.season.now
        objection = object_to(round.notice_entry, name="李某", contact="13900000000", text=f"事实{now}", now=now)
        office = round.ballots.exclude(role="").first()
        finding = self.dice.choice(("upheld", "dismissed"))
        by = self._filler(office, round)
        answer_objection(objection, finding=finding, text="已核查。", by=by, now=now)
        return True

    def publish(self, round: Round) -> bool:
        if round.kind != "public_notice" or hasattr(round, "notice_entry"):
            return False
        self.season.publish(round)
        return True

    def name(self, ballot: Ballot) -> str:
        return seat_name(ballot)

    def who_may(self, ballot: Ballot, round: Round) -> list:
        """Return who may act from a seat today."""
        return fillers(ballot, round.case, on=day_of(self.season.now))

    def asked(self) -> set:
        """Return whoever is asked in the cases that were touched last."""
        rounds = Round.objects.filter(process__in=self.touched, closed_at=None).select_related("process__version")
        return {user for round in rounds for ballot in round.ballots.awaited() for user in self.who_may(ballot, round)}

    def just_closed(self) -> list[Round]:
        """Return the rounds of the cases touched last that were closed last."""
        closed = Round.objects.filter(process__in=self.touched).exclude(closed_at=None)
        return list(closed.order_by("-closed_at", "-pk")[: len(self.touched)])

    def _filler(self, ballot: Ballot, round: Round):
        return self.who_may(ballot, round)[0]

    def _nominator(self, round: Round):
        return round.case.opened_by


def seat_name(ballot: Ballot) -> str:
    """Name a seat: its person, or its office where whoever holds it may answer."""
    at = acts_for(ballot)
    return f"{ballot.role}@{at.code}" if ballot.role else ballot.user.username


ROUND_ACTS = {
    "answer": 30,
    "bring_in": 8,
    "drop": 4,
    "close": 2,
    "dissolve": 1,
    "take_back": 4,
    "change": 3,
    "withdraw": 0.3,
    "clock": 2,
    "urge": 1,
    "days": 1,
}
SITTING_ACTS = {"sit": 6, "publish": 3, "object": 3, "withdraw": 0.3, "days": 1, "take_back": 2}
