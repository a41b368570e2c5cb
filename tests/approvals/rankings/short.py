"""西青's policy with a short road to its list: one review and one judge, so that a list is frozen in a moment."""

import re
from decimal import Decimal

from approvals.models import Case
from tests.season import POLICY

LEFT_OUT = ("school_meeting", "school_notice", "approval", "recheck", "confirm")
CHANGES = {
    "then: {approve: approval, return": "then: {approve: panel, return",
    "draw: {n: 3}": "draw: {n: 1}",
    "teacher: 20": "teacher: 2",
}
PER_UNIT = "  per_unit: {at: school, max: 1"


def short(changes=(), *, caps=""):
    """Return the text of the short policy, two places for teachers, with each first text replaced by the second."""
    text = POLICY.read_text(encoding="utf-8")
    for key in LEFT_OUT:
        text, cut = re.subn(rf"^  {key}:\n(?:    .*\n)+", "", text, count=1, flags=re.MULTILINE)
        assert cut == 1, key
    caps = f"  caps:\n    {caps}\n{PER_UNIT}" if caps else PER_UNIT
    for old, new in {**CHANGES, PER_UNIT: caps, **dict(changes)}.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def teacher(season, name, *, school, rural=False, **fields):
    """Put a teacher of a school forward."""
    person = season.teacher(name, school=school, **fields)
    if rural:
        person.organisation.is_rural = True
        person.organisation.save()
    return season.nominate(person=person, school=school).case


def waiting_cases(season, shares, people=()):
    """Let one teacher a share come to the list, each scored so; ``people`` says what is special about each."""
    facts = [*people, *[{}] * (len(shares) - len(people))]
    cases = [teacher(season, f"教师{number}", school=number, **fact) for number, fact in enumerate(facts, start=1)]
    season.walk_to("panel")
    for case, share in zip(cases, shares, strict=True):
        season.score(season.round(case), share=Decimal(share))
    season.walk_to("shortlist")
    return [Case.objects.get(pk=case.pk) for case in cases]
