"""What becomes of a proposal: an office takes it up, or dismisses it with a reason."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.organisations.roles import Role
from core.organisations.services import holds
from core.record.services import record
from workflows.adjustment.models import Adjustment, Proposal
from workflows.adjustment.rules import ground_of
from workflows.adjustment.services import propose, targets


@transaction.atomic
def take_up(proposal: Proposal, *, by: User, now: dt.datetime, target: int | None = None) -> Adjustment | None:
    """Begin the adjustment that a proposal is for; None where another process takes it on (an 'up' goes there).

    ``target`` chooses among what the category may end. Refused where nothing of it stands on the file.
    """
    proposal = _answerable(proposal, by=by)
    begun = _begin(proposal, by=by, now=now, target=target) if proposal.rule.proposes else None
    proposal.adjustment = begun
    return _answer(proposal, state=Proposal.State.TAKEN_UP, by=by, now=now).adjustment


def _begin(proposal: Proposal, *, by: User, now: dt.datetime, target: int | None) -> Adjustment:
    rule = proposal.rule
    ground = ground_of(rule.test)
    kinds = proposal.campaign.policy.tracks[rule.proposes].ends
    listed = targets(proposal.person, kinds=kinds, ground=ground, on=day_of(now), now=now)
    chosen = next((fact for fact in listed if target is None or fact.pk == target), None)
    if kinds and chosen is None:
        raise Refused(_("Nothing that this proposal would end stands on the file any more. Dismiss it, and say so."))
    return propose(
        proposal.campaign,
        person=proposal.person,
        track=rule.proposes,
        ground=ground,
        target=chosen,
        rests_on=proposal.rests_on.all(),
        reasons=rule.says.zh,
        cause=proposal.cause,
        by=by,
        now=now,
    )


@transaction.atomic
def dismiss(proposal: Proposal, *, reason: str, by: User, now: dt.datetime) -> Proposal:
    """Leave somebody as they are although a trigger holds; Refused without a reason, which stands on the record."""
    proposal = _answerable(proposal, by=by)
    if not reason.strip():
        raise Refused(_("Say why nothing follows from this: the reason stands on the record."))
    proposal.reason = reason
    return _answer(proposal, state=Proposal.State.DISMISSED, by=by, now=now)


def may_answer(user: User, proposal: Proposal) -> bool:
    """Tell whether a user may answer a proposal: the office it waits for, and never about oneself."""
    is_own = user.person_id is not None and user.person_id == proposal.person_id
    return not is_own and holds(user, Role(proposal.role), proposal.office)


def _answerable(proposal: Proposal, *, by: User) -> Proposal:
    current = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign__version", "person__organisation__parent", "office")
        .get(pk=proposal.pk)
    )
    if not may_answer(by, current):
        raise PermissionDenied
    if current.state != Proposal.State.OPEN:
        words = {"state": current.get_state_display(), "name": current.answered_by}
        raise Conflict(_("This proposal was answered already by %(name)s: %(state)s.") % words)
    return current


def _answer(proposal: Proposal, *, state: Proposal.State, by: User, now: dt.datetime) -> Proposal:
    proposal.state, proposal.answered_by, proposal.answered_at = state, by, now
    proposal.save(update_fields=["state", "reason", "answered_by", "answered_at", "adjustment"])
    told = {"proposal": proposal.pk, "person": proposal.person_id, "trigger": proposal.trigger}
    record(f"adjustment.{state}", on=proposal.office, by=by, now=now, reason=proposal.reason, **told)
    return proposal
