"""Path × role × relation: whoever is related to the person of a case is refused everywhere, and nothing changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from approvals.models import AgendaItem, Attendance, Ballot, Case, Copy, Objection, Pause, PlaceGrant, Recusal, Round
from core.errors import Refused
from core.models import Event, User
from notifications.models import Message
from tests.approvals.conflicts.paths import STAGES, WALKS, Path
from tests.approvals.conflicts.people import RELATIONS, declared
from tests.season import Season

KEPT = (AgendaItem, Attendance, Ballot, Case, Copy, Event, Message, Objection, Pause, PlaceGrant, Recusal, Round)


def rows() -> dict:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}


def refused(path: Path) -> bool:
    """Tell whether the path is closed to its user, and nothing is changed by trying."""
    before = rows()
    try:
        with transaction.atomic():
            path.act(User.objects.get(pk=path.user.pk))
    except (PermissionDenied, Refused):
        return rows() == before
    return False


def goes_on(path: Path) -> bool:
    """Tell whether the path is open to its user; what it changes is taken back."""
    sid = transaction.savepoint()
    try:
        path.act(User.objects.get(pk=path.user.pk))
        return True
    finally:
        transaction.savepoint_rollback(sid)


def tried_with(relation, path: Path, *, season: Season, case: Case) -> bool:
    sid = transaction.savepoint()
    try:
        relation(season, path.user, case)
        return refused(path)
    finally:
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("walk", WALKS)
def test_no_path_is_open_to_somebody_related(walk, season):
    case = season.nominate("阿依古丽·买买提").case
    season.walk_to(STAGES.get(walk, walk))
    paths = WALKS[walk](season, case)
    assert [path.name for path in paths if not goes_on(path)] == []

    open_to_them = [
        (path.name, name)
        for path in paths
        for name, relation in RELATIONS.items()
        if not tried_with(relation, path, season=season, case=case)
    ]

    assert open_to_them == []


@pytest.mark.parametrize("walk", ["review", "panel", "a meeting", "a notice"])
def test_a_superuser_is_bound_like_everybody(walk, season):
    case = season.nominate().case
    season.walk_to(STAGES.get(walk, walk))
    paths = WALKS[walk](season, case)
    User.objects.update(is_superuser=True, is_staff=True)

    kin = declared("kin")
    assert [path.name for path in paths if not tried_with(kin, path, season=season, case=case)] == []
