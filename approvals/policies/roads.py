"""Every road a case can take through a policy, walked breadth-first; pure.

A place on a road is a stage or an outcome, the track, what the case holds by then (each thing with the stage that
gave it), and the answers to conditions that more than one stage asks. An onward verdict adds what its stage gives;
a move backward takes back what was gained from its target onward. A condition on the track is evaluated, any other
is tried both ways.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from approvals.policies.document import ANY_EARLIER, Policy, Stage
from approvals.policies.expressions import evaluate
from approvals.policies.kinds import KINDS, SKIPPED, VERDICT_TITLES
from approvals.policies.law import Law

PASSED = "passed"  # held by a case that went on from a stage, where returns may choose one it has passed
Held = frozenset[tuple[str, str]]  # (what, the stage that gave it)


@dataclass(frozen=True)
class Place:
    """Where a case may stand, and what it holds there."""

    key: str
    track: str
    held: Held = frozenset()
    answers: frozenset[tuple[str, bool]] = frozenset()

    @property
    def evidence(self) -> set[str]:
        return {what for what, _stage in self.held}


@dataclass
class Roads:
    """All places a policy's cases can reach, in the order they are reached."""

    policy: Policy
    law: Law
    came: dict[Place, tuple[Place, str] | None] = field(default_factory=dict)  # the shortest way: from where, by what
    leads: dict[Place, list[Place]] = field(default_factory=dict)
    entered: set[Place] = field(default_factory=set)  # where the stage applies to the case, or the case has ended

    @classmethod
    def walk(cls, policy: Policy, *, law: Law) -> "Roads":
        roads = cls(policy, law)
        starts = [Place(policy.first.key, track) for track in policy.tracks]
        roads.came.update(dict.fromkeys(starts))
        waiting = deque(starts)
        while waiting:
            place = waiting.popleft()
            for answer, onward in roads._moves(place):
                roads.leads.setdefault(place, []).append(onward)
                if onward not in roads.came:
                    roads.came[onward] = (place, answer)
                    waiting.append(onward)
        return roads

    def path(self, place: Place) -> str:
        """Write the shortest road to a place: track, each stage with its answer, the place itself."""
        words = [self._title(place.key)]
        step = self.came[place]
        while step is not None:
            before, answer = step
            words.append(_("%(stage)s (%(answer)s)") % {"stage": self._title(before.key), "answer": answer})
            step = self.came[before]
        words.append(_("[%(track)s]") % {"track": self.policy.tracks[place.track].title})
        return " → ".join(reversed(words))

    def stuck(self) -> Place | None:
        """Find the first place from which no case comes to an end."""
        arrivals: dict[Place, list[Place]] = {}
        for place, onwards in self.leads.items():
            for onward in onwards:
                arrivals.setdefault(onward, []).append(place)
        ending = [place for place in self.came if place.key in self.policy.outcomes]
        seen = set(ending)
        while ending:
            fresh = [before for before in arrivals.get(ending.pop(), ()) if before not in seen]
            seen.update(fresh)
            ending.extend(fresh)
        return next((place for place in self.came if place not in seen), None)

    def _title(self, key: str) -> str:
        return str((self.policy.stages.get(key) or self.policy.outcomes[key]).title)

    @cached_property
    def _shared(self) -> set[str]:
        conditions = Counter(stage.when for stage in self.policy.stages.values() if stage.when)
        return {condition for condition, times in conditions.items() if times > 1}

    def _moves(self, place: Place) -> Iterator[tuple[str, Place]]:
        stage = self.policy.stages.get(place.key)
        if stage is None:
            self.entered.add(place)
            return
        for applies, here in self._conditions(stage, place):
            if applies:
                self.entered.add(place)
                for verdict, target in [*stage.then.items(), *self._chosen(stage, here)]:
                    yield str(VERDICT_TITLES[verdict]), self._move(here, stage, verdict=verdict, to=target)
            else:
                yield str(SKIPPED), self._move(here, stage, verdict=None, to=stage.then[KINDS[stage.kind].onward])

    def _chosen(self, stage: Stage, place: Place) -> Iterator[tuple[str, str]]:
        """Give the returns that whoever returns a case may choose: to the stages that it has passed."""
        order = list(self.policy.stages)
        passed = {giver for what, giver in place.held if what == PASSED}
        for target in order[: order.index(stage.key)] if stage.returns_to else ():
            if target in passed and (target in stage.returns_to or ANY_EARLIER in stage.returns_to):
                yield "return", target

    @cached_property
    def _returns_are_chosen(self) -> bool:
        return any(stage.returns_to for stage in self.policy.stages.values())

    def _conditions(self, stage: Stage, place: Place) -> list[tuple[bool, Place]]:
        if stage.is_nobodys(place.track):
            return [(False, place)]
        if stage.when is None:
            return [(True, place)]
        answer: object = dict(place.answers).get(stage.when)
        if answer is None:
            answer = evaluate(stage.when, {"track": place.track})
        if isinstance(answer, bool):
            return [(answer, place)]
        if stage.when not in self._shared:
            return [(True, place), (False, place)]
        return [(tried, replace(place, answers=place.answers | {(stage.when, tried)})) for tried in (True, False)]

    def _move(self, place: Place, stage: Stage, *, verdict: str | None, to: str) -> Place:
        held = place.held | {
            (gain, stage.key) for gain in (gains(stage, law=self.law, verdict=verdict) if verdict else ())
        }
        if verdict == KINDS[stage.kind].onward:
            held |= {(PASSED, stage.key)} if self._returns_are_chosen else set()
        if self.policy.goes_back(stage.key, to=to):
            order = list(self.policy.stages)
            kept = order[: order.index(to)]
            held = frozenset((what, giver) for what, giver in held if giver in kept)
        return replace(place, key=to, held=held)


def gains(stage: Stage, *, law: Law, verdict: str) -> list[str]:
    """List what a stage adds to a case by a verdict: evidence for the law, scores for a ranking."""
    column = f".{stage.column}" if stage.column else ""
    scored = stage.sheet and verdict == KINDS[stage.kind].onward
    return [*sorted(law.gains(stage, verdict=verdict)), *([f"scores.{stage.sheet}{column}"] if scored else [])]
