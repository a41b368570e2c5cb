"""Invented people: believable, seeded, and nobody's real file."""

import datetime as dt
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password

from core.facts.services import import_files
from core.models import Fact, Organisation, Person, User
from core.people.spelling import spellings

DATA = Path(__file__).parent / "data"
STAFF_A_SCHOOL = 50
REVIEW_YEARS = 6


@cache
def data(name: str) -> Any:
    """Return one of the demo's data files."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def password_hash() -> str:
    return make_password(data("accounts")["password"])


class Inventor:
    """One stream of chance for the whole district, so that the same seed gives the same people."""

    def __init__(self, *, seed: int, today: dt.date) -> None:
        self.random, self.today = random.Random(seed), today  # noqa: S311 — repeatable on purpose
        self.words = data("district")["names"]
        self.number = 0

    def name(self) -> str:
        if self.number % 97 == 5:
            return self.words["rare"][self.number // 97 % len(self.words["rare"])]
        second = self.random.choice(self.words["given_second"]) if self.random.random() < 0.8 else ""
        return self.random.choice(self.words["surnames"]) + self.random.choice(self.words["given_first"]) + second

    def staff(self, school: Organisation, *, now: dt.datetime) -> None:
        """Fill a school with staff and their files; the first two are its head and its Party secretary."""
        people = [self._person(school, place) for place in range(STAFF_A_SCHOOL)]
        Person.objects.bulk_create(people)
        facts = [
            Fact(district=school.district, person=person, **said)
            for place, person in enumerate(people)
            for said in self._facts(person, place)
        ]
        import_files(facts, at=school, by=None, now=now)

    def _person(self, school: Organisation, place: int) -> Person:
        self.number += 1
        name, chance = self.name(), self.random
        age = chance.randint(38, 54) if place < 2 else chance.randint(25, 57)
        return Person(
            district=school.district,
            organisation=school,
            staff_no=f"{self.number:06d}",
            name=name,
            pinyin=spellings(name),
            gender=chance.choice("FFM"),
            born_on=dt.date(self.today.year - age, chance.randint(1, 12), chance.randint(1, 28)),
            subject=chance.choice(data("district")["subjects"][school.phase]),
        )

    def _facts(self, person: Person, place: int) -> Iterator[dict[str, Any]]:
        chance = self.random
        began = dt.date(person.born_on.year + chance.randint(22, 24), 9, 1)
        served = self.today.year - began.year
        yield {"kind": "employment", "value": person.organisation.name, "true_from": began}
        yield {"kind": "teaching", "value": person.subject, "true_from": began}
        yield {
            "kind": "title",
            "value": self._title(served),
            "true_from": dt.date(self.today.year - min(served, 3), 1, 1),
        }
        if place == 0:
            since = dt.date(self.today.year - chance.randint(3, 9), 8, 1)
            yield {"kind": "post", "value": "校长", "detail": {"head": True}, "true_from": since}
        if place > 1 and chance.random() < 0.35:
            since = dt.date(self.today.year - min(served, chance.randint(3, 16)), 9, 1)
            yield {"kind": "class_teacher", "value": "班主任", "true_from": since}
        for year in range(self.today.year - min(served, REVIEW_YEARS), self.today.year):
            grade = chance.choices(["优秀", "合格", "基本合格"], weights=[24, 75, 1])[0]
            yield {"kind": "review", "value": grade, "true_from": dt.date(year, 12, 31), "detail": {"year": year}}

    def _title(self, served: int) -> str:
        if served < 6:
            return "二级教师"
        if served < 14:
            return "一级教师"
        return self.random.choices(["一级教师", "高级教师", "正高级教师"], weights=[25, 72, 3])[0]


def login(username: str, *, name: str, district: Organisation, number: int, person: Person | None = None) -> User:
    """Give somebody an account of the demo, with an address and a number that reach nobody."""
    return User.objects.create(
        username=username,
        name=name,
        district=district,
        person=person,
        password=password_hash(),
        email=f"{username}@yunxi.example",
        phone=f"1390000{number:04d}",
    )
