"""What is done with an assessment besides the road's own answers: report, evidence, refusal, a better grade."""

import datetime as dt
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import Case, Round
from approvals.panels.sheets import Scores
from approvals.rounds.seats import seat_of
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.papers.services import store
from core.record.services import record
from core.templatetags.yucai import day
from workflows.assessment.models import Assessment, Evidence, State

OWN = ("self", "host")  # the seats from which somebody speaks of themselves or of their studio


def own_round(assessment: Assessment) -> Round | None:
    """Return the open round that asks the subject, or whoever files for them; None where none does."""
    round = Round.objects.filter(process=assessment.case_id, closed_at=None).select_related("process__version").first()
    if round is None or round.kind != "filing":
        return None
    seats = round.rule.seats(round.track)
    return round if any(seat.place in OWN for seat in seats) else None


class Ask(StrEnum):
    """What an assessment's open filing asks for."""

    REPORT = "report"
    SIGNATURE = "signature"
    REVIEW = "review"
    BETTER_GRADE = "better_grade"
    HEARING = "hearing"


def asked(assessment: Assessment) -> Ask | None:
    """Return what the open filing asks for; None where no filing is open."""
    round = Round.objects.filter(process=assessment.case_id, closed_at=None, kind="filing").first()
    if round is None:
        return None
    is_own, is_in_effect = own_round(assessment) is not None, assessment.state == State.IN_EFFECT
    if is_own and is_in_effect:
        return Ask.REVIEW if "decline" in round.rule.then else Ask.SIGNATURE
    if is_own:
        return Ask.REPORT
    return Ask.BETTER_GRADE if is_in_effect else Ask.HEARING


def awaits_report(assessment: Assessment) -> Round | None:
    """Return the open round in which the report is asked for; None once it is in, or its time is over."""
    round = own_round(assessment)
    return round if round and assessment.state in (State.ANNOUNCED, State.UNDER_REVIEW) else None


def locked(assessment: Assessment, *, by: User) -> tuple[Assessment, Round]:
    """Return an assessment that waits for its report, locked after its case; Conflict when it waits no more.

    Raises PermissionDenied for who neither is the subject nor files for them.
    """
    Case.objects.locked().get(assessment=assessment.pk)
    fresh = Assessment.objects.select_for_update(of=("self",), no_key=True).select_related("campaign__version")
    found = fresh.get(pk=assessment.pk)
    round = awaits_report(found)
    if round is None:
        raise Conflict(_("The report is “%(state)s” and cannot be changed now.") % {"state": found.get_state_display()})
    seat_of(by, round)
    return found, round


@transaction.atomic
def write(assessment: Assessment, *, statement: str, by: User) -> Assessment:
    """Keep a draft of the report."""
    found, _round = locked(assessment, by=by)
    found.statement = statement
    found.save(update_fields=["statement"])
    return found


@transaction.atomic
def attach(assessment: Assessment, *, material: str, upload, by: User, now: dt.datetime) -> Evidence:
    """Add evidence under one of the policy's headings; Refused for a file that is not what its name says."""
    found, _round = locked(assessment, by=by)
    if material not in found.campaign.policy.materials:
        raise Refused(_("The policy asks for no such paper."))
    paper = store(upload, by=by, now=now)
    return Evidence.objects.create(assessment=found, district_id=found.district_id, material=material, paper=paper)


@transaction.atomic
def detach(evidence: Evidence, *, by: User) -> None:
    """Take a paper off the report; the stored file stays for the record."""
    locked(evidence.assessment, by=by)
    evidence.delete()


def gaps(assessment: Assessment) -> list[str]:
    """Return everything that stands against handing the report in, all at once."""
    given = set(assessment.papers.values_list("material", flat=True))
    found = [] if assessment.statement.strip() else [_("Write what you did in the year.")]
    return found + [
        _("Attach “%(paper)s”: it is the evidence that this report rests on.") % {"paper": material.title}
        for material in assessment.campaign.policy.materials.values()
        if material.required and material.at == "submit" and material.key not in given
    ]


@transaction.atomic
def report(assessment: Assessment, *, by: User, now: dt.datetime, scores: Scores | None = None) -> Assessment:
    """Hand the report in; the assessment goes on to the unit.

    Raises Refused with every gap at once, Conflict when the time is over.
    """
    found, round = locked(assessment, by=by)
    if lacks := gaps(found):
        raise Refused(" ".join(lacks))
    found.reported_at, found.reported_by = now, by
    found.save(update_fields=["reported_at", "reported_by"])
    decide(round, by=by, verdict="done", scores=scores, now=now)
    return Assessment.objects.get(pk=found.pk)


@transaction.atomic
def note_refusal(assessment: Assessment, *, reason: str, by: User, now: dt.datetime) -> Assessment:
    """Put on record that somebody refuses to take part though reminded of it (第四十四条); the grades ask for it."""
    Case.objects.locked().get(assessment=assessment.pk)
    found = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if not by.has_perm("assessment.lead", found):
        raise PermissionDenied
    if found.state not in (State.ANNOUNCED, State.UNDER_REVIEW):
        raise Conflict(_("It is “%(state)s”; a refusal changes nothing now.") % {"state": found.get_state_display()})
    if not reason.strip():
        raise Refused(_("Say when and how the person was reminded, and what they answered."))
    found.has_refused = True
    found.save(update_fields=["has_refused"])
    record("assessment.refused", on=found.case, by=by, now=now, reason=reason)
    return found


def better_grades(assessment: Assessment) -> list[str]:
    """Return the grades above the one that holds, the nearest first; a review may only give one of these."""
    policy = assessment.campaign.policy
    titles = [grade.title.zh for rule in policy.gradings.values() for grade in rule.grades]
    return titles[: titles.index(assessment.grade)][::-1] if assessment.grade in titles else []


@transaction.atomic
def give_better(assessment: Assessment, *, grade: str, reason: str, by: User, now: dt.datetime) -> Assessment:
    """Say which grade holds after a review found for the person, and let the law correct it.

    Refused for a grade that is no better: asking for a review makes nothing worse (申诉规定 第五条).
    """
    Case.objects.locked().get(assessment=assessment.pk)
    found = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    round = Round.objects.filter(process=found.case_id, closed_at=None, kind="filing").first()
    if round is None or found.state != State.IN_EFFECT:
        raise Conflict(_("It is “%(state)s”; no grade is changed now.") % {"state": found.get_state_display()})
    if own_round(found) or not round.ballots.exclude(role="").exists():
        raise PermissionDenied
    seat_of(by, round)
    if grade not in better_grades(found):
        raise Refused(
            _("“%(grade)s” is no better than “%(now)s”: asking for a review never makes a grade worse.")
            % {"grade": grade, "now": found.grade}
        )
    if not reason.strip():
        raise Refused(_("Say why the grade is changed: the reason goes to the person and into the file."))
    found.better = grade
    found.save(update_fields=["better"])
    decide(round, by=by, verdict="done", opinion=reason, now=now)
    return Assessment.objects.get(pk=found.pk)


def check_may_ask(assessment: Assessment) -> Round:
    """Return the round in which a review may be asked for now.

    Refused, with the day it ended, once the time is over; Conflict where the grade cannot be reviewed.
    """
    round = own_round(assessment)
    if round and assessment.state == State.IN_EFFECT and "decline" in round.rule.then:
        return round
    late = Round.objects.filter(process=assessment.case_id, verdict="lapsed", kind="filing").order_by("-pk")
    asked = next((one for one in late.select_related("process__version") if "decline" in one.rule.then), None)
    if asked and asked.due_at:
        raise Refused(
            _("The time to ask for “%(stage)s” ended on %(day)s. The grade stands.")
            % {"stage": asked.rule.title, "day": day(day_of(asked.due_at))}
        )
    raise Conflict(_("Nothing can be asked of this grade now: “%(grade)s”.") % {"grade": assessment.grade})


@transaction.atomic
def ask_review(assessment: Assessment, *, grounds: str, by: User, now: dt.datetime) -> Assessment:
    """Ask for a review of the grade, or appeal against its answer; only the person may (申诉规定 第六条)."""
    round = check_may_ask(assessment)
    if not grounds.strip():
        raise Refused(_("Say what is wrong with the grade, in facts."))
    decide(round, by=by, verdict="done", opinion=grounds, now=now)
    return Assessment.objects.get(pk=assessment.pk)


@transaction.atomic
def decline_review(assessment: Assessment, *, by: User, now: dt.datetime) -> Assessment:
    """Say that one asks for no review; the grade stands, and the case goes on at once."""
    round = check_may_ask(assessment)
    decide(round, by=by, verdict="decline", opinion=_("No review is asked for."), now=now)
    return Assessment.objects.get(pk=assessment.pk)


@transaction.atomic
def speak(assessment: Assessment, *, opinion: str, by: User, now: dt.datetime) -> Assessment:
    """Say what the other unit has to say of the part of the year that was spent there (第三十八条)."""
    round = Round.objects.filter(process=assessment.case_id, closed_at=None, kind="filing").first()
    if round is None or asked(assessment) != Ask.HEARING:
        raise Conflict(_("There is nothing to say here now."))
    if not opinion.strip():
        raise Refused(_("Write how the person worked at your unit."))
    decide(round, by=by, verdict="done", opinion=opinion, now=now)
    return Assessment.objects.get(pk=assessment.pk)


@transaction.atomic
def acknowledge(assessment: Assessment, *, opinion: str, by: User, now: dt.datetime) -> Assessment:
    """Sign that one was told the grade, with one's own opinion of it where one has one."""
    round = own_round(assessment)
    if round is None or assessment.state != State.IN_EFFECT or "decline" in round.rule.then:
        raise Conflict(_("There is nothing to sign now."))
    decide(round, by=by, verdict="done", opinion=opinion, now=now)
    return Assessment.objects.get(pk=assessment.pk)
