"""What a school does with a nomination: draft, submit, correct."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.campaigns.services import check_unit_quota, check_window
from approvals.cases.services import start
from approvals.eligibility import Answer, judge
from approvals.models import Campaign, Case, Round
from approvals.policies.document import Material, Veto
from approvals.rounds.services import decide
from core.errors import Conflict, Refused
from core.models import Person, User
from core.papers.services import store
from workflows.selection.models import ENDED, Nomination, NominationPaper, State
from workflows.selection.process import facts_of
from workflows.selection.rules import office_for


def draft(campaign: Campaign, *, person: Person, track: str, by: User, now: dt.datetime) -> Nomination:
    """Begin a nomination; PermissionDenied without the office for it, Refused when the person has one already."""
    nomination = Nomination(
        district_id=campaign.district_id,
        campaign=campaign,
        organisation=person.organisation,
        person=person,
        track=track,
        drafted_by=by,
        changed_at=now,
    )
    if person.district_id != campaign.district_id or not by.has_perm("selection.nominate", nomination):
        raise PermissionDenied
    standing = Nomination.objects.filter(campaign=campaign, person=person).exclude(state__in=ENDED).first()
    if standing:
        raise already(standing)
    try:
        with transaction.atomic():
            nomination.save()
    except IntegrityError:
        raise already(Nomination.objects.exclude(state__in=ENDED).get(campaign=campaign, person=person)) from None
    return nomination


def already(standing: Nomination) -> Refused:
    """Return the refusal of a second nomination: who has the first, and as what."""
    return Refused(
        _("%(person)s is already put forward in this campaign as “%(track)s” (%(state)s). One person, one nomination.")
        % {
            "person": standing.person,
            "track": standing.campaign.policy.tracks[standing.track].title,
            "state": standing.get_state_display(),
        }
    )


@transaction.atomic
def revise(nomination: Nomination, *, statement: str, by: User, now: dt.datetime) -> Nomination:
    """Change the grounds of a draft or of a nomination returned for correction."""
    nomination = editable(nomination, by=by)
    nomination.statement, nomination.changed_at = statement, now
    nomination.save(update_fields=["statement", "changed_at"])
    return nomination


def editable(nomination: Nomination, *, by: User) -> Nomination:
    """Return the nomination locked; Conflict once it is under review, PermissionDenied without the office."""
    if nomination.case_id:  # the case's lock comes first everywhere
        Case.objects.select_for_update(no_key=True).get(pk=nomination.case_id)
    nomination = (
        Nomination.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__version")
        .get(pk=nomination.pk)
    )
    if not by.has_perm("selection.nominate", nomination):
        raise PermissionDenied
    if not nomination.is_editable:
        raise Conflict(
            _("The nomination is “%(state)s” and cannot be changed now.") % {"state": nomination.get_state_display()}
        )
    return nomination


@transaction.atomic
def attach(nomination: Nomination, *, material: str, upload, by: User, now: dt.datetime) -> NominationPaper:
    """Add a paper under one of the policy's headings; Refused when the file is empty, too large or of a wrong type."""
    nomination = editable(nomination, by=by)
    if material not in nomination.campaign.policy.materials:
        raise Refused(_("The policy asks for no such paper."))
    paper = store(upload, by=by, now=now)
    return NominationPaper.objects.create(
        nomination=nomination, district_id=nomination.district_id, material=material, paper=paper
    )


@transaction.atomic
def detach(entry: NominationPaper, *, by: User) -> None:
    """Take a paper off the dossier; the stored file stays for the record."""
    editable(entry.nomination, by=by)
    entry.delete()


@transaction.atomic
def discard(nomination: Nomination, *, by: User, now: dt.datetime) -> Nomination:
    """Take a draft back before it was ever submitted; Conflict when it was: then its case is withdrawn."""
    nomination = editable(nomination, by=by)
    if nomination.case_id:
        raise Conflict(_("This nomination was submitted already; withdraw the case instead."))
    nomination.withdraw()
    nomination.changed_at = now
    nomination.save()
    return nomination


def explain(nomination: Nomination, *, now: dt.datetime) -> list[Answer]:
    """Answer every clause of the policy for the nominee, before anything is submitted."""
    return judge(nomination.campaign.policy, track=nomination.track, facts=facts_of(nomination, now=now))


@dataclass(frozen=True)
class Gap:
    """Something that stands against submitting, in a sentence, and the part of the page where it is mended."""

    words: str
    part: str

    def __str__(self) -> str:
        return self.words


def gaps(nomination: Nomination, *, now: dt.datetime) -> list[Gap]:
    """Return everything that stands against submitting, all at once."""
    found = [] if nomination.is_complete() else [Gap(_("Write the grounds for the nomination."), "grounds")]
    found += [
        Gap(_("Attach “%(paper)s”.") % {"paper": material.title}, f"material-{material.key}")
        for material in lacking(nomination)
    ]
    found += [
        Gap(_gap_words(answer), "eligibility")
        for answer in explain(nomination, now=now)
        if not answer.is_clear and not answer.relaxed
    ]
    if nomination.person.organisation_id != nomination.organisation_id:
        moved = _("%(person)s has moved to another school since; that school puts them forward.")
        found.append(Gap(moved % {"person": nomination.person}, "person"))
    return found


def lacking(nomination: Nomination) -> list[Material]:
    """Return the papers that the policy asks for with the submission and that are not there yet."""
    given = set(nomination.papers.values_list("material", flat=True))
    return [
        material
        for material in nomination.campaign.policy.materials.values()
        if material.required and material.at == "submit" and material.key not in given
    ]


def _gap_words(answer: Answer) -> str:
    words = {
        "clause": answer.clause.says,
        "facts": _(", ").join(str(label) for label, value in answer.facts if value is None),
    }
    if answer.met is None:
        return _("Not known, because the talent file lacks “%(facts)s”: %(clause)s") % words
    if isinstance(answer.clause, Veto):
        return _("This stands against it: %(clause)s") % words
    return _("Not met: %(clause)s") % words


@transaction.atomic
def submit(nomination: Nomination, *, by: User, now: dt.datetime) -> Nomination:
    """Put a nomination on its road, at first or after a correction.

    Raises Refused outside the window, over the quota, or with every gap at once; Conflict when it is not a draft.
    """
    nomination = editable(nomination, by=by)
    first = nomination.state == State.DRAFT
    if first:
        check_window(nomination.campaign, now=now)
        Campaign.objects.select_for_update(no_key=True).get(pk=nomination.campaign_id)
        check_unit_quota(nomination.campaign, track=nomination.track, organisation=nomination.organisation)
    missing = gaps(nomination, now=now)
    if missing:
        raise Refused(" ".join(gap.words for gap in missing))
    return _begin(nomination, by=by, now=now) if first else _hand_in_again(nomination, by=by, now=now)


def _begin(nomination: Nomination, *, by: User, now: dt.datetime) -> Nomination:
    office = office_for(by, nomination)
    if office is None:
        raise PermissionDenied
    nomination.submit()
    nomination.changed_at = now
    nomination.save()

    def _tie(case: Case) -> None:
        nomination.case = case
        nomination.save(update_fields=["case"])

    start(
        nomination.campaign,
        track=nomination.track,
        organisation=nomination.organisation,
        person=nomination.person,
        nominator=office,
        facts=facts_of(nomination, now=now),
        bind=_tie,
        by=by,
        now=now,
    )
    return nomination


def _hand_in_again(nomination: Nomination, *, by: User, now: dt.datetime) -> Nomination:
    round = Round.objects.get(process=nomination.case, closed_at=None)
    nomination.submit()
    nomination.changed_at = now
    nomination.save()
    decide(round, by=by, verdict="done", now=now)
    return nomination
