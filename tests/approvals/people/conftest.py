"""A teacher with a login, and a file that says something of every kind."""

import datetime as dt

import pytest

from core.calendar.services import load_calendar
from core.corrections.services import Proposed
from core.facts.services import establish
from core.models import Fact, Person, Rectification, User
from tests.season import Season, paper


class Desk:
    """A season with one teacher whose file is read and corrected."""

    def __init__(self, season: Season, *, teacher: Person, me: User) -> None:
        self.season, self.teacher, self.me = season, teacher, me

    def __getattr__(self, name: str):
        return getattr(self.season, name)

    def fact(self, kind: str) -> Fact:
        return self.teacher.facts.filter(kind=kind, known_until=None).first()

    def says(self, kind: str, value: str, **fields) -> Fact:
        """Put something on the teacher's file, true since the beginning of the year."""
        told = {"true_from": dt.date(self.now.year, 1, 1), "by": self.officer, "now": self.now, **fields}
        return establish(kind, about=self.teacher, value=value, **told)

    def ask(self, kind: str = "title", **said) -> Rectification:
        """Let the teacher ask that a statement be corrected, as the pages do."""
        from approvals.people.rectifying import ask

        fact = self.fact(kind)
        words = {
            "says": "证书与档案不符。",
            "proposed": Proposed("正高级教师", fact.true_from),
            "uploads": [paper("证书.pdf")],
        }
        return ask(fact, **{**words, **said}, by=self.me, now=self.now)

    @property
    def calendar(self):
        return load_calendar()


@pytest.fixture
def desk(season, make_user) -> Desk:
    teacher = season.teacher("买买提·吐尔逊")
    return Desk(season, teacher=teacher, me=make_user(teacher.name, person=teacher, username="me"))
