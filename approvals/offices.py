"""Which posts of a district are filled, as a policy's proof asks it."""

import datetime as dt

from django.db.models import Count

from core.clock import day_of
from core.models import Appointment, Organisation, Person
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import holders, place


class DistrictOffices:
    """Answers for which units of a district a seat has no holder today."""

    def __init__(self, district: Organisation, *, now: dt.datetime) -> None:
        self.district, self.day = district, day_of(now)

    def vacant(self, role: str, place_word: str) -> list[str]:
        """Return the names of the units where nobody holds the role; the place word itself when no such body exists."""
        bodies = self._bodies(place_word)
        if not bodies:
            return [place_word]
        in_force = Appointment.objects.in_force(self.day).filter(role=role, organisation__in=bodies)
        filled = set(in_force.filter(user__is_active=True).values_list("organisation", flat=True))
        return [body.name for body in bodies if body.pk not in filled]

    def strength(self, role: str, place_word: str) -> int:
        """Return how many hold a role at a body: the size of a pool or of a committee."""
        return sum(holders(Role(role), body, on=self.day).count() for body in self._bodies(place_word))

    def most_of_one_school(self, role: str, place_word: str) -> int:
        """Return how many holders of a role at a body are of the school that most of them are of."""
        pool = [user.pk for body in self._bodies(place_word) for user in holders(Role(role), body, on=self.day)]
        schools = Person.objects.filter(user__in=pool).values_list("organisation").annotate(n=Count("pk"))
        return max((n for _school, n in schools), default=0)

    def units(self, place_word: str) -> int:
        """Return how many bodies a place word stands for."""
        return len(self._bodies(place_word))

    def _bodies(self, word: str) -> list[Organisation]:
        if word == "school":
            return list(Organisation.objects.filter(district=self.district, kind=Kind.SCHOOL))
        if word == "group":
            return list(Organisation.objects.filter(district=self.district, kind=Kind.GROUP))
        found = place(word, district=self.district, school=None)
        return [found] if found else []
