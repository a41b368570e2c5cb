"""Who must act in a round, and who may."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from approvals.conflicts.services import barred_users, is_barred
from approvals.conflicts.words import why_not
from approvals.covers.services import NEVER_COVERED, covered_holder, substitutes_of
from approvals.processes import process
from approvals.rounds.models import Ballot, Round
from core import clock
from core.errors import Refused
from core.models import Organisation, User
from core.organisations.roles import Role
from core.organisations.services import holders, holds, place

STANDING = (Ballot.State.OPEN, Ballot.State.CAST)
ONE_VOICE = ("filing", "review", "countersign", "panel")  # elsewhere an office leads and its holder may vote besides


def office_of(case, seat) -> tuple[str, Organisation | None]:
    """Return the role and the body a seat of the policy means for this case."""
    if seat.place == "nominator":
        return case.nominator_role, case.nominator_at
    lawful = process(case.policy.process)
    if lent := lawful.places.get(seat.place):
        return seat.role, lent(lawful.subject_of(case))
    return seat.role, place(seat.place, district=case.district, school=case.organisation)


def is_person(seat) -> bool:
    """Tell whether a seat is a person's and no office's."""
    return seat.role is None and seat.place != "nominator"


def person_of(case, seat) -> User | None:
    """Return the login of the person a seat means for this case: whom it is about, or a word of the process."""
    if seat.place == "self":
        return login_of(case)
    lawful = process(case.policy.process)
    return lawful.people[seat.place](lawful.subject_of(case))


def seat_holders(case, seat, *, on: dt.date) -> list[User]:
    """Return who may fill a seat on a day; never who stays out of the case."""
    if is_person(seat):
        person = person_of(case, seat)
        return [person] if person else []
    role, organisation = office_of(case, seat)
    found = holders(Role(role), organisation, on=on) if organisation else []
    barred = barred_users(case, at=organisation)
    return [user for user in found if user.pk not in barred]


def login_of(case) -> User | None:
    """Return the login of the person a case is about, if they have one."""
    return getattr(case.person, "user", None)


def seat_office(round: Round, seat, *, on: dt.date) -> Ballot:
    """Open a seat for an office; Refused when nobody holds it today.

    Where everybody who holds it stays out of the case the seat opens all the same, and the committee's board shows it.
    For a person without a login it opens for the office the policy names instead.
    """
    instead = round.rule.instead
    if instead and is_person(seat) and person_of(round.case, seat) is None:
        seat = instead
    if not _is_held(round.case, seat, on=on):
        raise Refused(
            _(
                "The next stage “%(stage)s” cannot open: nobody holds the post “%(post)s” at “%(place)s”. "
                "Ask the system administrator to fill it, then try again."
            )
            % {"stage": round.rule.title, **post_words(round.case, seat)}
        )
    if is_person(seat):
        return Ballot.objects.create(district_id=round.district_id, round=round, user=person_of(round.case, seat))
    role, organisation = office_of(round.case, seat)
    return Ballot.objects.create(district_id=round.district_id, round=round, role=role, organisation=organisation)


def _is_held(case, seat, *, on: dt.date) -> bool:
    if is_person(seat):
        return person_of(case, seat) is not None
    role, organisation = office_of(case, seat)
    found = holders(Role(role), organisation, on=on) if organisation else []
    return any(not is_subject(user, case) for user in found)


def post_words(case, seat) -> dict[str, str]:
    """Return a seat in words: the post and the body."""
    if is_person(seat):
        words = process(case.policy.process).seat_words
        return {"post": str(words.get(seat.place, _("the person"))), "place": str(case.organisation)}
    role, organisation = office_of(case, seat)
    return {"post": str(Role(role).label), "place": str(organisation or seat.place)}


def is_subject(user: User, case) -> bool:
    """Tell whether a case is about this very user; nobody decides on himself."""
    return user.person_id is not None and user.person_id == case.person_id


def awaited(round: Round, *, on: dt.date, among: set[int] | None = None) -> list[User]:
    """Return everybody whose turn it is to act in a round on a day, and who stands in; in some seats or in all."""
    people: dict[int, User] = {}
    seats = round.ballots.awaited().select_related("user", "organisation", "instead_of__organisation")
    for ballot in seats if among is None else seats.filter(pk__in=among):
        for user in fillers(ballot, round.case, on=on):
            people[user.pk] = user
    return list(people.values())


def fillers(ballot: Ballot, case, *, on: dt.date) -> list[User]:
    """Return who may act from a seat on a day: its person, or the holders of its office and who stands in for them."""
    barred = barred_users(case, at=acts_for(ballot))
    if not ballot.office:
        mine = [ballot.user] if ballot.user else []
        return [user for user in mine if user.pk not in barred or is_own_filing(ballot, user, case)]
    own = [user for user in holders(*ballot.office, on=on) if user.pk not in barred]
    away = substitutes_of(own, on=on, process=case.policy.process) if ballot.office[0] not in NEVER_COVERED else {}
    others = {user.pk: user for substitutes in away.values() for user in substitutes if user.pk not in barred}
    sitting = sitting_elsewhere(ballot, [*own, *others.values()]) if ballot.round.kind in ONE_VOICE else set()
    free = [*own, *(user for pk, user in others.items() if pk not in {user.pk for user in own})]
    return [user for user in free if user.pk not in sitting]


def sitting_elsewhere(ballot: Ballot, users: Iterable[User]) -> set[int]:
    """Return which users have a seat of their own in the same round, or have answered from another one."""
    seats = Ballot.objects.filter(
        round=ballot.round_id, vote_no=ballot.vote_no, state__in=STANDING, user__in=[user.pk for user in users]
    )
    return set(seats.exclude(pk=ballot.pk).values_list("user", flat=True))


def acts_for(ballot: Ballot) -> Organisation | None:
    """Return the body a seat acts for: its office's, or that of the office it was handed over from."""
    if ballot.organisation or ballot.instead_of is None:
        return ballot.organisation
    return acts_for(ballot.instead_of)


def is_own_filing(ballot: Ballot, user: User, case) -> bool:
    """Tell whether a seat asks the person the case is about for something of their own."""
    return ballot.user_id == user.pk and ballot.round.kind == "filing" and is_subject(user, case)


def may_fill(user: User, ballot: Ballot, case, *, on: dt.date | None = None) -> bool:
    """Tell whether a user may act from a seat: their own, that of an office they hold, or of one whose holder is away.

    Nobody does who stays out of the case, nor from two seats of one round.
    """
    if not holds_seat(user, ballot, case, on=on):
        return False
    return not (ballot.office and ballot.round.kind in ONE_VOICE and sitting_elsewhere(ballot, [user]))


def holds_seat(user: User, ballot: Ballot, case, *, on: dt.date | None = None) -> bool:
    """Tell whether a seat is a user's own, their office's or that of somebody they cover; not for who stays out."""
    if not ballot.office:
        mine = ballot.user_id == user.pk
        return mine and (is_own_filing(ballot, user, case) or not is_barred(user, case, at=acts_for(ballot)))
    return may_act_at(user, *ballot.office, case=case, on=on)


def may_act_at(user: User, role: Role, organisation: Organisation, *, case, on: dt.date | None = None) -> bool:
    """Tell whether a user acts in a case from an office, their own or that of somebody they stand in for."""
    if is_barred(user, case, at=organisation):
        return False
    return holds(user, role, organisation) or _covered(user, role, organisation, case=case, on=on) is not None


def covers_for(user: User, ballot: Ballot, case, *, on: dt.date | None = None) -> User | None:
    """Return for whom a user acts from an office's seat; None from their own, and where they stand in for nobody."""
    if ballot.office is None or holds(user, *ballot.office):
        return None
    return _covered(user, *ballot.office, case=case, on=on)


def whose_name(holder: User | None) -> dict[str, Any]:
    """Return, for the record, for whom somebody acts who stands in; nothing where nobody does."""
    return {"for_user": holder.pk, "for_name": holder.name} if holder else {}


def stands_in_for(user: User, role: Role, organisation: Organisation, *, case) -> dict[str, Any]:
    """Return, for the record, for whom a user acts from an office; nothing where it is their own."""
    own = holds(user, role, organisation)
    return {} if own else whose_name(_covered(user, role, organisation, case=case, on=None))


def _covered(user: User, role: Role, organisation: Organisation, *, case, on: dt.date | None) -> User | None:
    """Return for whom a user stands in at an office; a holder who stays out of the case lends nothing."""
    holder = covered_holder(user, role, organisation, on=on or clock.today(), process=case.policy.process)
    return None if holder is None or is_barred(holder, case, at=organisation) else holder


def seat_of(user: User, round: Round, *, on: dt.date | None = None) -> Ballot:
    """Return the seat a user acts from; PermissionDenied when they have none in this round."""
    ballots = round.ballots.filter(state__in=STANDING).select_related(
        "organisation", "instead_of__organisation", "waits_for__user", "waits_for__organisation"
    )
    mine = [ballot for ballot in ballots if may_fill(user, ballot, round.case, on=on)]
    if not mine:
        raise no_seat(user, round)
    return min(mine, key=lambda ballot: (ballot.state != Ballot.State.OPEN, comes_later(ballot)))


def no_seat(user: User, round: Round) -> PermissionDenied:
    """Return the refusal of who has no seat in a round; it says why where they stay out of the case."""
    return PermissionDenied(why_not(user, round.case) if is_barred(user, round.case) else "")


def open_seat_of(user: User, round: Round, *, on: dt.date) -> Ballot | None:
    """Return the open seat a user acts from, the one whose turn it is before others; None where all are closed."""
    try:
        seat = seat_of(user, round, on=on)
    except PermissionDenied:
        return None
    return seat if seat.state == Ballot.State.OPEN else None


def name_of_seat(ballot: Ballot) -> str:
    """Return a seat in words: its person, or its body and post."""
    if ballot.office is None:
        return str(ballot.user)
    role, organisation = ballot.office
    return f"{organisation} {role.label}"


def turns_among(ballots: Iterable[Ballot]) -> list[Ballot]:
    """Return the open seats of one round behind nobody who has still to answer, without asking the database."""
    seats = [ballot for ballot in ballots if ballot.state == Ballot.State.OPEN]
    waited_for = {ballot.pk for ballot in seats}
    return [ballot for ballot in seats if ballot.waits_for_id not in waited_for]


def comes_later(ballot: Ballot) -> bool:
    """Tell whether somebody else's answer comes before this seat's."""
    return ballot.waits_for is not None and ballot.waits_for.state == Ballot.State.OPEN
