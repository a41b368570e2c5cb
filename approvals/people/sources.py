"""依据: what a fact rests on, the case that decided it or the act at an organisation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.access import sees_everything
from approvals.cases.models import Case
from core.models import Event, Fact, Organisation, User


@dataclass(frozen=True)
class Source:
    """What something rests on, in words; with a link where the reader may open it."""

    words: str
    case: int | None = None
    is_record: bool = False

    @property
    def url(self) -> str:
        """The page of the decision; nothing where the reader may not open it."""
        if self.case is None:
            return ""
        return reverse("case-record" if self.is_record else "case", args=[self.case])


def cases_behind(facts: Iterable[Fact]) -> set[int]:
    """Return the numbers of the cases on whose record facts rest."""
    return {number for fact in facts if (number := _number(fact.event, "case"))}


def sources_of(facts: list[Fact], *, visible: Iterable[Case], reader: User) -> dict[int, Source]:
    """Return what each fact rests on; ``visible`` are the cases among them that the reader may open."""
    may_open = {case.pk for case in visible}
    cases = Case.objects.filter(pk__in=cases_behind(facts)).select_related("campaign").in_bulk()
    bodies = Organisation.objects.in_bulk({number for fact in facts if (number := _number(fact.event, "organisation"))})
    watches = sees_everything(reader)
    found = {}
    for fact in facts:
        if case := cases.get(_number(fact.event, "case")):
            words = _("Decided in case %(number)s, %(campaign)s") % {"number": case.number, "campaign": case.campaign}
            found[fact.pk] = Source(words, case.pk if case.pk in may_open else None, is_record=watches)
        elif body := bodies.get(_number(fact.event, "organisation")):
            found[fact.pk] = Source(_act(fact.event, body))
    return found


def _act(event: Event | None, body: Organisation) -> str:
    """Return in words an act at an organisation; who acted is said where a person did."""
    if event and event.actor:
        return _("Entered by %(name)s, %(unit)s") % {"name": event.actor.name, "unit": body}
    return _("Taken over by %(unit)s") % {"unit": body}


def _number(event: Event | None, owner: str) -> int:
    """Return the number of the case or organisation on whose record an event stands; 0 for another's."""
    kind, _colon, number = event.chain.partition(":") if event else ("", "", "")
    return int(number) if kind == owner else 0
