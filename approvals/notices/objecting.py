"""异议: an objection is received within the days of the notice, and its objector finds it again by its receipt."""

import datetime as dt
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.cases.models import Case
from approvals.notices.answering import due
from approvals.notices.models import NoticeEntry, Objection
from approvals.notices.office import answerers
from approvals.policies.document import Stage
from approvals.rounds.models import Round
from approvals.rounds.seats import post_words
from core.clock import day_of
from core.errors import Refused
from core.record.services import record
from notifications.services import notify

# What an office can read about one person in a day. More of them tell it nothing sooner, and a flood would bury the
# others. Unsigned ones, which cost nothing to write, have a limit of their own so that they shut nobody's door.
SIGNED_A_DAY = 50
UNSIGNED_A_DAY = 10
# Every look-up costs this many rounds of a hash, whether the receipt exists or not: trying numbers is slow, and the
# time an answer takes tells nothing.
ROUNDS = 60_000


@transaction.atomic
def object_to_each(entries: Sequence[NoticeEntry], *, now: dt.datetime, **said: str) -> list[Objection]:
    """Receive the same words about several persons: one objection each, so that each is answered for itself."""
    return [object_to(entry, now=now, **said) for entry in sorted(entries, key=lambda entry: entry.round.process_id)]


@transaction.atomic
def object_to(entry: NoticeEntry, *, name: str = "", contact: str = "", text: str, now: dt.datetime) -> Objection:
    """Receive an objection while the notice stands; it holds only the person it names.

    Refused after the last day, without facts, above the day's limit and, where the policy asks for real names, without
    a name and a contact. The same words sent twice are one objection with one receipt.
    """
    notice = entry.notice
    said = {"name": name.strip(), "contact": contact.strip() if _plain(contact) else "", "text": text.strip()}
    if day_of(now) > notice.ends_on:
        raise Refused(_("The notice ended on %(day)s; objections are no longer taken here.") % {"day": notice.ends_on})
    _check_words(said, rule=notice.rule)
    case = Case.objects.select_for_update(no_key=True).get(pk=entry.round.process_id)
    if not Round.objects.filter(pk=entry.round_id, closed_at=None).exists():
        raise Refused(_("This name is no longer on the notice, so there is nothing left to object to here."))
    if sent_before := _same_words(entry, said):
        return sent_before
    _check_flood(entry, is_signed=_is_signed(said), on=day_of(now))
    objection = Objection.objects.create(
        entry=entry,
        district_id=entry.district_id,
        receipt=f"{day_of(now):%Y%m%d}-{secrets.token_hex(5).upper()}",
        received_at=now,
        due_at=due(notice.rule.accept or notice.rule.answer, now=now),
        **said,
    )
    record("objection.received", on=case, by=None, now=now, receipt=objection.receipt, signed=objection.is_signed)
    _tell_office(objection, now=now)
    return objection


def look_up(*, receipt: str, contact: str) -> Objection | None:
    """Return a signed objection to whoever knows its receipt and its contact; the work is the same for every answer."""
    found = Objection.objects.filter(receipt=receipt.strip().upper()).first()
    known = found.contact if found else secrets.token_hex(8)
    is_theirs = hmac.compare_digest(_stretched(contact), _stretched(known))
    return found if found and found.is_signed and is_theirs else None


def _check_words(said: dict[str, str], *, rule: Stage) -> None:
    if not said["text"]:
        raise Refused(_("Give the facts: without them nobody can look into it."))
    if rule.real_name and not _is_signed(said):
        raise Refused(_("Give your name, how to reach you, and the facts: an unsigned objection cannot be answered."))


def _is_signed(said: dict[str, str]) -> bool:
    return bool(said["name"] and said["contact"])


def _same_words(entry: NoticeEntry, said: dict[str, str]) -> Objection | None:
    """Return the objection that said the same before, however it was spaced, whatever has become of it since."""
    signed = entry.objections.filter(name=said["name"])
    return next((one for one in signed if _compared(vars(one)) == _compared(said)), None)


def _compared(said: dict[str, str]) -> tuple[str, str]:
    return _plain(said["contact"]), "".join(said["text"].split())


def _check_flood(entry: NoticeEntry, *, is_signed: bool, on: dt.date) -> None:
    today = [one for one in entry.objections.all() if day_of(one.received_at) == on and one.is_signed == is_signed]
    if len(today) < (SIGNED_A_DAY if is_signed else UNSIGNED_A_DAY):
        return
    case, seats = entry.round.case, entry.round.rule.seats(entry.round.track)
    raise Refused(
        _(
            "So many objections concerning this name came in today that this page takes no more of them before "
            "tomorrow. Until the notice ends you can hand yours in at %(place)s (%(post)s)."
        )
        % post_words(case, seats[0])
    )


def _tell_office(objection: Objection, *, now: dt.datetime) -> None:
    round = objection.entry.round
    notify(
        f"objection:{objection.pk}",
        to=answerers(objection, on=day_of(now)),
        template="approvals/messages/objection",
        context={
            "receipt": objection.receipt,
            "title": round.case.title,
            "link": reverse("objection", args=[objection.pk]),
        },
        now=now,
    )


def _plain(contact: str) -> str:
    """Return a contact as it compares: a phone number written with blanks is the same number."""
    kept = unicodedata.normalize("NFKC", contact).casefold()
    return "".join(letter for letter in kept if not letter.isspace() and letter not in "-()")


def _stretched(contact: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", _plain(contact).encode(), b"yucai objection", ROUNDS)
