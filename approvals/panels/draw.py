"""抽取评委: a draw by lot, balanced, that anyone can repeat from what is on record."""

import datetime as dt
import json
import random
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.conflicts.services import recused_at
from approvals.copies.services import readers_of
from approvals.rounds.models import Ballot, Round
from approvals.rounds.opening import seat_people
from approvals.rounds.seats import office_of
from approvals.rounds.turns import tell_turns, turns_of
from core.clock import day_of
from core.errors import Refused
from core.models import Event, User
from core.organisations.roles import Role
from core.organisations.services import holders
from core.record.services import record

LOADING = (Ballot.State.OPEN, Ballot.State.CAST)


def lots(candidates: Mapping[int, int], *, n: int, seed: str) -> list[int]:
    """Return ``n`` of the candidates: who has the fewest sheets comes first, and the lot decides between equals.

    ``candidates`` gives everybody's sheets so far; the same seed and candidates give the same draw.
    """
    order = sorted(candidates)
    random.Random(seed).shuffle(order)  # noqa: S311 — repeatable on purpose
    return sorted(sorted(order, key=lambda pk: candidates[pk])[:n])


def replay(event: Event) -> list[int]:
    """Return whom the recorded seed and loads of a draw give; equals whom it drew."""
    details = json.loads(event.body)["details"]
    loads = {int(pk): load for pk, load in details["loads"].items()}
    return lots(loads, n=details["n"], seed=details["seed"])


def seat_panel(round: Round, *, now: dt.datetime) -> None:
    """Draw a panel from the pool less those in conflict, and put the draw on record.

    Refused when fewer remain than the policy asks for.
    """
    n = round.rule.judges(round.track)
    drawn, told = draw(round, n=n or 0, sitting=set(), now=now)
    seat_people(round, drawn)
    record("panel.drawn", on=round.case, by=None, now=now, stage=round.stage, visit=round.visit, **told)


def draw_replacement(round: Round, *, instead_of: Ballot, now: dt.datetime) -> Ballot:
    """Draw one more judge for a seat that was given up; Refused when nobody is left in the pool.

    Whoever had a seat in this round before is not drawn again. The caller holds the case's lock.
    """
    sitting = set(round.ballots.exclude(user=None).values_list("user", flat=True))
    round.ballots.filter(state=Ballot.State.OPEN).exclude(role="").update(state=Ballot.State.VOID)  # its clerk's
    turns = turns_of(round)
    (user,), told = draw(round, n=1, sitting=sitting, now=now)
    ballot = Ballot.objects.create(
        district_id=round.district_id, round=round, user=user, instead_of=instead_of, way=Ballot.Way.DRAWN
    )
    where = {"stage": round.stage, "visit": round.visit, "instead_of": instead_of.user_id}
    record("panel.drawn", on=round.case, by=None, now=now, **where, **told)
    tell_turns(round, since=turns, now=now)
    return ballot


def draw(round: Round, *, n: int, sitting: set[int], now: dt.datetime) -> tuple[list[User], dict[str, Any]]:
    """Draw so many judges, never one who is sitting; return them and what repeats the draw.

    Refused when the pool holds fewer who are free.
    """
    pool = pool_of(round, on=day_of(now))
    out = {pk: why for pk, why in excluded_from(round, sitting=sitting, now=now).items() if pk in pool}
    free = {pk: user for pk, user in pool.items() if pk not in out}
    if not n or n > len(free):
        words = {"stage": round.rule.title, "n": n, "free": len(free), "pool": len(pool)}
        raise Refused(
            _(
                "“%(stage)s” needs %(n)d judges, but only %(free)d of %(pool)d in the pool are free of conflict. "
                "Add experts to the pool, then try again."
            )
            % words
        )
    seed, loads = secrets.token_hex(8), loads_of(list(free), round=round)
    drawn = lots(loads, n=n, seed=seed)
    told = {"seed": seed, "n": n, "loads": {str(pk): load for pk, load in loads.items()}}
    reasons = [{"user": pk, "name": pool[pk].name, "rules": sorted(out[pk])} for pk in sorted(out)]
    return [free[pk] for pk in drawn], {**told, "excluded": sorted(out), "excluded_by": reasons, "drawn": drawn}


def excluded_from(round: Round, *, sitting: set[int], now: dt.datetime) -> dict[int, set[str]]:
    """Return who is not drawn, and by which rules: recused, ``copied`` the case, ``sat`` in the round before."""
    out = recused_at(round, now=now)
    for rule, users in (("copied", readers_of(round.case)), ("sat", sitting)):
        for pk in users:
            out.setdefault(pk, set()).add(rule)
    return out


def pool_of(round: Round, *, on: dt.date) -> dict[int, User]:
    """Return everybody in the pools a panel is drawn from, whether they may judge this case or not."""
    offices = [office_of(round.case, seat) for seat in round.rule.seats(round.track)]
    return {user.pk: user for role, body in offices if body is not None for user in holders(Role(role), body, on=on)}


def loads_of(users: list[int], *, round: Round) -> dict[int, int]:
    """Return how many sheets of the campaign's panels each user has, given or still to give."""
    sheets = Ballot.objects.filter(
        user__in=users, role="", round__campaign=round.campaign_id, round__kind="panel", state__in=LOADING
    )
    counted = Counter(sheets.values_list("user", flat=True))
    return {pk: counted[pk] for pk in sorted(users)}
