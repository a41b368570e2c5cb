"""加签·减签·转办·委派: who sits in a round changes while it runs, and its rule counts them as they are then."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.members.candidates import BY_VERDICT, askable, colleagues, leavers, own_seat
from approvals.members.rules import AFTER, BEFORE, BESIDE, Links, handed, joined, left, may_leave
from approvals.moves.clocks import minded_for
from approvals.panels.services import go_on
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import words
from approvals.rounds.seats import name_of_seat
from approvals.rounds.services import locked, settle
from approvals.rounds.turns import tell_turns, turns_of
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import User
from core.record.services import record
from notifications.services import notify


@transaction.atomic
def add_member(round: Round, *, user: User, way: str, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Let somebody else answer too, before, after or beside the one who asks (加签); their answer counts.

    Raises PermissionDenied for who has no open seat of their own, Refused without a reason and for who sits in the
    round, stays out of the case or holds no office.
    """
    round = locked(round.process_id, round.pk)
    mine = _mine(by, round)
    if way not in (BEFORE, AFTER, BESIDE):
        raise Refused(_("Choose whether they answer before you, after you or at the same time."))
    return _join(round, user=user, mine=mine, way=way, reason=reason, by=by, now=now)


@transaction.atomic
def lend(round: Round, *, user: User, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Ask somebody for an opinion first (委派): it is heard and does not count, and whoever asked still decides.

    Raises what ``add_member`` raises.
    """
    round = locked(round.process_id, round.pk)
    return _join(round, user=user, mine=_mine(by, round), way=Ballot.Way.LENT, reason=reason, by=by, now=now)


@transaction.atomic
def hand_over(round: Round, *, user: User, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Pass one's seat on for good (转办): the colleague sits in it by name, with its place in the order.

    Raises PermissionDenied for who has no open seat of their own, Refused without a reason and for who is no colleague
    there, sits in the round or stays out of the case.
    """
    round = locked(round.process_id, round.pk)
    old = _mine(by, round)
    check_reason(reason)
    _check_choice(user, colleagues(old, round, by=by, on=day_of(now)))
    turns = turns_of(round)
    new = _seat(
        round, user=user, way=Ballot.Way.HANDED, by=by, reason=reason, instead_of=old, organisation=old.organisation
    )
    _relink(round, handed(_links(round, new), old=old.pk, new=new.pk))
    old.state = Ballot.State.HANDED
    old.save(update_fields=["state"])
    write("member.handed", new, by=by, now=now, reason=reason, seat=name_of_seat(old))
    _tell_asked(new, turns=turns, now=now)
    return new


@transaction.atomic
def drop_member(ballot: Ballot, *, reason: str, by: User, now: dt.datetime) -> Ballot:
    """Take somebody off a round who has not answered (减签); its rule then counts those who are left.

    Raises PermissionDenied for who neither asked them nor keeps the round, Conflict when they have answered, Refused
    without a reason and where fewer would be left than the round needs.
    """
    round = locked(ballot.round.process_id, ballot.round_id)
    ballot = round.ballots.select_related("user", "organisation").get(pk=ballot.pk)
    if ballot.state != Ballot.State.OPEN:
        raise Conflict(_("%(who)s has answered or was taken off already.") % {"who": _said_of(ballot)})
    if ballot not in leavers(by, round):
        raise PermissionDenied
    check_reason(reason)
    _check_enough(ballot, round)
    turns = turns_of(round)
    _relink(round, left(_links(round), gone=ballot.pk))
    ballot.state, ballot.waits_for = Ballot.State.DROPPED, None
    ballot.save(update_fields=["state", "waits_for"])
    write("member.dropped", ballot, by=by, now=now, reason=reason, **minded_for(by, round))
    _tell_dropped(ballot, reason=reason, now=now)
    if round.kind == "panel":
        go_on(round, now=now)
    else:
        settle(round, by=by, reason=reason, now=now)
    tell_turns(round, since=turns, now=now)
    return ballot


def _mine(user: User, round: Round) -> Ballot:
    seat = own_seat(user, round)
    if seat is None or round.kind not in BY_VERDICT:
        raise PermissionDenied
    return seat


def _join(round: Round, *, user: User, mine: Ballot, way: str, reason: str, by: User, now: dt.datetime) -> Ballot:
    check_reason(reason)
    _check_choice(user, askable(mine, round, by=by, on=day_of(now)))
    turns = turns_of(round)
    new = _seat(round, user=user, way=way, by=by, reason=reason, counts=way != Ballot.Way.LENT)
    _relink(round, joined(_links(round, new), new=new.pk, mine=mine.pk, way=way))
    verb = "member.added" if new.counts else "member.asked"
    write(verb, new, by=by, now=now, reason=reason, way=way, seat=name_of_seat(mine))
    _tell_asked(new, turns=turns, now=now)
    return new


def _seat(round: Round, *, user: User, way: str, by: User, reason: str, **more: Any) -> Ballot:
    return Ballot.objects.create(
        district_id=round.district_id, round=round, user=user, way=way, asked_by=by, asked_why=reason, **more
    )


def _links(round: Round, *without: Ballot) -> Links:
    """Return who answers after whom among the seats still open; an answer given holds nobody up."""
    seats = round.ballots.filter(state=Ballot.State.OPEN).exclude(pk__in=[ballot.pk for ballot in without])
    return dict(seats.values_list("pk", "waits_for"))


def _relink(round: Round, links: Links) -> None:
    for ballot in round.ballots.filter(pk__in=links):
        if ballot.waits_for_id != links[ballot.pk]:
            Ballot.objects.filter(pk=ballot.pk).update(waits_for=links[ballot.pk])


def check_reason(reason: str) -> None:
    """Refuse an act that changes who sits in a round without saying why."""
    if not reason.strip():
        raise Refused(_("Say why; it stands on the record and they read it."))


def _check_choice(user: User, choices) -> None:
    if not choices.filter(pk=user.pk).exists():
        raise Refused(
            _("%(name)s cannot be asked: they sit in this round, stay out of the case or hold no office for it.")
            % {"name": user}
        )


def _check_enough(ballot: Ballot, round: Round) -> None:
    if not ballot.counts:
        return
    rule, is_panel = round.rule, round.kind == "panel"
    short = may_leave(
        round.ballots.standing().count(),
        rule=rule.decides,
        at_least=rule.at_least if is_panel else 1,
        enough=rule.enough if is_panel else None,
    )
    if short:
        raise Refused(
            _("At least %(least)d must stay in this round. Add somebody else first, then take this one off.")
            % {"least": short.least}
        )


def write(verb: str, ballot: Ballot, *, by: User, now: dt.datetime, **details: Any) -> None:
    """Put a change of who sits in a round on record; a judge is not named."""
    round = ballot.round
    who = {} if round.kind == "panel" else {"user": ballot.user_id, "name": _said_of(ballot)}
    record(
        verb, on=round.case, by=by, now=now, stage=round.stage, visit=round.visit, ballot=ballot.pk, **who, **details
    )


def _said_of(ballot: Ballot) -> str:
    return _("A judge") if ballot.round.kind == "panel" else name_of_seat(ballot)


def _tell_asked(ballot: Ballot, *, turns: set[int], now: dt.datetime) -> None:
    """Tell who was asked, who asks and why; whoever's turn comes later is told again then."""
    round = ballot.round
    notify(
        f"ballot:{ballot.pk}:asked",
        to=[ballot.user] if ballot.user else [],
        template="approvals/messages/asked",
        context={**words(round), "by": str(ballot.asked_by), "reason": ballot.asked_why},
        now=now,
    )
    tell_turns(round, since=turns | {ballot.pk}, now=now)


def _tell_dropped(ballot: Ballot, *, reason: str, now: dt.datetime) -> None:
    notify(
        f"ballot:{ballot.pk}:dropped",
        to=[ballot.user] if ballot.user else [],
        template="approvals/messages/dropped",
        context={**words(ballot.round), "reason": reason},
        now=now,
    )
