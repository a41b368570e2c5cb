"""The stages of a case as a bar: those behind it, the one it stands at, those ahead."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.cases.trail import GOOD
from approvals.policies.document import Policy, Stage
from approvals.rounds.models import Round


@dataclass(frozen=True)
class Step:
    """One stage of the bar; ``state`` is done, now, void or ahead, and ``words`` says it to who cannot see colours."""

    title: str
    state: str
    words: str


def main_road(policy: Policy) -> list[str]:
    """Return the stages of a case that everybody agrees to, in order."""
    road, key = [], policy.first.key
    while key in policy.stages and key not in road:
        road.append(key)
        key = next(iter(policy.stages[key].then.values()))
    return road


def progress(case: Case, *, rounds: list[Round]) -> list[Step]:
    """Return the bar of a case; a side stage shows while the case stands at it, and its end once it has ended."""
    policy, latest = case.policy, {round.stage: round for round in rounds if round.verdict != "taken_back"}
    road = main_road(policy)
    current = next((round.stage for round in rounds if round.is_open), None)
    if current and current not in road:
        onward = next(iter(policy.stages[current].then.values()))
        road.insert(road.index(onward) if onward in road else len(road), current)
    behind = max((road.index(key) for key in latest if key in road), default=0)
    steps = [_step(policy.stages[key], latest.get(key), is_behind=number < behind) for number, key in enumerate(road)]
    return [*steps, *_end(case)]


def _step(stage: Stage, round: Round | None, *, is_behind: bool) -> Step:
    state, words = "ahead", _("ahead")
    if round is None:
        state, words = ("skipped", _("skipped")) if is_behind else (state, words)
    elif round.is_open:
        state, words = "now", _("now")
    elif round.is_void:
        state, words = "void", _("to be done again")
    elif round.verdict in GOOD:
        state, words = "done", _("done")
    else:
        state, words = "void", _("not passed")
    return Step(str(stage.title), state, words)


def _end(case: Case) -> Iterator[Step]:
    if case.is_live:
        return
    outcome = case.policy.outcomes.get(case.outcome)
    is_good = bool(outcome and outcome.good)
    yield Step(outcome_words(case), "done" if is_good else "void", _("ended"))


def outcome_words(case: Case) -> str:
    """Return in words how a case has ended."""
    outcome = case.policy.outcomes.get(case.outcome)
    if outcome:
        return str(outcome.title)
    return _("Overtaken by events") if case.outcome == "overtaken" else _("Withdrawn")
