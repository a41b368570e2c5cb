"""What the doctor looks for in closed lists of grades."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.gradings.basis import again
from approvals.gradings.models import Grading


def grades_keep_their_caps(now: dt.datetime) -> Iterator[str]:
    """Complain of a list that gave a grade more often than its cap left places, or that its basis gives otherwise."""
    for grading in Grading.objects.select_related("campaign", "organisation").prefetch_related("entries").iterator(500):
        entries = grading.entries.all()
        given = Counter(entry.grade for entry in entries)
        for line in grading.basis["lines"]:
            places = line["places"]
            if places is not None and given[line["grade"]] > places:
                yield _("The list of %(list)s gives “%(grade)s” %(n)d times; there were %(places)d places.") % {
                    "list": grading,
                    "grade": line["grade"],
                    "n": given[line["grade"]],
                    "places": places,
                }
        if {entry.round_id: entry.grade for entry in entries} != {one.key: one.grade for one in again(grading.basis)}:
            yield _("The list of %(list)s gives other grades than its basis does.") % {"list": grading}
