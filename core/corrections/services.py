"""更正申请: asked for by the person, accepted or refused by who keeps the files, and by nobody for themselves."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.calendar.rules import Calendar
from core.clock import day_of, end_of
from core.corrections.models import Rectification
from core.errors import Conflict, Refused
from core.facts.models import Fact
from core.facts.services import correct
from core.papers.services import store
from core.people.models import User
from core.record.models import Event
from core.record.services import record

WORKING_DAYS = 15  # to answer; the law says 及时 (个人信息保护法 第四十六条) and leaves the days to the bureau


@dataclass(frozen=True)
class Proposed:
    """A statement as it should stand."""

    value: str
    true_from: dt.date
    true_until: dt.date | None = None

    @classmethod
    def of(cls, fact: Fact) -> "Proposed":
        """Return a fact as it stands."""
        return cls(fact.value, fact.true_from, fact.true_until)

    @classmethod
    def read(cls, stored: dict[str, str | None]) -> "Proposed":
        """Return what a request proposes, from the way it is stored."""
        until = stored["true_until"]
        since = dt.date.fromisoformat(str(stored["true_from"]))
        return cls(str(stored["value"]), since, dt.date.fromisoformat(until) if until else None)

    def written(self) -> dict[str, str | None]:
        """Return it as JSON takes it."""
        until = str(self.true_until) if self.true_until else None
        return {"value": self.value, "true_from": str(self.true_from), "true_until": until}


@transaction.atomic
def ask(
    fact: Fact,
    *,
    says: str,
    proposed: Proposed,
    uploads: Iterable[UploadedFile],
    by: User,
    calendar: Calendar,
    now: dt.datetime,
) -> Rectification:
    """Ask that a fact of one's own file be corrected; it is answered within fifteen working days.

    Refused without words, a paper or a change; Conflict where the fact was corrected meanwhile or is asked about.
    """
    fact = (
        Fact.objects.select_for_update(of=("self",), no_key=True).select_related("person__organisation").get(pk=fact.pk)
    )
    if fact.person is None or by.person_id != fact.person_id:
        raise PermissionDenied
    _check_request(fact, says=says, proposed=proposed)
    papers = [store(upload, by=by, now=now) for upload in uploads]
    if not papers:
        raise Refused(_("Attach a paper that shows how it should be."))
    asked = Rectification.objects.create(
        district_id=fact.district_id,
        person=fact.person,
        fact=fact,
        asked_by=by,
        asked_at=now,
        says=says.strip(),
        proposed=proposed.written(),
        due_at=end_of(calendar.add(day_of(now), WORKING_DAYS)),
    )
    asked.papers.set(papers)
    digests = [paper.digest for paper in papers]
    _record("correction.asked", asked, by=by, now=now, says=asked.says, proposed=asked.proposed, papers=digests)
    return asked


def _check_request(fact: Fact, *, says: str, proposed: Proposed) -> None:
    if fact.known_until:
        raise Conflict(_("This statement was corrected already. Look at the newer one."))
    if Rectification.objects.waiting().filter(fact=fact).exists():
        raise Conflict(_("A correction of this statement is asked for already and not answered yet."))
    if not says.strip():
        raise Refused(_("Say what is wrong, and how that shows."))
    if not proposed.value.strip() or proposed == Proposed.of(fact):
        raise Refused(_("Say how the statement should read; it is the same as before."))
    if proposed.true_until and proposed.true_until < proposed.true_from:
        days = {"until": proposed.true_until, "day": proposed.true_from}
        raise Refused(_("A statement cannot end (%(until)s) before it begins (%(day)s).") % days)


@transaction.atomic
def accept(
    asked: Rectification, *, by: User, now: dt.datetime, correct: Callable[..., Fact] = correct
) -> Rectification:
    """Correct the fact as was asked; the papers of the request are kept with the corrected statement.

    A floor above may ``correct`` in its own way, so that what rested on the fact is looked at again.
    """
    asked = _open(asked, by=by)
    reason = _("Asked for by %(name)s: %(says)s") % {"name": asked.asked_by, "says": asked.says}
    changes = vars(Proposed.read(asked.proposed))
    papers = list(asked.papers.all())
    asked.fact_after = correct(asked.fact, by=by, now=now, reason=reason, papers=papers, **changes)
    return _answer(asked, state=Rectification.State.ACCEPTED, by=by, now=now, reason="")


@transaction.atomic
def refuse(asked: Rectification, *, reason: str, by: User, now: dt.datetime) -> Rectification:
    """Leave the fact as it stands, and say why."""
    asked = _open(asked, by=by)
    if not reason.strip():
        raise Refused(_("Say why the statement is not corrected; the person reads it."))
    return _answer(asked, state=Rectification.State.REFUSED, by=by, now=now, reason=reason.strip())


@transaction.atomic
def withdraw(asked: Rectification, *, by: User, now: dt.datetime) -> Rectification:
    """Take one's own request back."""
    asked = _locked(asked)
    if asked.asked_by_id != by.pk:
        raise PermissionDenied
    return _answer(asked, state=Rectification.State.WITHDRAWN, by=by, now=now, reason="")


def _open(asked: Rectification, *, by: User) -> Rectification:
    asked = _locked(asked)
    if not by.has_perm("core.correct_file", asked.person) or by.pk == asked.asked_by_id:
        raise PermissionDenied
    return asked


def _locked(asked: Rectification) -> Rectification:
    """Return a request locked, its fact before it as whoever asks locks them; Conflict where it is answered."""
    Fact.objects.select_for_update(of=("self",), no_key=True).get(pk=asked.fact_id)
    rows = Rectification.objects.select_for_update(of=("self",), no_key=True).select_related(
        "person__organisation", "fact__person__organisation", "asked_by"
    )
    asked = rows.get(pk=asked.pk)
    if not asked.is_open:
        raise Conflict(_("This request is answered already: %(state)s.") % {"state": asked.get_state_display()})
    return asked


def _answer(
    asked: Rectification, *, state: Rectification.State, by: User, now: dt.datetime, reason: str
) -> Rectification:
    after = asked.fact_after.pk if asked.fact_after else None
    asked.state, asked.answered_by, asked.answered_at, asked.reason = state, by, now, reason
    asked.event = _record(f"correction.{state}", asked, by=by, now=now, reason=reason, fact_after=after)
    asked.save()
    return asked


def _record(verb: str, asked: Rectification, *, by: User, now: dt.datetime, **more) -> Event:
    told = {"rectification": asked.pk, "person": asked.person_id, "fact": asked.fact_id}
    return record(verb, on=asked.person.organisation, by=by, now=now, **told, **more)
