"""Who may propose an adjustment; and what the law makes of a ground, a track and a cause: pure functions."""

import hashlib
import json
from collections.abc import Iterable

import rules

from approvals.policies.document import Policy, Seat
from approvals.policies.expressions import evaluate, names_in
from core.models import Fact, Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holds, place
from workflows.adjustment.facts import CONDUCT, LEFT, TERM
from workflows.adjustment.models import Adjustment, AdjustmentPaper, Ground

# The transitions by which something is taken from somebody, by the ground that each is for.
DECIDED = ("revoke", "step_down", "end_contract")
FOR_CONDUCT = ("revoke_for_conduct", "step_down_for_conduct")
BY_ITSELF = ("lapse",)
PLACING = ("place",)
LOWERS = ("step_down", "step_down_for_conduct")
LAWS = {
    Ground.RESULT: DECIDED,
    Ground.DECISION: DECIDED,
    Ground.CONDUCT: FOR_CONDUCT,
    Ground.LEFT: BY_ITSELF,
    Ground.TERM: BY_ITSELF,
    Ground.COMPETITION: PLACING,
}


def ground_of(test: str) -> Ground:
    """Tell on what ground a trigger proposes, by the facts it asks about; conduct weighs more than the rest."""
    asked = set(names_in(test))
    if asked & CONDUCT:
        return Ground.CONDUCT
    if asked & TERM:
        return Ground.TERM
    return Ground.LEFT if asked & LEFT else Ground.RESULT


def cause_of(*said: str, rests_on: Iterable[Fact] = ()) -> str:
    """Return the digest of what an adjustment is for: words, and the statements by what they say, not by their row."""
    statements = sorted([fact.kind, fact.value, str(fact.true_from)] for fact in rests_on)
    return hashlib.sha256(json.dumps([said, statements], ensure_ascii=False).encode()).hexdigest()


def laws_of(policy: Policy, track: str) -> set[str]:
    """Return the transitions that a policy's road fires for a case of a track."""
    stages = [stage for stage in policy.stages.values() if stage.law and _may_apply(stage.when, track)]
    return {str(stage.law) for stage in stages} | {outcome.law for outcome in policy.outcomes.values()}


def _may_apply(when: str | None, track: str) -> bool:
    return when is None or evaluate(when, {"track": track}) is not False


def suits(policy: Policy, *, track: str, ground: str) -> bool:
    """Tell whether a track leads to what the law has for a ground: discipline for conduct, no decision for a lapse."""
    return not laws_of(policy, track).isdisjoint(LAWS[Ground(ground)])


def is_competition(policy: Policy) -> bool:
    """Tell whether a policy is a round of a competition for posts."""
    return any(outcome.law in PLACING for outcome in policy.outcomes.values())


def lowers(policy: Policy, track: str) -> bool:
    """Tell whether a lower post follows on a track, which must then be named."""
    return not laws_of(policy, track).isdisjoint(LOWERS)


def office_among(user: User, *, seats: tuple[Seat, ...], school: Organisation) -> tuple[Role, Organisation] | None:
    """Return the office a user holds among those a policy names for a school; None without one."""
    for role, body in offices_among(seats, school=school):
        if holds(user, role, body):
            return role, body
    return None


def offices_among(seats: tuple[Seat, ...], *, school: Organisation) -> list[tuple[Role, Organisation]]:
    """Return the offices that a policy's seats mean for a school."""
    found = [(seat.role, place(seat.place, district=school.district or school, school=school)) for seat in seats]
    return [(Role(role), body) for role, body in found if role and body]


def answers_for(seat: Seat, *, role: str, body: Organisation) -> bool:
    """Tell whether an office is the one a policy names, for some school at least."""
    near = seat.place in ("school", "group")
    return seat.role == role and seat.place == (body.kind if near else body.code)


def office_for(user: User, adjustment: Adjustment) -> tuple[Role, Organisation] | None:
    """Return the office a user acts from for an adjustment."""
    seats = adjustment.campaign.policy.tracks[adjustment.track].nominated_by
    return office_among(user, seats=seats, school=adjustment.organisation)


@rules.predicate
def holds_proposing_office(user, adjustment) -> bool:
    return office_for(user, adjustment) is not None


@rules.predicate
def is_the_person(user, adjustment) -> bool:
    return user.person_id is not None and user.person_id == adjustment.person_id


@rules.predicate
def competes(user, adjustment) -> bool:
    return adjustment.is_competition()


@rules.predicate
def keeps_the_paper(user, paper) -> bool:
    """True when a paper lies in a proposal that the user's office answers for; a proposal has no case yet."""
    listed = AdjustmentPaper.objects.filter(paper=paper).select_related("adjustment__campaign__version")
    return any(user.has_perm("adjustment.propose", entry.adjustment) for entry in listed)


rules.add_perm("adjustment.propose", (holds_proposing_office & ~is_the_person) | (competes & is_the_person))
rules.set_perm("core.view_paper", rules.permissions.permissions["core.view_paper"] | keeps_the_paper)
