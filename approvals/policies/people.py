"""What publishing asks of the offices: that somebody may act at every stage, for every school and track."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.clauses import title_of
from approvals.policies.document import Policy, Seat, Stage
from approvals.policies.findings import Finding, found
from approvals.policies.law import Law, Offices
from core.organisations.roles import Role

NAMED_AT_MOST = 5
CONCERNED = ("self", "nominator")  # whom it is about, and who put them forward: they provide, and do not decide


def people_findings(policy: Policy, *, law: Law, offices: Offices | None) -> Iterator[Finding]:
    """Say where nobody, too few, or the wrong person would decide."""
    for stage in policy.stages.values():
        yield from _seated(policy, stage)
    for path, seat in _seats(policy):
        yield from _held(policy, path, seat, law=law, offices=offices)
    if offices is not None:
        yield from _enough_judges(policy, offices=offices)
        yield from _enough_units(policy, offices=offices)


def _seated(policy: Policy, stage: Stage) -> Iterator[Finding]:
    path = f"stages.{stage.key}.by"
    for track in policy.tracks.values() if stage.kind != "check" else ():
        seats = stage.seats(track.key)
        if not seats:
            message = _("“%(stage)s” names nobody for “%(track)s”.")
            yield found(policy, path, message % {"stage": stage.title, "track": track.title})
        if stage.kind != "filing" and any(seat.place in CONCERNED for seat in seats):
            message = _("“%(stage)s” is not for the person or the nominator to decide; name an office, role@place.")
            yield found(policy, path, message % {"stage": stage.title})
            return


def _seats(policy: Policy) -> Iterator[tuple[str, Seat]]:
    """Give every office the policy names, once a place."""
    for key, track in policy.tracks.items():
        for seat in track.nominated_by:
            yield f"tracks.{key}.nominated_by", seat
    for key, stage in policy.stages.items():
        for seat in dict.fromkeys(seat for seats in stage.by.values() for seat in seats):
            yield f"stages.{key}.by", seat
        if stage.clerk:
            yield f"stages.{key}.clerk", stage.clerk
        if stage.instead:
            yield f"stages.{key}.instead", stage.instead
        for seat in stage.tell:
            yield f"stages.{key}.late", seat
    for key, clause in policy.eligibility.items():
        if clause.unless:
            yield f"eligibility.{key}.unless.granted_by", clause.unless.granted_by
    if policy.withdrawal:
        yield "withdrawal.consent", policy.withdrawal.consent
    if policy.places and policy.places.granted_by:
        yield "quotas.places.granted_by", policy.places.granted_by


def _held(policy: Policy, path: str, seat: Seat, *, law: Law, offices: Offices | None) -> Iterator[Finding]:
    words = {"place": title_of(policy, path), "seat": seat, "role": seat.role}
    if seat.role is None:
        known = {*CONCERNED, *law.people}
        if seat.place not in known:
            message = _("“%(place)s” names “%(seat)s”, whom this process does not know; it knows: %(known)s.")
            yield found(policy, path, message % {**words, "known": ", ".join(sorted(known))})
    elif seat.role not in Role.values:
        message = _("“%(place)s”: %(seat)s names the role “%(role)s”, which does not exist.")
        yield found(policy, path, message % words)
    elif offices is not None and (units := offices.vacant(seat.role, _where(seat, law=law))):
        message = _("“%(place)s” is for %(seat)s to act on; nobody holds that at: %(units)s.")
        yield found(policy, path, message % {**words, "units": _listed(units)})


def _where(seat: Seat, *, law: Law) -> str:
    """Give the place word whose every unit may be meant: a place that the process lends is some school."""
    return "school" if seat.place in law.places else seat.place


def _listed(units: list[str]) -> str:
    named = _(", ").join(units[:NAMED_AT_MOST])
    if len(units) <= NAMED_AT_MOST:
        return named
    return _("%(units)s and %(number)s more") % {"units": named, "number": len(units) - NAMED_AT_MOST}


def _enough_judges(policy: Policy, *, offices: Offices) -> Iterator[Finding]:
    said = set()
    for key, stage in policy.stages.items():
        for track in policy.tracks if stage.kind == "panel" else ():
            draw, seats = stage.judges(track) or 0, stage.seats(track)
            pool = sum(offices.strength(seat.role, seat.place) for seat in seats if seat.role)
            if pool < draw and (key, draw, pool) not in said:
                said.add((key, draw, pool))
                message = _("“%(stage)s” draws %(draw)s judges from a pool of %(pool)s.")
                words = {"stage": stage.title, "draw": draw, "pool": pool}
                yield found(policy, f"stages.{key}.draw", message % words)


def _enough_units(policy: Policy, *, offices: Offices) -> Iterator[Finding]:
    if policy.places is None or policy.per_unit is None:
        return
    most = policy.per_unit.max * offices.units(policy.per_unit.place)
    for track, places in policy.places.by_track.items():
        if most < places and track in policy.tracks:
            message = _("“%(track)s” has %(places)s places, but all units together may put forward only %(most)s.")
            words = {"track": policy.tracks[track].title, "places": places, "most": most}
            yield found(policy, f"quotas.places.{track}", message % words)
