"""文书种类: the kinds of paper the bureau issues; a process registers its own, and the room draws all of them alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from approvals.documents.layouts import letter
from approvals.documents.words import Words
from core.models import User
from core.organisations.roles import Role

SIGNERS = frozenset({Role.HEAD, Role.LEADER})


def always(thing: Any) -> bool:
    return True


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper: what it is of, what it says, and who issues it.

    ``of`` is a word of ``subjects.SUBJECTS``; ``words`` answers what the paper says of such a thing to a reader, the
    whole of it where there is none; ``when`` tells whether there is anything to say yet. Who issues it holds one of
    the roles ``issued_by`` at the bureau, a section or a committee, unless ``may_issue`` tells otherwise.
    A ``public`` paper shows its title to whoever checks it. ``layout`` makes the Word template it is shipped with.
    """

    key: str
    title: Any
    of: str
    words: Callable[..., Words]
    facts: tuple[str, ...] = ()  # the keys under which a template may ask for single facts
    process: str = ""  # of this process only; empty: of every one
    numbered: bool = False
    public: bool = False
    when: Callable[[Any], bool] = always
    issued_by: frozenset[Role] = SIGNERS
    may_issue: Callable[[User, Any], bool] | None = None
    cases: Callable[..., QuerySet] | None = None  # those it speaks of; None: all of the thing's
    layout: Callable[[], bytes] = letter
    fits_one_page: bool = False  # its print is made smaller, within reason, to stay on one sheet


_kinds: dict[str, DocumentKind] = {}


def register(*kinds: DocumentKind) -> None:
    """Make kinds of paper known; called from an app's ``ready``."""
    _kinds.update((kind.key, kind) for kind in kinds)


def find(key: str) -> DocumentKind | None:
    """Return a kind by its key, if there is one."""
    return _kinds.get(key)


def kinds(of: Iterable[str] = (), *, process: str = "") -> list[DocumentKind]:
    """Return the kinds of paper of some things, all where none are named; ``process`` leaves out those of others."""
    wanted = [kind for kind in _kinds.values() if not of or kind.of in of]
    return [kind for kind in wanted if not process or kind.process in ("", process)]
