"""一季的卷宗: a campaign written out so that anybody can work its scores and lists out again without the product."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from approvals.campaigns.models import Campaign
from approvals.cases.models import Case
from approvals.exports.panels import judge_numbers, panel_of, scored_rounds
from approvals.meetings.models import Meeting
from approvals.meetings.people import attended
from approvals.notices.models import Objection, PublicNotice
from approvals.policies.document import Policy
from approvals.policies.strict import load
from approvals.rankings.models import Ranking

FORMAT = "yucai-season/1"
RULES = ("scores", "ranking", "quotas", "stages")
NAMES = re.compile(r"[a-z_][a-z0-9_]*")


def canonical(document: Mapping[str, Any]) -> str:
    """Return the one way to write an export: sorted keys, decimals as text."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def season_document(campaign: Campaign) -> dict[str, Any]:
    """Return what a campaign was decided by and what came of it; persons and judges go by their numbers.

    What is still open, and so sealed, is left out.
    """
    policy = campaign.policy
    cases = list(campaign.cases.select_related("organisation").order_by("number"))
    numbers = {case.pk: case.number for case in cases}
    rounds = scored_rounds(campaign)
    judges = judge_numbers(campaign, rounds)
    return _plain(
        {
            "format": FORMAT,
            "campaign": _campaign(campaign),
            "policy": {"key": policy.key, "digest": policy.digest, "text": policy.text},
            "rules": {section: said for section, said in load(policy.text)[0].items() if section in RULES},
            "cases": [_case(case, names=_facts_named(policy)) for case in cases],
            "panels": [panel_of(round, case=numbers[round.process_id], judges=judges) for round in rounds],
            "grants": list(campaign.place_grants.order_by("track").values("track", "places", "reason")),
            "rankings": [_ranking(one, numbers) for one in campaign.rankings.order_by("pk")],
            "meetings": [_meeting(one, numbers) for one in campaign.meetings.exclude(closed_at=None).order_by("pk")],
            "notices": [_notice(one, numbers) for one in campaign.notices.order_by("pk")],
            "heads": {case.number: {"events": case.chain_length, "digest": case.chain_head} for case in cases},
        }
    )


def _campaign(campaign: Campaign) -> dict[str, Any]:
    days = ("opens_on", "measured_on", "term_from", "term_until")
    return {"title": campaign.title, **{name: getattr(campaign, name) for name in days}}


def _facts_named(policy: Policy) -> frozenset[str]:
    """Return the facts that ties, caps and reserved shares ask for."""
    asked = [tie.by for ranking in policy.rankings.values() for tie in ranking.ties]
    asked += [text for cap in policy.caps.values() for text in (cap.who, cap.per)]
    return frozenset(name for text in asked if text for name in NAMES.findall(text))


def _case(case: Case, *, names: frozenset[str]) -> dict[str, Any]:
    facts = {name: value for name, value in case.facts.items() if name in names}
    return {
        "number": case.number,
        "track": case.track,
        "unit": case.organisation.code or str(case.organisation_id),
        "facts": facts,
        "outcome": case.outcome,
    }


def _ranking(ranking: Ranking, numbers: Mapping[int, str]) -> dict[str, Any]:
    entries = [
        {
            "key": entry.round_id,
            "case": numbers[entry.round.process_id],
            "position": entry.position,
            "score": entry.score,
            "standing": entry.standing,
            "called_up_at": entry.called_up_at,
            "called_up_reason": entry.called_up_reason,
        }
        for entry in ranking.entries.select_related("round")
    ]
    own = {
        name: getattr(ranking, name) for name in ("stage", "track", "places", "frozen_at", "reason", "digest", "basis")
    }
    return {**own, "entries": entries}


def _meeting(meeting: Meeting, numbers: Mapping[int, str]) -> dict[str, Any]:
    """Return a meeting's counts, never a vote."""
    matters = [
        {
            "case": numbers[item.round.process_id],
            "verdict": item.round.verdict,
            "ballots": item.counts,
        }
        for item in meeting.items.select_related("round")
    ]
    return {
        "stage": meeting.stage,
        "held_on": meeting.held_on,
        "electorate": meeting.attendances.count(),
        "present": len(attended(meeting)),
        "matters": matters,
        "minutes_digest": meeting.digest,
        "signed_at": meeting.signed_at,
    }


def _notice(notice: PublicNotice, numbers: Mapping[int, str]) -> dict[str, Any]:
    """Return a notice's days and names by number, and how many objections were raised; not who raised them."""
    entries = [
        {
            "case": numbers[entry.round.process_id],
            "verdict": entry.round.verdict,
            "objections": [_objection(one) for one in entry.objections.all()],
        }
        for entry in notice.entries.select_related("round").prefetch_related("objections")
    ]
    own = {name: getattr(notice, name) for name in ("stage", "audience", "starts_on", "ends_on", "published_at")}
    return {**own, "entries": entries}


def _objection(objection: Objection) -> dict[str, Any]:
    return {
        "received_at": objection.received_at,
        "taken_up": objection.taken_up,
        "finding": objection.finding,
        "answered_at": objection.answered_at,
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: decimals, days and moments as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value) if isinstance(value, Decimal | dt.date) else value
