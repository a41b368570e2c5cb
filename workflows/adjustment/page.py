"""What the pages of proposals and adjustments show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from approvals.access import my_seat
from approvals.cases.page import fact_words
from approvals.deadlines import Deadline, deadline
from approvals.models import Case, Round
from approvals.policies.expressions import names_in
from core.calendar.rules import Calendar
from core.calendar.services import load_calendar
from core.clock import day_of
from core.models import Fact, Organisation, User
from workflows.adjustment.effects import current
from workflows.adjustment.facts import FACTS
from workflows.adjustment.forms import ReasonsForm, SpeakForm, UploadForm
from workflows.adjustment.hearing import open_filing
from workflows.adjustment.models import IN_EFFECT, Adjustment, Ground, Proposal, State
from workflows.adjustment.rules import is_the_person, lowers
from workflows.adjustment.services import gaps
from workflows.adjustment.words import Told, article_of, basis_of, ends_by_itself, heard_in_words, rights_in_words

TONES = {
    State.PROPOSED: "plain",
    State.UNDER_WAY: "info",
    State.COMPETING: "info",
    State.PLACED: "good",
    State.RESTORED: "good",
    State.NOT_ADJUSTED: "good",
    State.LAPSED: "plain",
    **dict.fromkeys((State.REVOKED, State.LOWERED, State.DISMISSED), "late"),
}


@dataclass(frozen=True)
class Row:
    """An adjustment in a list: how it stands, at which stage, by when."""

    adjustment: Adjustment
    tone: str
    stage: str
    deadline: Deadline | None


@dataclass(frozen=True)
class Known:
    """A statement of the file in words: its kind, what it says, from when, and how it ended."""

    kind: str
    value: str
    since: dt.date
    until: dt.date | None
    event: int | None


def rows(found: Iterable[Any], *, now: dt.datetime, calendar: Calendar) -> list[Row]:
    """Return adjustments as a list shows them; ``queries.adjustments_for`` has found the stage each stands at."""
    return [
        Row(
            one,
            tone_of(one),
            str(one.campaign.policy.stages[one.stage_now].title) if one.stage_now else "",
            deadline(one.due_now, now=now, calendar=calendar),
        )
        for one in found
    ]


def proposal_rows(found: Iterable[Proposal], *, now: dt.datetime, calendar: Calendar) -> list[Any]:
    """Return proposals as a list shows them, each with the time its office has."""
    return [(one, one.rule.says, deadline(one.due_at, now=now, calendar=calendar)) for one in found]


def tone_of(adjustment: Adjustment) -> str:
    return TONES.get(State(adjustment.state), "plain")


def in_words(facts: dict[str, Any], *, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return facts by their labels, as people write them."""
    wanted = facts if names is None else [name for name in names if name in facts]
    return [(str(FACTS[name].label), fact_words(facts[name])) for name in wanted if name in FACTS]


def statements(found: Iterable[Fact]) -> list[Known]:
    """Return statements of the file, each with the line of the record it rests on."""
    return [
        Known(fact.kind, fact.value, fact.true_from, fact.true_until, fact.event_id)
        for fact in sorted(found, key=lambda fact: (fact.true_from, fact.pk))
    ]


def proposal_page(proposal: Proposal, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the page of a proposal shows: the rule, what the file says of it, and the statements behind that."""
    rule, policy = proposal.rule, proposal.campaign.policy
    return {
        "proposal": proposal,
        "rule": rule,
        "track": policy.tracks[rule.proposes].title if rule.proposes else "",
        "basis": article_of(policy, rule.note.source),
        "answers": in_words(proposal.facts, names=names_in(rule.test)),
        "statements": statements(proposal.rests_on.all()),
        "deadline": deadline(proposal.due_at, now=now, calendar=load_calendar()),
        "is_open": proposal.state == Proposal.State.OPEN,
    }


def adjustment_page(adjustment: Adjustment, *, user: User, now: dt.datetime, **forms: Any) -> dict[str, Any]:
    """Return everything the page of an adjustment shows to a user."""
    policy = adjustment.campaign.policy
    asked = open_filing(adjustment) if adjustment.case_id else None
    may_speak = asked is not None and my_seat(user, asked) is not None
    proposal = Proposal.objects.filter(adjustment=adjustment).select_related("campaign__version").first()
    shown = {
        "adjustment": adjustment,
        "tone": tone_of(adjustment),
        "is_mine": is_the_person(user, adjustment),
        "target": current(adjustment.target) or adjustment.target if adjustment.target else None,
        "statements": statements(adjustment.rests_on.all()),
        "answers": in_words(proposal.facts, names=names_in(proposal.rule.test)) if proposal else [],
        "rule": proposal.rule if proposal else None,
        "rights": rights_of_page(adjustment),
        "papers": _papers(adjustment),
        "asked": asked,
        "deadline": deadline(asked.due_at, now=now, calendar=load_calendar()) if asked else None,
        "may_speak": may_speak,
        "speak_form": SpeakForm() if may_speak else None,
        "has_letter": adjustment.state in IN_EFFECT or adjustment.state == State.RESTORED,
        "is_editable": adjustment.state == State.PROPOSED and user.has_perm("adjustment.propose", adjustment),
    }
    if shown["is_editable"]:
        said = {"reasons": adjustment.reasons, "new_post": adjustment.new_post}
        shown["form"] = ReasonsForm(initial=said, lowers=lowers(policy, adjustment.track))
        shown["headings"] = [
            (material, UploadForm(auto_id=f"id_{material.key}_%s")) for material in policy.materials.values()
        ]
        shown["gaps"] = gaps(adjustment)
    return {**shown, **forms}


def rights_of_page(adjustment: Adjustment):
    """Return what the person may ask for afterwards, in words."""
    places = dict(Organisation.objects.filter(district=adjustment.district_id).values_list("code", "name"))
    return rights_in_words(adjustment.campaign.policy, track=adjustment.track, places=places)


def _papers(adjustment: Adjustment) -> list[tuple[str, list[Any]]]:
    policy = adjustment.campaign.policy
    titles = {**policy.stages, **policy.materials}
    listed: dict[str, list[Any]] = {}
    for entry in adjustment.papers.select_related("paper"):
        listed.setdefault(str(titles[entry.heading].title), []).append(entry.paper)
    return list(listed.items())


def told_of(adjustment: Adjustment, case: Case) -> Told:
    """Gather from the record what the words of a written decision are made of."""
    policy = adjustment.campaign.policy
    rounds = list(Round.objects.filter(process=case, is_void=False).exclude(closed_at=None).order_by("pk"))
    met = next((round for round in rounds if round.kind == "meeting" and round.verdict == "approve"), None)
    checked = next((round for round in rounds if "verified" in policy.stages[round.stage].gives), None)
    proposal = Proposal.objects.filter(adjustment=adjustment).select_related("campaign__version").first()
    by_itself = ends_by_itself(policy, track=adjustment.track)
    entered = case.rounds.filter(is_void=False, stage__in=[s.key for s in policy.stages.values() if s.law]).first()
    return Told(
        person=str(adjustment.person),
        unit=str(adjustment.organisation),
        body=str(met.agenda_item.meeting.organisation) if met else str(case.nominator_at),
        what=adjustment.target.value if adjustment.target else "",
        effect=adjustment.track_title,
        reasons=adjustment.reasons,
        decided_on=_day_of(checked if by_itself else met),
        in_effect_on=_in_effect_on(adjustment, entered),
        new_post=adjustment.new_post,
        by_itself=by_itself,
        basis=basis_of(policy, track=adjustment.track, trigger=proposal.trigger if proposal else ""),
        facts=tuple(in_words(proposal.facts, names=names_in(proposal.rule.test))) if proposal else (),
        heard=_heard(rounds, adjustment),
        rights=rights_of_page(adjustment),
    )


def _in_effect_on(adjustment: Adjustment, entered: Round | None) -> dt.date | None:
    """Return since when it is in effect: what a term has ended, since its last day, whenever that was verified."""
    if adjustment.ground == Ground.TERM and adjustment.target:
        return adjustment.target.true_until
    return day_of(entered.opened_at) if entered else None


def _day_of(round: Round | None) -> dt.date | None:
    return day_of(round.closed_at) if round and round.closed_at else None


def _heard(rounds: list[Round], adjustment: Adjustment) -> str:
    law = {key for key, stage in adjustment.campaign.policy.stages.items() if "heard" in stage.gives}
    heard = next((round for round in rounds if round.stage in law), None)
    return heard_in_words(heard.verdict, day_of(heard.closed_at)) if heard and heard.closed_at else ""
