"""育才清单: what a person still lacks for each honour they might be put forward for, the nearest first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from approvals.campaigns.models import Campaign
from approvals.cases.page import Clause, clause_of
from approvals.eligibility import Answer, judge
from approvals.policies.document import Policy, Track, Veto
from approvals.policies.expressions import evaluate, names_in
from approvals.processes import Process, processes
from core.clock import day_of
from core.models import Fact, Organisation, Person
from core.organisations.models import Kind

MEASURED = "measured_on"  # what ``Process.of_file`` is asked by; clauses know the day by the same name
FAR = 3650  # days within which time alone may be waited for


@dataclass(frozen=True)
class Condition:
    """A clause answered in words, and from which day time alone will have met it, where it will."""

    clause: Clause
    met: bool | None
    met_from: dt.date | None


@dataclass(frozen=True)
class Goal:
    """One category of one policy, with every condition answered for the person."""

    campaign: Campaign
    track: Track
    is_open: bool
    is_held: bool
    conditions: tuple[Condition, ...]
    covered: int  # conditions that the reader may not read the answers of

    @property
    def missing(self) -> int:
        return sum(condition.met is False for condition in self.conditions)

    @property
    def unknown(self) -> int:
        return sum(condition.met is None for condition in self.conditions)

    @property
    def sort_key(self) -> tuple[bool, int, int, int]:
        return self.is_held, self.missing + self.unknown, self.unknown, -len(self.conditions)


def growth(person: Person, *, held: Iterable[Fact], reads_all: bool, now: dt.datetime) -> list[Goal]:
    """Return every category of the district's policies the person might be put forward in, the nearest first.

    ``held`` are the honours in force; without ``reads_all`` conditions over sensitive facts are not answered.
    """
    asked = {process.key: process for process in processes() if process.of_file}
    honours, found = list(held), list[Goal]()
    for campaign in campaigns_to_grow_for(person.district, now=now):
        policy = campaign.policy
        if policy.process in asked:
            found += _goals(person, campaign, asked[policy.process], honours=honours, reads_all=reads_all, now=now)
    return sorted(found, key=lambda goal: goal.sort_key)


def campaigns_to_grow_for(district: Organisation, *, now: dt.datetime) -> list[Campaign]:
    """Return the running campaigns of a district and, for a policy without one, its latest; two queries."""
    rows = Campaign.objects.filter(district=district).order_by("-opens_on", "-pk")
    latest: dict[int, int] = {}
    running: dict[int, list[int]] = {}
    for pk, policy, opens, closes in rows.values_list("pk", "version__policy", "opens_on", "closes_at"):
        latest.setdefault(policy, pk)
        if opens <= day_of(now) and closes >= now:
            running.setdefault(policy, []).append(pk)
    wanted = [pk for policy, last in latest.items() for pk in running.get(policy, [last])]
    found = Campaign.objects.select_related("version__policy").in_bulk(wanted)
    return [found[pk] for pk in wanted]


def _goals(
    person: Person, campaign: Campaign, process: Process, *, honours: list[Fact], reads_all: bool, now: dt.datetime
) -> Iterable[Goal]:
    policy, is_open = campaign.policy, campaign.opens_on <= day_of(now) and campaign.closes_at >= now
    measured_on = campaign.measured_on if is_open else day_of(now)
    for track in policy.tracks.values():
        if process.of_file and may_be_put_forward(person, track):
            facts = process.of_file(person, track=track.key, measured_on=measured_on, now=now)
            answers = judge(policy, track=track.key, facts=facts)
            shown = [answer for answer in answers if reads_all or not _is_covered(answer, process)]
            yield Goal(
                campaign,
                track,
                is_open,
                any(_is_of(fact, policy, track) for fact in honours),
                tuple(_condition(answer, process, facts=facts, track=track.key, on=measured_on) for answer in shown),
                len(answers) - len(shown),
            )


def may_be_put_forward(person: Person, track: Track) -> bool:
    """Tell whether some office named for a category answers for the person's school."""
    school = person.organisation
    in_group = school.parent is not None and school.parent.kind == Kind.GROUP
    words = [seat.place for seat in track.nominated_by]
    return any(in_group if word == "group" else True for word in words)


def _is_of(fact: Fact, policy: Policy, track: Track) -> bool:
    said = fact.detail if isinstance(fact.detail, dict) else {}
    return (said.get("policy"), said.get("track")) == (policy.key, track.key)


def _test(answer: Answer) -> str:
    return answer.clause.test or ""


def _is_covered(answer: Answer, process: Process) -> bool:
    names = [name for name in names_in(_test(answer)) if name in process.facts]
    return any(process.facts[name].is_sensitive for name in names)


def _condition(answer: Answer, process: Process, *, facts: dict[str, Any], track: str, on: dt.date) -> Condition:
    waits = answer.met is False and not isinstance(answer.clause, Veto)
    met_from = by_time_alone(_test(answer), process, facts={**facts, "track": track}, on=on) if waits else None
    return Condition(clause_of(answer), answer.met, met_from)


def by_time_alone(test: str, process: Process, *, facts: dict[str, Any], on: dt.date) -> dt.date | None:
    """Return the first day on which a clause that is not met will be, if nothing changes but the day.

    None where it will not within ten years, or where it asks for a figure that itself changes with time.
    """
    names = names_in(test)
    if MEASURED not in names or any(process.facts[name].type == "int" for name in names if name in process.facts):
        return None

    def holds(days: int) -> bool:
        later = {**facts, MEASURED: str(on + dt.timedelta(days=days))}
        return evaluate(test, later, ranks=process.rank_table()) is True

    if not holds(FAR):
        return None
    early, late = 0, FAR
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if holds(middle) else (middle, late)
    return on + dt.timedelta(days=late)
