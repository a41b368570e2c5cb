"""How anything is decided. Each room keeps its own models; Django finds them here."""

from approvals.campaigns.models import Campaign, PlaceGrant
from approvals.cases.models import Case
from approvals.meetings.models import AgendaItem, Attendance, Meeting
from approvals.notices.models import NoticeEntry, Objection, PublicNotice
from approvals.policies.models import Policy, PolicyVersion
from approvals.rankings.models import Ranking, RankingEntry
from approvals.rounds.models import Ballot, Promise, Round

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Campaign",
    "Case",
    "Meeting",
    "NoticeEntry",
    "Objection",
    "PlaceGrant",
    "Policy",
    "PolicyVersion",
    "Promise",
    "PublicNotice",
    "Ranking",
    "RankingEntry",
    "Round",
]
