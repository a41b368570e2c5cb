"""文号: the next number of a year, given in the transaction that uses it, so that none is doubled and none left out."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from approvals.documents.kinds import DocumentKind
from approvals.documents.models import NumberPrefix, NumberSeries
from approvals.documents.words import in_the_office_language
from core.errors import Refused
from core.models import Organisation


def prefix_of(kind: DocumentKind, *, district: Organisation) -> str:
    """Return the words before a kind's numbers in a district; empty until somebody has written them."""
    return NumberPrefix.objects.filter(district=district, kind=kind.key).values_list("prefix", flat=True).first() or ""


def next_number(kind: DocumentKind, *, district: Organisation, on: dt.date) -> str:
    """Give the next number of a kind in the year of a day, inside the caller's transaction.

    Refused while the bureau has not said which words stand before the numbers of this kind.
    """
    prefix = prefix_of(kind, district=district)
    if not prefix:
        words = _("“%(kind)s” has a number, and nobody has said which words stand before it. Ask the administrator.")
        raise Refused(words % {"kind": kind.title})
    series: dict[str, Any] = {"district": district, "prefix": prefix, "year": on.year}
    NumberSeries.objects.get_or_create(**series)
    row = NumberSeries.objects.select_for_update().get(**series)
    row.last += 1
    row.save(update_fields=["last"])
    return number_words(prefix, year=on.year, n=row.last)


@in_the_office_language
def number_words(prefix: str, *, year: int, n: int) -> str:
    """Return a number as it is printed, its parts in the order of the office's language."""
    return _("%(prefix)s [%(year)s] No. %(n)s") % {"prefix": prefix, "year": year, "n": n}
