"""抽取评委: a draw by lot that anyone can repeat from its recorded seed."""

import datetime as dt
import random
import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from approvals.rounds.models import Round
from approvals.rounds.opening import seat_people
from approvals.rounds.seats import seat_holders
from core.clock import day_of
from core.errors import Refused
from core.models import User
from core.record.services import record


def lots(candidates: Sequence[int], *, n: int, seed: str) -> list[int]:
    """Return ``n`` of the candidates by lot; the same seed and candidates give the same draw."""
    return sorted(random.Random(seed).sample(sorted(candidates), n))  # noqa: S311 — repeatable on purpose


def seat_panel(round: Round, *, now: dt.datetime) -> None:
    """Draw a panel from the pool less those in conflict, and put seed and candidates on record.

    Refused when fewer remain than the policy asks for.
    """
    pool = {
        user.pk: user
        for seat in round.rule.seats(round.track)
        for user in seat_holders(round.case, seat, on=day_of(now))
    }
    free = {pk: user for pk, user in pool.items() if not in_conflict(user, round)}
    n = round.rule.draw or len(free)
    if not free or n > len(free):
        raise Refused(
            _(
                "“%(stage)s” needs %(n)d judges, but only %(free)d of %(pool)d in the pool are free of conflict. "
                "Add experts to the pool, then try again."
            )
            % {"stage": round.rule.title, "n": n, "free": len(free), "pool": len(pool)}
        )
    seed = secrets.token_hex(8)
    drawn = lots(list(free), n=n, seed=seed)
    seat_people(round, [free[pk] for pk in drawn])
    record(
        "panel.drawn",
        on=round.case,
        by=None,
        now=now,
        stage=round.stage,
        visit=round.visit,
        seed=seed,
        candidates=sorted(free),
        excluded=sorted(set(pool) - set(free)),
        drawn=drawn,
    )


def in_conflict(user: User, round: Round) -> bool:
    """Tell whether a judge must step aside: of the school that put the person forward, or of the one they are at now.

    Where the policy says so (人事管理条例 第三十九条).
    """
    if "same_school" not in round.rule.recuse or user.person is None:
        return False
    case = round.case
    schools = {case.organisation_id, case.person.organisation_id if case.person else None}
    return user.person.organisation_id in schools
