"""人才档案: opening a talent file and moving a person between units."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.organisations.models import Organisation
from core.people.models import Person, User
from core.people.spelling import spellings
from core.record.services import record


@transaction.atomic
def add_person(
    name: str,
    *,
    at: Organisation,
    staff_no: str,
    gender: Person.Gender,
    born_on: dt.date,
    subject: str = "",
    by: User | None,
    now: dt.datetime,
) -> Person:
    """Open the talent file of someone at a unit; Refused where the staff number is taken or a birth date is ahead."""
    Organisation.objects.select_for_update(no_key=True).get(pk=at.district_id)  # type: ignore[misc]  # one number at a time
    if Person.objects.filter(district_id=at.district_id, staff_no=staff_no).exists():
        raise Refused(_("Staff number %(no)s is taken. Look the person up, or correct the number.") % {"no": staff_no})
    if born_on > clock.day_of(now):
        raise Refused(_("The date of birth %(day)s lies ahead. Correct it.") % {"day": born_on})
    person = Person.objects.create(
        district_id=at.district_id,  # type: ignore[misc]  # null only until the district itself is saved
        organisation=at,
        staff_no=staff_no,
        name=name,
        pinyin=spellings(name),
        gender=gender,
        born_on=born_on,
        subject=subject,
    )
    record("person.added", on=at, by=by, now=now, person=person.pk, name=name, staff_no=staff_no)
    return person


@transaction.atomic
def move(person: Person, *, to: Organisation, on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Move a person to another unit of the district, with a line on the record of both."""
    current = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
    if to.district_id != current.district_id:
        raise Refused(_("%(unit)s belongs to another district. Open a new file there.") % {"unit": to})
    if to == current.organisation:
        raise Refused(_("%(name)s is at %(unit)s already.") % {"name": current, "unit": to})
    if on > clock.day_of(now):
        raise Refused(_("A move is recorded on its day; %(day)s lies ahead.") % {"day": on})
    left = current.organisation
    person.organisation = to
    person.save(update_fields=["organisation"])
    for unit in sorted((left, to), key=lambda unit: unit.pk):  # one order, so that two moves cannot wait for each other
        record("person.moved", on=unit, by=by, now=now, person=person.pk, left=left.pk, joined=to.pk, day=str(on))
