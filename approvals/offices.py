"""Which posts of a district are filled, as a policy's proof asks it."""

import datetime as dt
from collections import defaultdict

from django.db.models import Count

from core.clock import day_of
from core.models import Appointment, Organisation, Person
from core.organisations.models import Kind

KINDS_OF_PLACE = {"school": Kind.SCHOOL, "group": Kind.GROUP}


class DistrictOffices:
    """Answers for which units of a district a seat has no holder on the day of ``now``, from two questions."""

    def __init__(self, district: Organisation, *, now: dt.datetime) -> None:
        self._all = list(Organisation.objects.filter(district=district).order_by("pk"))
        self._holders: dict[tuple[str, int], set[int]] = defaultdict(set)
        in_force = Appointment.objects.in_force(day_of(now)).filter(district=district, user__is_active=True)
        for role, body, user in in_force.values_list("role", "organisation", "user"):
            self._holders[role, body].add(user)

    def vacant(self, role: str, place_word: str) -> list[str]:
        """Return the names of the units where nobody holds the role; the place word itself when no such body exists."""
        bodies = self._bodies(place_word)
        return [body.name for body in bodies if not self._holders[role, body.pk]] if bodies else [place_word]

    def strength(self, role: str, place_word: str) -> int:
        """Return how many hold a role at a body: the size of a pool or of a committee."""
        return sum(len(self._holders[role, body.pk]) for body in self._bodies(place_word))

    def most_of_one_school(self, role: str, place_word: str) -> int:
        """Return how many holders of a role at a body are of the school that most of them are of."""
        pool = [user for body in self._bodies(place_word) for user in self._holders[role, body.pk]]
        schools = Person.objects.filter(user__in=pool).values_list("organisation").annotate(n=Count("pk"))
        return max((n for _school, n in schools), default=0)

    def units(self, place_word: str) -> int:
        """Return how many bodies a place word stands for."""
        return len(self._bodies(place_word))

    def _bodies(self, word: str) -> list[Organisation]:
        kind = KINDS_OF_PLACE.get(word)
        return [body for body in self._all if (body.kind == kind if kind else body.code == word)]
