"""查阅复制: a person's file as a table that any office program opens (个人信息保护法 第四十五条)."""

import csv
import datetime as dt
import io
import json
import unicodedata

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.people.sources import Source, sources_of
from core.facts.kinds import kind_words
from core.models import Fact, Person, User
from core.people.readers import hidden_kinds
from core.record.services import record

MARK = "\ufeff"  # tells office programs that the text is UTF-8
STARTS_A_FORMULA = ("=", "+", "-", "@")


@transaction.atomic
def copy_of(person: Person, *, by: User, now: dt.datetime) -> str:
    """Return all that is and was on file about a person as CSV; that it was copied is on the record."""
    facts = Fact.objects.about(person).exclude(kind__in=hidden_kinds(by, person)).select_related("event__actor")
    listed = list(facts.order_by("true_from", "pk"))
    sources = sources_of(listed, visible=(), reader=by)
    rows = [[*_cells(fact), _words(sources, fact)] for fact in listed]
    record("file.copied", on=person.organisation, by=by, now=now, person=person.pk, facts=len(listed))
    return table([_heads(), *_about(person), *rows])


def table(rows: list[list[str]]) -> str:
    """Return rows as CSV that a table program reads as text and computes nothing of."""
    written = io.StringIO()
    csv.writer(written).writerows([safe(cell) for cell in row] for row in rows)
    return MARK + written.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no table program takes for a formula, whatever the width of its signs (CWE-1236)."""
    plain = unicodedata.normalize("NFKC", cell).lstrip()
    is_formula = plain.startswith(STARTS_A_FORMULA) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if is_formula else cell


def _heads() -> list[str]:
    return [
        _("Kind"),
        _("Statement"),
        _("True from"),
        _("True until"),
        _("On file since"),
        _("On file until"),
        _("More"),
        _("Rests on"),
    ]


def _about(person: Person) -> list[list[str]]:
    """Return who the person is, as rows of the same width."""
    told = [
        (_("Name"), person.name),
        (_("Staff number"), person.staff_no),
        (_("School"), str(person.organisation)),
        (_("Gender"), person.get_gender_display()),
        (_("Date of birth"), str(person.born_on)),
        (_("Subject taught"), person.subject),
    ]
    return [[word, value, *[""] * 6] for word, value in told]


def _cells(fact: Fact) -> list[str]:
    return [
        kind_words(fact.kind),
        fact.value,
        str(fact.true_from),
        str(fact.true_until or ""),
        _minute(fact.known_from),
        _minute(fact.known_until),
        json.dumps(fact.detail, ensure_ascii=False, sort_keys=True) if fact.detail else "",
    ]


def _words(sources: dict[int, Source], fact: Fact) -> str:
    return sources[fact.pk].words if fact.pk in sources else ""


def _minute(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
