"""体检: what should never be so, looked for in the stored rows; nothing is changed by looking.

Each examination of ``settings.EXAMINATIONS`` takes the time and gives complaints in words; ``manage.py doctor`` runs
them all.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.facts.models import Fact
from core.organisations.services import grants_astray
from core.papers.models import Paper
from core.record.services import verify

Examination = Callable[[dt.datetime], Iterator[str]]


def examine(now: dt.datetime) -> dict[str, list[str]]:
    """Return the complaints of every examination, by its name; an empty list is a clean one."""
    return {path.rpartition(".")[2]: list(import_string(path)(now)) for path in settings.EXAMINATIONS}


def record_is_whole(now: dt.datetime) -> Iterator[str]:
    """Complain of each event that was changed, moved or removed."""
    yield from map(str, verify())


def grants_follow_appointments(now: dt.datetime) -> Iterator[str]:
    """Complain where somebody may act from a post they do not hold today, or may not from one they do."""
    missing, surplus = grants_astray(now)
    if missing:
        yield _("%(n)d appointments in force give no rights; run the sweeps.") % {"n": missing}
    if surplus:
        yield _("%(n)d rights rest on no appointment in force; run the sweeps.") % {"n": surplus}


def facts_have_their_days(now: dt.datetime) -> Iterator[str]:
    """Complain of facts that end before they begin, or were replaced before they were known."""
    crooked = Fact.objects.filter(Q(true_until__lt=F("true_from")) | Q(known_until__lt=F("known_from")))
    for fact in crooked.iterator():
        yield _("The fact %(pk)d ends before it begins: %(fact)s.") % {"pk": fact.pk, "fact": fact}


def papers_are_there(now: dt.datetime) -> Iterator[str]:
    """Complain of papers on the record whose file is gone."""
    for paper in Paper.objects.iterator():
        if not paper.file.storage.exists(paper.file.name or ""):
            yield _("The file of paper %(pk)d “%(name)s” is gone.") % {"pk": paper.pk, "name": paper}
