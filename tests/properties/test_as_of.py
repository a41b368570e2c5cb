"""What was known at a moment is the same whether the table is asked or the record is told again."""

import datetime as dt
import json
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.facts.models import Fact
from core.facts.replay import Statement, replay
from core.facts.services import correct, establish, facts_about, import_files, retract
from core.models import Event, Paper

DAYS = [dt.date(2025, 1, 1) + dt.timedelta(days=90 * n) for n in range(3)]
MOST_ACTS = 12

acts = st.lists(
    st.tuples(
        st.sampled_from(["establish", "establish", "correct", "correct", "retract", "import"]),
        st.integers(0, 20),  # which of the standing statements
        st.integers(0, 2),  # hours since the act before; two may fall on one moment
        st.sampled_from(["合格", "优秀", "不合格"]),
        st.tuples(st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)),
    ),
    max_size=MOST_ACTS,
)


class Files:
    """Two people, a school and a paper, about whom things are said, corrected and taken back."""

    def __init__(self, people, school, paper, *, now):
        self.things, self.school, self.paper, self.now = [*people, school], school, paper, now
        self.moments = [now]

    def do(self, what, which, hours, value, days):
        self.now += dt.timedelta(hours=hours)
        self.moments.append(self.now)
        since, until = days[0], days[1] if days[1] is None or days[1] >= days[0] else None
        standing = list(Fact.objects.filter(known_until=None).order_by("pk"))
        old = standing[which % len(standing)] if standing else None
        said = {"value": value, "true_from": since, "true_until": until}
        thing = self.things[which % 3]
        if what == "establish":
            papers = [self.paper] * (which % 2)
            establish("grade", about=thing, **said, detail={"n": which}, papers=papers, by=None, now=self.now)
        elif what == "import":
            person = self.things[which % 2]
            facts = [Fact(district=self.school.district, person=person, kind="review", **said) for _n in range(2)]
            import_files(facts, at=self.school, by=None, now=self.now)
        elif old and what == "correct":
            correct(old, **said, by=None, now=self.now, reason="更正")
        elif old:
            retract(old, by=None, now=self.now, reason="撤销")


def as_stored(fact: Fact) -> Statement:
    return Statement(
        fact=fact.pk,
        previous=fact.previous_id,
        person=fact.person_id,
        organisation=fact.organisation_id,
        kind=fact.kind,
        value=fact.value,
        detail=fact.detail,
        true_from=fact.true_from,
        true_until=fact.true_until,
        papers=tuple(sorted(paper.digest for paper in fact.papers.all())),
        known_from=fact.known_from,
    )


def test_lines_from_before_statements_were_numbered_are_passed_over(now):
    old = {"kind": "grade", "value": "合格", "detail": {}, "person": 7, "true_from": "2025-01-01", "true_until": None}
    new = {**old, "fact": 9, "organisation": None, "papers": [], "value": "优秀", "replaces": 8}
    bodies = [
        json.dumps({"verb": verb, "at": now.isoformat(), "details": told})
        for verb, told in [("fact.established", old), ("fact.corrected", new), ("files.imported", {"people": 50})]
    ]

    assert [(one.fact, one.previous, one.value) for one in replay(bodies, until=now)] == [(9, 8, "优秀")]


@pytest.fixture
def files(school, make_person, make_user, now):
    numbers = count()

    def opened():
        named = f"王秀英{next(numbers)}"
        people = [make_person(f"{named}{n}", school) for n in range(2)]
        paper = Paper.objects.create(
            district=school.district,
            name="证书.pdf",
            size=1,
            digest="a" * 64,
            media_type="application/pdf",
            uploaded_by=make_user(named),
            uploaded_at=now,
        )
        return Files(people, school, paper, now=now)

    return opened


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_a_query_as_of_a_moment_equals_the_record_told_up_to_it(files, acts):
    with transaction.atomic():
        told = files()
        for act in acts:
            told.do(*act)
        bodies = list(Event.objects.order_by("chain", "number").values_list("body", flat=True))
        for moment in {*told.moments, told.moments[0] - dt.timedelta(hours=1)}:
            known = replay(bodies, until=moment)
            for thing in told.things:
                named = "organisation" if thing == told.school else "person"
                theirs = [one for one in known if getattr(one, named) == thing.pk]
                for day in DAYS:
                    asked = facts_about(thing, known_at=moment).on(day).order_by("pk").prefetch_related("papers")
                    assert [as_stored(fact) for fact in asked] == [one for one in theirs if one.is_true_on(day)]
        transaction.set_rollback(True)
