"""匿名: what would tell a blind panel whom it reads about is covered."""

import re
from collections.abc import Iterable, Iterator

from approvals.cases.models import Case

COVER = "□□"


def masked(text: str, *, names: Iterable[str]) -> str:
    """Return a text with every name covered, also where it is spaced out; the cover does not tell its length."""
    told = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    patterns = [r"\s*".join(map(re.escape, name)) for name in told]
    return re.sub("|".join(patterns), COVER, text, flags=re.IGNORECASE) if patterns else text


def telling_names(case: Case) -> Iterator[str]:
    """Give what would tell who is meant: the person's names and staff number, who put them forward, unit and group."""
    bodies = [case.organisation, case.organisation.parent]
    yield from (body.name for body in bodies if body)
    yield case.opened_by.name
    if case.person:
        name = "".join(case.person.name.split())
        yield name
        yield from (name[1:], name[2:]) if len(name) > 3 else (name[1:],) if len(name) > 2 else ()
        if len(case.person.staff_no) > 3:  # a shorter one would cover the figures of any sentence
            yield case.person.staff_no
        yield from case.person.pinyin.split()[:1]  # the name in full; initials would cover half of any word
