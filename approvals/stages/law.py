"""Where the road calls the law: what a transition needs must be on the case's record."""

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from approvals.policies.stages import need_text
from approvals.processes import process
from approvals.rounds.models import Round
from core.calendar.rules import years_after
from core.clock import day_of
from core.errors import Conflict
from core.facts.services import establish
from core.record.services import record


def evidence(case) -> set[str]:
    """Return what the case's standing rounds have given the law: a collective decision, a public notice."""
    law, stages = process(case.policy.process).law(), case.policy.stages
    rounds = Round.objects.filter(process=case, is_void=False).exclude(closed_at=None)
    answers = rounds.values_list("stage", "verdict")
    return {gained for stage, verdict in answers for gained in law.gains(stages[stage], verdict=verdict)}


def fire(name: str | None, *, case, by, now) -> None:
    """Fire a transition of the subject's law by name, and put on file what it brings about.

    Conflict when the law refuses or a need is not met.
    """
    if name is None:
        return
    lawful = process(case.policy.process)
    law = lawful.law()
    held = evidence(case) if law.transitions[name] else set()
    missing = [need_text(need, law=law) for need in law.transitions[name] if need not in held]
    if missing:
        raise Conflict(
            _("The law needs more on record before this outcome: %(needs)s.") % {"needs": _(", ").join(missing)}
        )
    subject = lawful.subject_of(case, lock=True)
    try:
        getattr(subject, name)()
    except TransitionNotAllowed as refusal:
        raise Conflict(
            _("The matter is now “%(state)s”; this step is not possible any more.")
            % {"state": subject.get_state_display()}
        ) from refusal
    subject.save()
    if effect := lawful.effects.get(name):
        event = record("law.fired", on=case, by=by, now=now, transition=name)
        effect(subject, case=case, event=event, by=by, now=now)
        case.was_looked_at = False  # what it put on file may keep others out


def establish_outcome(case, *, rule, event, by, now) -> None:
    """Write the fact an outcome gives, true from the day of the decision for the policy's term."""
    if rule.fact is None:
        return
    start = day_of(now)
    establish(
        rule.fact,
        about=case.person or case.organisation,
        value=case.policy.tracks[case.track].title.zh,
        true_from=start,
        true_until=years_after(start, rule.years) if rule.years else None,
        by=by,
        now=now,
        event=event,
        detail={"policy": case.policy.key, "track": case.track, "case": case.number, "campaign": case.campaign_id},
    )
