"""What publishing asks of recusal: that rules are used, and that enough judges are left once it is applied."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.law import Offices

SAME_SCHOOL = "same_school"


def conflict_findings(policy: Policy, *, offices: Offices | None) -> Iterator[Finding]:
    """Say which rule of recusal is never used, and which panel a single school's judges can make impossible."""
    said = policy.conflicts
    if said and said.years and not said.names(SAME_SCHOOL):
        message = _("Conflicts: “same_school_within” is given, but “same_school” is not among the rules.")
        yield found(policy, "conflicts.same_school_within", message)
    for stage in policy.stages.values() if offices else ():
        if stage.kind == "panel" and _excludes_schools(policy, stage):
            yield from _left(policy, stage, offices=offices)  # type: ignore[arg-type]  # none: no stage above


def _excludes_schools(policy: Policy, stage: Stage) -> bool:
    return SAME_SCHOOL in stage.recuse or bool(policy.conflicts and policy.conflicts.names(SAME_SCHOOL))


def _left(policy: Policy, stage: Stage, *, offices: Offices) -> Iterator[Finding]:
    """Say where a candidate's school has so many judges in the pool that too few are left to draw from."""
    seen = set()
    for track in policy.tracks:
        draw, seats = stage.judges(track) or 0, [seat for seat in stage.seats(track) if seat.role]
        pool = sum(offices.strength(seat.role or "", seat.place) for seat in seats)
        out = sum(offices.most_of_one_school(seat.role or "", seat.place) for seat in seats)
        if pool - out < draw <= pool and (draw, pool, out) not in seen:
            seen.add((draw, pool, out))
            message = _(
                "“%(stage)s” draws %(draw)s judges from a pool of %(pool)s, but %(out)s of them are of one school: "
                "for its candidates only %(left)s are left."
            )
            words = {"stage": stage.title, "draw": draw, "pool": pool, "out": out, "left": pool - out}
            yield found(policy, f"stages.{stage.key}.draw", message % words)
