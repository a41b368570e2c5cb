"""How somebody answers what waits for them: on the page where the process takes it, with what that page asks for."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.panels.declaring import declare_none
from approvals.panels.services import cast
from approvals.panels.sheets import Scores
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.models import User
from workflows.adjustment.hearing import asks_the_person, speak
from workflows.assessment.models import Assessment
from workflows.assessment.services import Ask, asked, better_grades, give_better, report, write
from workflows.demo.dealing import paper
from workflows.placement.models import State as Serving
from workflows.placement.services import submit as put_plan_forward
from workflows.placement.serving import DUE
from workflows.placement.serving import answer as answer_milestone
from workflows.selection.models import State as Selecting
from workflows.selection.services import submit as put_forward

STEP = Decimal("0.5")
AGREES = 0.88  # how likely the answer is the hoped one
BEFORE = dt.timedelta(days=3)  # so long before a day that facts set somebody looks at what waits for it


def approve(round: Round, *, now: dt.datetime) -> None:
    """Let every awaited office say yes."""
    while Round.objects.filter(pk=round.pk, closed_at=None).exists():
        by = awaited(round, on=day_of(now))[0]
        verdict, opinion = next(iter(round.rule.then)), _("The dossier is complete and meets the conditions.")
        _give(round, by=by, verdict=verdict, opinion=opinion, now=now)


def score(round: Round, *, random: Random, now: dt.datetime, judges: int | None = None) -> None:
    """Let the panel hand in its sheets, or only so many judges."""
    for judge in awaited(round, on=day_of(now))[:judges]:
        scores = marks(round, random=random, between=(76, 98))
        declare_none(round, by=judge, now=now)
        cast(round, by=judge, scores=scores, now=now)


def marks(round: Round, *, random: Random, between: tuple[int, int]) -> dict[str, Decimal]:
    """Return a mark for every criterion of a round's sheet, so many per cent of the most there is, in half points."""
    criteria = round.case.policy.sheets[round.rule.sheet].criteria
    shares = [Decimal(random.randint(*between)) / 100 for _criterion in criteria]
    return {
        one.key: (one.max * share / STEP).quantize(Decimal(1)) * STEP
        for one, share in zip(criteria, shares, strict=True)
    }


def is_ripe(round: Round, *, now: dt.datetime) -> bool:
    """Tell whether somebody would look at a round yet: what waits for a day is left until the day is near."""
    return round.rule.due is None or round.due_at is None or round.due_at - now < BEFORE


def answer(round: Round, *, random: Random, now: dt.datetime, agrees: float = AGREES) -> None:
    """Let one of those asked answer, as is hoped or otherwise; raises what the services raise."""
    people = awaited(round, on=day_of(now))
    if not people:
        return
    if round.kind == "panel":
        score(round, random=random, now=now, judges=random.randint(1, len(people)))
        return
    by, verdict = random.choice(people), _verdict(round, random=random, agrees=agrees)
    scores = marks(round, random=random, between=(55, 97)) if round.rule.column else None
    _give(round, by=by, verdict=verdict, opinion=_said(verdict), scores=scores, now=now)


def _give(round: Round, *, by: User, verdict: str, opinion: str, now: dt.datetime, scores: Scores | None = None):
    """Answer on the page where the process takes it; on the round's own where it has none."""
    if not PAGES[round.case.policy.process](round, by=by, verdict=verdict, now=now):
        decide(round, by=by, verdict=verdict, opinion=opinion, scores=scores, now=now)


def _verdict(round: Round, *, random: Random, agrees: float) -> str:
    hoped, *others = round.rule.answers
    return random.choice(others) if others and random.random() > agrees else hoped


def _said(verdict: str) -> str:
    if verdict in ("approve", "done", "pass"):
        return _("Looked at; this is how it stands.")
    return _("Something is still missing; the grounds stand in the papers.")


def _correct(round: Round, *, by: User, verdict: str, now: dt.datetime) -> bool:
    """Hand a nomination in again; tell whether the round asked for that."""
    if round.case.nomination.state != Selecting.RETURNED or verdict != "done":
        return False
    put_forward(round.case.nomination, by=by, now=now)
    return True


def _serve(round: Round, *, by: User, verdict: str, now: dt.datetime) -> bool:
    """Hand a plan in again, or find that the next milestone is met; tell whether the round asked for either."""
    if round.case.placement.state == Serving.SENT_BACK and verdict == "done":
        put_plan_forward(round.case.placement, by=by, now=now)
        return True
    if round.rule.due != DUE or verdict != "done":
        return False
    step = next(step for step in round.case.placement.milestones.all() if step.is_left)
    answer_milestone(step, is_met=True, words=_said(verdict), by=by, now=now)
    return True


def _speak(round: Round, *, by: User, verdict: str, now: dt.datetime) -> bool:
    """State and defend, on a signed paper where the school files it; tell whether the round asked for that."""
    if round.kind != "filing" or not asks_the_person(round) or verdict != "done":
        return False
    words = _("The facts are right, but they weigh less than is said.")
    speak(round.case.adjustment, statement=words, by=by, now=now, upload=paper(words))
    return True


def _report(round: Round, *, by: User, verdict: str, now: dt.datetime) -> bool:
    """Hand the report in, or give the better grade a review asks for; tell whether the round was one of these."""
    assessment = Assessment.objects.get(case=round.process_id)
    wanted = asked(assessment) if verdict == "done" else None
    if wanted == Ask.REPORT:
        statement = _("Taught two classes and led the lesson study of a year.")
        report(write(assessment, statement=statement, by=by), by=by, now=now)
    elif wanted == Ask.BETTER_GRADE:
        give_better(assessment, grade=better_grades(assessment)[0], reason=_said(verdict), by=by, now=now)
    return wanted in (Ask.REPORT, Ask.BETTER_GRADE)


PAGES: dict[str, Any] = {"selection": _correct, "placement": _serve, "adjustment": _speak, "assessment": _report}
