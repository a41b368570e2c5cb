"""The ground: who people are and what is on record. Each room keeps its own models; Django finds them here."""

from core.calendar.models import CalendarDay, CalendarYear
from core.corrections.models import Rectification
from core.facts.models import Fact
from core.organisations.models import Appointment, Organisation, OrganisationGrant
from core.papers.models import FalsePaper, Paper
from core.people.models import Person, User
from core.record.models import Event

__all__ = [
    "Appointment",
    "CalendarDay",
    "CalendarYear",
    "Event",
    "Fact",
    "FalsePaper",
    "Organisation",
    "OrganisationGrant",
    "Paper",
    "Person",
    "Rectification",
    "User",
]
