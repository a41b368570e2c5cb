"""Days of the district as they come: sweeps run, and people do what waits, soon, late, or otherwise than hoped.

Everything goes through the services, by the accounts that may; what a service refuses is counted, never forced.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from approvals.cohorts import BY_TRACK, COLLECTIVE
from approvals.models import Campaign, Round
from approvals.notices.models import NoticeEntry
from approvals.notices.objecting import object_to
from approvals.policies.kinds import KINDS
from approvals.rounds.seats import awaited
from approvals.waitlists.queries import free_places
from approvals.waitlists.services import call_up
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Organisation
from core.sweeps import run_sweeps
from workflows.demo.acting import sit
from workflows.demo.answering import AGREES, answer, is_ripe
from workflows.demo.dealing import WAITS

ACTS = 0.45  # how likely whatever waits is dealt with on a working day
OBJECTS = 0.04  # how likely somebody on a notice is objected to, each day
DEFERS = 0.08  # how likely a meeting puts off what it has before it
DESK = dt.timedelta(hours=7)  # how long people are at their desks
SITS_ON = (1, 3)  # weekdays on which lists are closed and meetings held


@dataclass
class Life:
    """The district's people, with one stream of chance; ``did`` and ``refused`` count what came of it."""

    district: Organisation
    random: random.Random
    acts: float = ACTS
    agrees: float = AGREES
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def day(self, now: dt.datetime, *, is_working: bool = True) -> None:
        """Let a day pass: what time brings about, what people do on a working day, and what that sends out."""
        _sweep(now)
        if is_working:
            self._answer_rounds(now)
            self._answer_the_rest(now)
            self._object(now)
            if day_of(now).weekday() in SITS_ON:
                self._sit(now)
                self._call_up(now)
            _sweep(now + DESK)

    def _happens(self, likely: float) -> bool:
        return self.random.random() < likely

    def _answer_rounds(self, now: dt.datetime) -> None:
        rounds = Round.objects.filter(district=self.district, closed_at=None).exclude(kind__in=COLLECTIVE)
        for round in rounds.select_related("process__version", "process__person").order_by("pk"):
            if KINDS[round.kind].human and is_ripe(round, now=now) and self._happens(self.acts):
                self._try(round.kind, partial(answer, round, random=self.random, now=now, agrees=self.agrees))

    def _answer_the_rest(self, now: dt.datetime) -> None:
        for what, rows, deal in WAITS:
            for row in rows().filter(district=self.district).order_by("pk"):
                if self._happens(self.acts):
                    agrees = self._happens(self.agrees)
                    self._try(f"{what} answered", partial(deal, row, agrees=agrees, random=self.random, now=now))

    def _object(self, now: dt.datetime) -> None:
        standing = NoticeEntry.objects.filter(district=self.district, round__closed_at=None, objections=None)
        for entry in standing.filter(notice__ends_on__gte=day_of(now)):
            if self._happens(OBJECTS):
                told = {"name": "周明远", "contact": "13900009999", "text": _("Please check the share of the work.")}
                self._try("objection", partial(object_to, entry, **told, now=now))

    def _sit(self, now: dt.datetime) -> None:
        rounds = Round.objects.filter(district=self.district, closed_at=None, kind__in=COLLECTIVE)
        sittings: dict[tuple[Any, ...], list[Round]] = {}
        for round in rounds.exclude(kind="waitlist").select_related("process__version", "campaign__version"):
            unit = round.case.organisation_id if round.rule.scope == "unit" else None
            track = round.track if round.kind in BY_TRACK else ""
            sittings.setdefault((round.campaign_id, round.kind, round.stage, track, unit), []).append(round)
        for (_campaign, kind, stage, track, _unit), mine in sittings.items():
            against = self._happens(DEFERS)
            self._try(kind, partial(sit, mine[0].campaign, kind, stage, track, rounds=mine, now=now, against=against))

    def _call_up(self, now: dt.datetime) -> None:
        lists = Round.objects.filter(district=self.district, kind="waitlist", closed_at=None)
        for pk, stage, track in lists.values_list("campaign", "stage", "track").distinct().order_by():
            campaign = Campaign.objects.select_related("version", "district").get(pk=pk)
            round = lists.filter(campaign=pk, stage=stage, track=track).first()
            people = awaited(round, on=day_of(now)) if round and free_places(campaign, track=track) > 0 else []
            if people:
                reason = _("A place came free.")
                act = partial(call_up, campaign, stage=stage, track=track, by=people[0], reason=reason, now=now)
                self._try("call-up", act)

    def _try(self, what: str, act: Callable[[], Any]) -> None:
        try:
            act()
        except (Refused, Conflict, PermissionDenied) as refusal:
            self.refused[f"{what}: {refusal}"] += 1
        else:
            self.did[what] += 1


def _sweep(now: dt.datetime) -> None:
    swept = run_sweeps(now)
    if swept.failed:
        raise RuntimeError(f"sweeps failed: {', '.join(swept.failed)}")
