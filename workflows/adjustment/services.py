"""What a section does with an adjustment: propose it with reasons, attach its papers, hand it in, take it back."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.campaigns.services import check_window
from approvals.cases.services import start
from approvals.models import Campaign, Case
from core.errors import Conflict, Refused
from core.models import Fact, Person, User
from core.organisations.services import appointments_of
from core.papers.services import store
from core.record.services import record
from workflows.adjustment.effects import already_ended, current, has_ended
from workflows.adjustment.facts import file_of
from workflows.adjustment.models import LIVE, TAKEN_BACK, Adjustment, AdjustmentPaper, Ground, State
from workflows.adjustment.process import facts_of
from workflows.adjustment.rules import cause_of, is_the_person, lowers, office_for, suits


@transaction.atomic
def propose(
    campaign: Campaign,
    *,
    person: Person,
    track: str,
    ground: str,
    by: User,
    now: dt.datetime,
    target: Fact | None = None,
    rests_on: Iterable[Fact] = (),
    reasons: str = "",
    cause: str = "",
) -> Adjustment:
    """Begin an adjustment, with or without a trigger behind it.

    PermissionDenied without the office for it; Refused about oneself, where the same cause or the same thing is being
    adjusted already, and where what is to end has ended.
    """
    listed = list(rests_on)
    about = [*listed, *([target] if target else [])]
    adjustment = Adjustment(
        district_id=campaign.district_id,
        campaign=campaign,
        organisation=person.organisation,
        person=person,
        track=track,
        ground=ground,
        cause=cause or cause_of(track, ground, reasons.strip(), rests_on=about),
        target=target,
        reasons=reasons,
        proposed_by=by,
        changed_at=now,
    )
    _may_be_proposed(adjustment, by=by)
    _save_once(adjustment)
    adjustment.rests_on.set(listed)
    return adjustment


def _save_once(adjustment: Adjustment) -> None:
    """Store an adjustment; whoever proposed the same meanwhile was first."""
    try:
        with transaction.atomic():
            adjustment.save()
    except IntegrityError:
        standing = Adjustment.objects.exclude(state__in=TAKEN_BACK)
        raise _once_only(standing.get(person=adjustment.person, cause=adjustment.cause)) from None


def _may_be_proposed(adjustment: Adjustment, *, by: User) -> None:
    if is_the_person(by, adjustment):
        raise Refused(
            _("Nobody decides on an adjustment of their own. Leave this one to another holder of the office.")
        )
    if adjustment.person.district_id != adjustment.district_id or not by.has_perm("adjustment.propose", adjustment):
        raise PermissionDenied
    standing = Adjustment.objects.exclude(state__in=TAKEN_BACK).filter(person=adjustment.person)
    if same := standing.filter(cause=adjustment.cause).first():
        raise _once_only(same)
    if adjustment.target is None:
        return
    found = current(adjustment.target)
    if has_ended(found):
        raise Conflict(already_ended(adjustment.target, found))
    about_it = {"target__kind": adjustment.target.kind, "target__value": adjustment.target.value}
    if same := standing.filter(state__in=LIVE, **about_it).first():
        raise _once_only(same)


def _once_only(standing: Adjustment) -> Refused:
    words = {"person": standing.person, "track": standing.track_title, "state": standing.get_state_display()}
    return Refused(
        _(
            "%(person)s is being adjusted for this cause already, or was: “%(track)s” (%(state)s). "
            "One cause, one adjustment."
        )
        % words
    )


@transaction.atomic
def revise(adjustment: Adjustment, *, reasons: str, new_post: str, by: User, now: dt.datetime) -> Adjustment:
    """Change the reasons and the post afterwards, until it is handed in."""
    adjustment = editable(adjustment, by=by)
    adjustment.reasons, adjustment.new_post, adjustment.changed_at = reasons, new_post, now
    adjustment.save(update_fields=["reasons", "new_post", "changed_at"])
    return adjustment


def editable(adjustment: Adjustment, *, by: User) -> Adjustment:
    """Return the adjustment locked; Conflict once it is under way, PermissionDenied without the office."""
    adjustment = (
        Adjustment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__version", "organisation__parent", "person", "target")
        .get(pk=adjustment.pk)
    )
    if not by.has_perm("adjustment.propose", adjustment):
        raise PermissionDenied
    if adjustment.state != State.PROPOSED:
        raise Conflict(
            _("The adjustment is “%(state)s” and cannot be changed now.") % {"state": adjustment.get_state_display()}
        )
    return adjustment


@transaction.atomic
def attach(adjustment: Adjustment, *, material: str, upload, by: User, now: dt.datetime) -> AdjustmentPaper:
    """Add a paper under one of the policy's headings; Refused when the file is empty, too large or of a wrong type."""
    adjustment = editable(adjustment, by=by)
    if material not in adjustment.campaign.policy.materials:
        raise Refused(_("The policy asks for no such paper."))
    return _keep(adjustment, heading=material, upload=upload, by=by, now=now)


def _keep(adjustment: Adjustment, *, heading: str, upload, by: User, now: dt.datetime) -> AdjustmentPaper:
    paper = store(upload, by=by, now=now)
    return AdjustmentPaper.objects.create(
        adjustment=adjustment, district_id=adjustment.district_id, heading=heading, paper=paper
    )


def gaps(adjustment: Adjustment) -> list[str]:
    """Return everything that stands against handing an adjustment in, all at once."""
    policy = adjustment.campaign.policy
    found = [] if adjustment.reasons.strip() else [_("Write the reasons: the person answers to them.")]
    given = set(adjustment.papers.values_list("heading", flat=True))
    found += [
        _("Attach “%(paper)s”.") % {"paper": material.title}
        for material in policy.materials.values()
        if material.required and material.at == "submit" and material.key not in given
    ]
    if not suits(policy, track=adjustment.track, ground=adjustment.ground):
        words = {"track": adjustment.track_title, "ground": adjustment.get_ground_display()}
        found.append(_("“%(track)s” is not for the ground “%(ground)s”. Choose another category.") % words)
    if policy.tracks[adjustment.track].ends and adjustment.target is None:
        found.append(
            _("Nothing that this category ends stands on the file. Look at the file, or choose another category.")
        )
    if lowers(policy, adjustment.track) and not adjustment.new_post.strip():
        found.append(_("Name the post afterwards."))
    return found


@transaction.atomic
def hand_in(adjustment: Adjustment, *, by: User, now: dt.datetime) -> Adjustment:
    """Put an adjustment on its road; Refused outside the window or with every gap, Conflict once it is on it."""
    adjustment = editable(adjustment, by=by)
    check_window(adjustment.campaign, now=now)
    if missing := gaps(adjustment):
        raise Refused(" ".join(missing))
    if adjustment.target and has_ended(found := current(adjustment.target)):
        raise Conflict(already_ended(adjustment.target, found))
    office = office_for(by, adjustment)
    if office is None:
        raise PermissionDenied
    adjustment.hand_in()
    return begin(adjustment, office=office, by=by, now=now)


def begin(adjustment: Adjustment, *, office, by: User, now: dt.datetime) -> Adjustment:
    """Start the case of an adjustment whose law has let it in; the caller holds its row."""
    adjustment.changed_at = now
    adjustment.save()

    def _tie(case: Case) -> None:
        adjustment.case = case
        adjustment.save(update_fields=["case"])

    start(
        adjustment.campaign,
        track=adjustment.track,
        organisation=adjustment.organisation,
        person=adjustment.person,
        nominator=office,
        facts=facts_of(adjustment, now=now),
        bind=_tie,
        by=by,
        now=now,
    )
    return adjustment


@transaction.atomic
def discard(adjustment: Adjustment, *, by: User, now: dt.datetime) -> Adjustment:
    """Take a proposal back before it was handed in; afterwards its case is withdrawn."""
    adjustment = editable(adjustment, by=by)
    adjustment.withdraw()
    adjustment.changed_at = now
    adjustment.save()
    record("adjustment.discarded", on=adjustment.organisation, by=by, now=now, adjustment=adjustment.pk)
    return adjustment


def targets(person: Person, *, kinds: Iterable[str], ground: str, on: dt.date, now: dt.datetime) -> list[Fact]:
    """Return what of a person's file a track may end: what stands, or where a term is over, what nobody has ended."""
    file, listed = file_of(person, on=on, now=now), list(kinds)
    if not listed:
        return []
    found = file.over(listed[0]) if ground == Ground.TERM else file.standing(listed[0])
    if ground == Ground.LEFT and not found:
        found = file.over(listed[0])
    return [fact for fact in found if "ended" not in fact.detail][::-1]


def may_propose(user: User, campaign: Campaign, *, track: str, on: dt.date) -> bool:
    """Tell whether a user holds an office that may propose on a track, for whatever school."""
    seats = {(seat.role, seat.place) for seat in campaign.policy.tracks[track].nominated_by}
    held = [(office.role, office.organisation) for office in appointments_of(user, on=on)]
    return any((role, body.code) in seats or (role, body.kind) in seats for role, body in held)
