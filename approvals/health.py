"""What the doctor looks for in cases and rounds: that each stands somewhere, somebody can act, and time was kept."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.notices.models import NoticeEntry, Objection
from approvals.policies.kinds import KINDS
from approvals.policies.law import Law
from approvals.policies.stages import need_text
from approvals.policies.words import Text
from approvals.processes import processes
from approvals.rounds.models import Ballot, Promise, Round
from approvals.rounds.seats import awaited
from core.clock import day_of
from core.models import Fact

# The transitions of cases that ended before their road did.
EARLY = {"withdrawn": "withdraw", "overtaken": "overtake"}
PATIENCE = dt.timedelta(hours=24)  # so late may a sweep be


def cases_stand_somewhere(now: dt.datetime) -> Iterator[str]:
    """Complain of a live case without an open round, and of an ended one that still has one or ended nowhere."""
    counted = Case.objects.select_related("version").annotate(open=Count("rounds", Q(rounds__closed_at=None)))
    for case in counted.iterator():
        if case.is_live and case.open != 1:
            yield _("Case %(case)s is live and waits at %(n)d stages instead of one.") % {"case": case, "n": case.open}
        elif not case.is_live and case.open:
            yield _("Case %(case)s has ended and still waits somewhere.") % {"case": case}
        elif not case.is_live and case.outcome not in {*case.policy.outcomes, *EARLY}:
            yield _("Case %(case)s ended as “%(outcome)s”, which its policy does not know.") % {
                "case": case,
                "outcome": case.outcome,
            }


def somebody_can_act(now: dt.datetime) -> Iterator[str]:
    """Complain of open rounds that wait for people and that nobody can answer today."""
    for round in _open().iterator():
        if KINDS[round.kind].human and not awaited(round, on=day_of(now)):
            yield _("Case %(case)s waits at “%(stage)s”, where nobody can act today.") % _words(round)


def closed_rounds_rest(now: dt.datetime) -> Iterator[str]:
    """Complain of closed rounds that still wait for an answer or promise a reminder."""
    restless = Q(ballots__state=Ballot.State.OPEN) | Q(promises__kept_at=None, promises__void_at=None, promises__gt=0)
    for round in _rounds().exclude(closed_at=None).filter(restless).distinct().iterator():
        yield _("“%(stage)s” of case %(case)s is closed and still waits or reminds.") % _words(round)


def time_has_been_kept(now: dt.datetime) -> Iterator[str]:
    """Complain of what a sweep should have done a day ago: reminders, time that ran out, notices that ended."""
    late = now - PATIENCE
    for promise in Promise.objects.filter(kept_at=None, void_at=None, due_at__lt=late).select_related("round"):
        yield _("A reminder of case %(case)s has been due since %(since)s; run the sweeps.") % {
            "case": promise.round.case,
            "since": f"{promise.due_at.astimezone():%Y-%m-%d}",
        }
    for round in _open().filter(due_at__lt=late).iterator():
        if "lapsed" in round.rule.then:
            yield _("The time of “%(stage)s” of case %(case)s ran out; run the sweeps.") % _words(round)
    for entry in NoticeEntry.objects.filter(notice__ends_on__lt=day_of(late), round__closed_at=None).select_related(
        "round"
    ):
        if not Objection.objects.unanswered(entry.round.process_id).exists():
            yield _("The notice of “%(stage)s” of case %(case)s is over; run the sweeps.") % _words(entry.round)


def law_and_road_agree(now: dt.datetime) -> Iterator[str]:
    """Complain of subjects whose state is not the one that their case's outcome leads to."""
    for lawful in processes():
        subjects: Any = lawful.model._default_manager
        for subject in subjects.exclude(case__finished=None).select_related("case__version").iterator():
            outcome = subject.case.policy.outcomes.get(subject.case.outcome)
            law = outcome.law if outcome else EARLY.get(subject.case.outcome, "")
            if subject.state not in lawful.leads_to(law):
                yield _("Case %(case)s ended as “%(outcome)s”, but its subject is “%(state)s”.") % {
                    "case": subject.case,
                    "outcome": outcome.title if outcome else subject.case.outcome,
                    "state": subject.get_state_display(),
                }


def law_had_its_evidence(now: dt.datetime) -> Iterator[str]:
    """Complain of steps of the law that were taken before the record held what they need."""
    standing = Prefetch("rounds", Round.objects.filter(is_void=False).order_by("pk"), to_attr="standing")
    laws = {lawful.key: lawful.law() for lawful in processes()}
    for case in Case.objects.select_related("version").prefetch_related(standing).iterator(chunk_size=500):
        law = laws[case.policy.process]
        for title, lacks in _steps_without_evidence(case, law=law):
            yield _("Case %(case)s came to “%(title)s” without %(needs)s on record.") % {
                "case": case,
                "title": title,
                "needs": _(", ").join(need_text(need, law=law) for need in lacks),
            }


def _steps_without_evidence(case: Any, *, law: Law) -> Iterator[tuple[Text, list[str]]]:
    """Give each stage, and the outcome, whose transition lacked evidence when the case came to it."""
    held: set[str] = set()
    policy = case.policy
    path = [(policy.stages[round.stage], round.verdict) for round in case.standing]
    steps = [*path, *([(policy.outcomes[case.outcome], "")] if case.outcome in policy.outcomes else [])]
    for step, verdict in steps:
        lacks = [need for need in law.transitions.get(step.law, ()) if need not in held]
        if lacks:
            yield step.title, lacks
        held |= law.gains(step, verdict=verdict) if verdict else set()


def outcomes_left_their_facts(now: dt.datetime) -> Iterator[str]:
    """Complain of cases that ended with a fact that is not on file."""
    told = Fact.objects.exclude(detail__case=None).values_list("detail__case", "detail__campaign", "kind")
    on_file = set(told)
    for case in Case.objects.exclude(finished=None).select_related("version").iterator():
        outcome = case.policy.outcomes.get(case.outcome)
        if outcome and outcome.fact and (case.number, case.campaign_id, outcome.fact) not in on_file:
            yield _("Case %(case)s ended as “%(outcome)s”, and nothing of it is on file.") % {
                "case": case,
                "outcome": outcome.title,
            }


def _rounds():
    return Round.objects.select_related("process__version", "process__person", "process__organisation")


def _open():
    return _rounds().filter(closed_at=None)


def _words(round: Round) -> dict[str, object]:
    return {"case": round.case, "stage": round.rule.title}
