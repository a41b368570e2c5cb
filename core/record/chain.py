"""How the record is chained and what shows a change: pure functions over lines, without a database."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# What a body repeats of its row, so that neither can be changed without the other.
REPEATED = ("chain", "number", "verb", "at", "actor", "previous")


@dataclass(frozen=True, slots=True)
class Line:
    """One stored event: its columns, and its body as it was written."""

    chain: str
    number: int
    verb: str
    at: str
    actor: int | None
    previous: str
    body: str
    digest: str
    district: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: how many events, and the digest of the last."""

    length: int
    digest: str
    district: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the record cannot be, at one event of one chain."""

    chain: str
    number: int
    says: str

    def __str__(self) -> str:
        return f"{self.chain} #{self.number}: {self.says}"


def canonical(fields: Mapping[str, Any]) -> str:
    """Return the one way to write an event's fields; TypeError where a detail is not JSON."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(body: str) -> str:
    """Return the SHA-256 of a body; the body holds the digest of the event before it."""
    return hashlib.sha256(body.encode()).hexdigest()


def faults_in(lines: Iterable[Line], *, head: Head | None) -> Iterator[Fault]:
    """Yield what is wrong with one chain, given its lines in order and the head its owner stores."""
    last: Line | None = None
    for line in lines:
        yield from _faults_of(line, after=last)
        if head and line.district != head.district:
            yield Fault(line.chain, line.number, _("stands under another district than its chain"))
        last = line
    if last is not None:
        yield from _faults_at_end(last, head=head)


def faults_against(printed: Mapping[str, Head], *, digests: Mapping[tuple[str, int], str]) -> Iterator[Fault]:
    """Yield each printed head that the record no longer leads to: a cut at the end, or a rewritten past."""
    for chain, head in printed.items():
        stored = digests.get((chain, head.length))
        if stored is None:
            yield Fault(chain, head.length, _("is missing: the printed head names it"))
        elif stored != head.digest:
            yield Fault(chain, head.length, _("differs from the printed head: the chain was rewritten"))


def merkle_root(leaves: Sequence[str]) -> str:
    """Return one digest over many lines (the tree hash of RFC 6962, section 2.1)."""
    return _tree([leaf.encode() for leaf in leaves]).hex()


def _tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return hashlib.sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _tree(leaves[:split]) + _tree(leaves[split:])).digest()


def _faults_of(line: Line, *, after: Line | None) -> Iterator[Fault]:
    expected = after.number + 1 if after else 1
    if line.number > expected:
        yield missing(line.chain, first=expected, last=line.number - 1)
    if digest_of(line.body) != line.digest:
        yield Fault(line.chain, line.number, _("its body was changed: it does not match its digest"))
    if differing := _columns_differing(line):
        columns = ", ".join(differing)
        yield Fault(line.chain, line.number, _("its columns differ from its body: %(columns)s") % {"columns": columns})
    if line.number == expected and line.previous != (after.digest if after else ""):
        yield Fault(line.chain, line.number, _("does not follow the event before it: one of the two was changed"))


def _columns_differing(line: Line) -> list[str]:
    try:
        told = json.loads(line.body)
        return [name for name in REPEATED if told[name] != getattr(line, name)]
    except (ValueError, KeyError, TypeError):
        return list(REPEATED)


def _faults_at_end(last: Line, *, head: Head | None) -> Iterator[Fault]:
    if head is None:
        yield Fault(last.chain, last.number, _("the case or organisation of this chain is gone"))
    elif last.number < head.length:
        yield missing(last.chain, first=last.number + 1, last=head.length)
    elif last.number > head.length:
        yield Fault(last.chain, last.number, _("stands beyond the stored head (%(n)s events)") % {"n": head.length})
    elif last.digest != head.digest:
        yield Fault(last.chain, last.number, _("differs from the stored head"))


def missing(chain: str, *, first: int, last: int) -> Fault:
    """Return the fault of a gap in a chain, named by its first event."""
    says = _("is missing") if first == last else _("to #%(last)s are missing") % {"last": last}
    return Fault(chain, first, says)
