"""留痕: writing an event in its chain, and proving that no stored event was changed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from core.people.models import User
from core.record import chain
from core.record.chain import Fault, Head, Line
from core.record.models import Chained, Event


def record(verb: str, *, on: Chained, by: User | None, now: dt.datetime, **details: Any) -> Event:
    """Write one act at the end of a chain, in the caller's transaction.

    ``details`` are JSON; decimals and dates go in as text. Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event is written in the transaction of the act it records.")
    owner = type(on)._base_manager.filter(pk=on.pk)
    # no_key: rows that refer to the owner, this transaction's and others', hold a key share on it already.
    previous, length = owner.select_for_update(no_key=True).values_list("chain_head", "chain_length").get()
    repeated = {"chain": on.chain, "number": length + 1, "verb": verb, "previous": previous}
    told = {"at": _written(now), "actor": by.pk if by else None, "actor_name": str(by or ""), "details": details}
    body = chain.canonical(repeated | told)
    on.chain_head, on.chain_length = chain.digest_of(body), length + 1
    owner.update(chain_head=on.chain_head, chain_length=on.chain_length)
    return Event.objects.create(
        **repeated, district_id=on.district_id, at=now, actor=by, body=body, digest=on.chain_head
    )


def owner_of(event: Event) -> Chained:
    """Return what keeps the chain that an event stands in."""
    name, _colon, pk = event.chain.partition(":")
    owners = [model for model in apps.get_models() if issubclass(model, Chained) and model._meta.model_name == name]
    return owners[0]._base_manager.get(pk=pk)


def heads() -> dict[str, Head]:
    """Return where every chain that has begun stands, as its owner stores it."""
    owners: list[Any] = [model for model in apps.get_models() if issubclass(model, Chained)]
    return {
        f"{model._meta.model_name}:{pk}": Head(length, digest, district)
        for model in owners
        for pk, length, digest, district in model._base_manager.filter(chain_length__gt=0)
        .order_by("pk")
        .values_list("pk", "chain_length", "chain_head", "district_id")
    }


def verify(*, printed: Mapping[str, Head] | None = None) -> list[Fault]:
    """Return every fault of the record, the first of each chain first.

    A cut at the end whose owner's head was rewritten too shows only against ``printed`` heads.
    """
    printed = printed or {}
    with _one_snapshot():
        stored, faults, digests = heads(), list[Fault](), dict[tuple[str, int], str]()
        unseen = dict(stored)
        for name, group in groupby(_lines(), key=attrgetter("chain")):
            lines = list(group)
            faults += chain.faults_in(lines, head=unseen.pop(name, None))
            if name in printed:
                digests |= {(name, line.number): line.digest for line in lines if line.number == printed[name].length}
    faults += [chain.missing(name, first=1, last=head.length) for name, head in unseen.items()]
    return faults + list(chain.faults_against(printed, digests=digests))


def faults_of(owner: Chained) -> list[Fault]:
    """Return the faults of one chain, against the head its owner keeps."""
    head = Head(owner.chain_length, owner.chain_head, owner.district_id)
    return list(chain.faults_in(list(_lines(chain=owner.chain)), head=head))


def _lines(**only: str) -> Iterator[Line]:
    columns = ("chain", "number", "verb", "at", "actor_id", "previous", "body", "digest", "district_id")
    events = Event.objects.filter(**only).order_by("chain", "number")
    for name, number, verb, at, *rest in events.values_list(*columns).iterator():
        yield Line(name, number, verb, _written(at), *rest)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Read heads and events as of one moment, so that an act recorded meanwhile is no fault."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _written(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()
