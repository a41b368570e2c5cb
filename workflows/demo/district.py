"""The demo's district: its bodies, its posts and who holds them."""

import datetime as dt
from itertools import count

from core.models import Organisation, Person, User
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import appoint, found, found_district
from workflows.demo.invented import Inventor, data, login

# The files were known before the season began: what is known only today does not count for a decision of last week.
LONG_AGO = dt.timedelta(days=400)


class Founder:
    """Founds the district and fills its posts; every account gets a number of its own."""

    def __init__(self, *, now: dt.datetime, inventor: Inventor) -> None:
        self.now, self.inventor, self.numbers = now, inventor, count(1)
        self.since = now.date()
        self.accounts: list[tuple[str, User]] = []

    def found(self) -> Organisation:
        """Found everything and return the district."""
        words = data("district")
        self.district = found_district(**words["district"])
        self.bodies = {"district": self.district}
        for body in words["bodies"]:
            under = self.bodies.get("bureau", self.district)
            self.bodies[body["code"]] = found(Kind(body["kind"]), under=under, code=body["code"], name=body["name"])
        for unit in words["units"]:
            self.bodies[unit["code"]] = found(Kind.OUTSIDE, under=self.district, code=unit["code"], name=unit["name"])
        self.groups = [found(Kind.GROUP, under=self.bodies["bureau"], **group) for group in words["groups"]]
        self.schools = self._schools(words)
        self._posts()
        return self.district

    def _schools(self, words) -> list[Organisation]:
        names = [(phase, name) for phase, listed in words["schools"].items() for name in listed]
        schools = [
            found(
                Kind.SCHOOL,
                under=self.groups[number % len(self.groups)],
                code=f"s{number + 1:02d}",
                name=name,
                phase=phase,
                is_rural=name in words["rural"],
            )
            for number, (phase, name) in enumerate(names)
        ]
        for school in schools:
            self.inventor.staff(school, now=self.now)
        return schools

    def _posts(self) -> None:
        words = data("accounts")
        for post in words["people"]:
            at = self.schools[post["school"]] if "school" in post else self.bodies[post["at"]]
            person = self._leader(at, post["role"]) if "school" in post else None
            self._account(post["login"], title=post["title"], role=Role(post["role"]), at=at, person=person)
        for number, school in enumerate(self.schools[1:], start=2):
            for role in (Role.PRINCIPAL, Role.SECRETARY):
                self._account(f"{role}{number:02d}", title="", role=role, at=school, person=self._leader(school, role))
        for panel in words["panels"]:
            for number in range(panel["n"]):
                at = self.groups[number] if panel.get("groups") else self.bodies[panel["at"]]
                person = self._teacher(number) if panel["role"] == Role.EXPERT else None
                self._account(
                    f"{panel['login']}{number + 1}",
                    title=panel["title"],
                    role=Role(panel["role"]),
                    at=at,
                    person=person,
                )

    def _leader(self, school: Organisation, role: str) -> Person:
        """Return the head or the Party secretary of a school: the first two of its files."""
        return school.staff.order_by("pk")[0 if role == Role.PRINCIPAL else 1]

    def _teacher(self, number: int) -> Person:
        return self.schools[number * 3 % len(self.schools)].staff.order_by("-pk")[0]

    def _account(self, username: str, *, title: str, role: Role, at: Organisation, person: Person | None) -> User:
        name = person.name if person else self.inventor.name()
        user = login(username, name=name, district=self.district, number=next(self.numbers), person=person)
        appoint(user, role=role, at=at, starts_on=self.since, by=None, now=self.now)
        if title:
            self.accounts.append((title, user))
        return user
