"""How anything is decided. Each room keeps its own models; Django finds them here."""

from approvals.campaigns.models import Campaign, PlaceGrant
from approvals.cases.models import Case
from approvals.conflicts.models import Recusal, Relation
from approvals.copies.models import Copy
from approvals.covers.models import Cover
from approvals.documents.models import DocumentTemplate, IssuedDocument, NumberPrefix, NumberSeries
from approvals.escalation.models import WeeklyDigest
from approvals.feeds.models import CalendarFeed, FeedEntry
from approvals.gradings.models import CapGrant, Grading, GradingEntry
from approvals.meetings.models import AgendaItem, Attendance, Comment, Duty, Meeting
from approvals.notices.models import NoticeEntry, Objection, PublicNotice
from approvals.policies.models import Policy, PolicyVersion
from approvals.rankings.models import Ranking, RankingEntry
from approvals.reliance.models import Reconsideration, Reliance
from approvals.rounds.models import Ballot, Pause, Promise, Round

__all__ = [
    "AgendaItem",
    "Attendance",
    "Ballot",
    "CalendarFeed",
    "Campaign",
    "CapGrant",
    "Case",
    "Comment",
    "Copy",
    "Cover",
    "DocumentTemplate",
    "Duty",
    "FeedEntry",
    "Grading",
    "GradingEntry",
    "IssuedDocument",
    "Meeting",
    "NoticeEntry",
    "NumberPrefix",
    "NumberSeries",
    "Objection",
    "Pause",
    "PlaceGrant",
    "Policy",
    "PolicyVersion",
    "Promise",
    "PublicNotice",
    "Ranking",
    "RankingEntry",
    "Reconsideration",
    "Recusal",
    "Relation",
    "Reliance",
    "Round",
    "WeeklyDigest",
]
