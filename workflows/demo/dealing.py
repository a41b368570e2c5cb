"""How people deal with what waits for them outside the road: proposals, objections, requests, corrected decisions."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from weasyprint import HTML

from approvals.notices import answering as objections
from approvals.notices.models import Objection
from approvals.people.rectifying import accept, keepers_of, refuse
from approvals.reliance.models import Reconsideration
from approvals.reliance.opening import answerers
from approvals.reliance.services import answer
from approvals.rounds.seats import awaited
from core.clock import day_of
from core.corrections.models import Rectification
from core.models import User
from workflows.adjustment.models import Proposal
from workflows.adjustment.proposals import dismiss, may_answer, take_up
from workflows.adjustment.services import attach, hand_in, revise


def paper(words: str) -> SimpleUploadedFile:
    """Return a signed paper of few words."""
    return SimpleUploadedFile("signed.pdf", HTML(string=f"<p>{words}</p>").write_pdf() or b"")


def answer_proposal(proposal: Proposal, *, agrees: bool, random: Random, now: dt.datetime) -> None:
    """Take a proposal up and bring the adjustment under way, or dismiss it."""
    users = User.objects.filter(district=proposal.district_id, is_active=True)
    by = next(user for user in users.order_by("pk") if may_answer(user, proposal))
    if not agrees:
        dismiss(proposal, reason=_("Looked into; nothing follows from it."), by=by, now=now)
    elif begun := take_up(proposal, by=by, now=now):
        revise(begun, reasons=begun.reasons, new_post=_("The next lower post"), by=by, now=now)
        for material in begun.campaign.policy.materials.values():
            attach(begun, material=material.key, upload=paper(_("Evidence (sample)")), by=by, now=now)
        hand_in(begun, by=by, now=now)


def answer_objection(objection: Objection, *, agrees: bool, random: Random, now: dt.datetime) -> None:
    """Take an objection up and dismiss it, or find it true."""
    by = awaited(objection.entry.round, on=day_of(now))[0]
    if not objection.taken_up:
        objection = objections.take_up(objection, by=by, now=now)
    finding, text = ("dismissed" if agrees else "upheld"), _("The papers were compared with the originals.")
    objections.answer(objection, finding=finding, text=text, by=by, now=now)


def answer_request(asked: Rectification, *, agrees: bool, random: Random, now: dt.datetime) -> None:
    """Correct a file as its person asks, or say why not."""
    by = random.choice(keepers_of(asked))
    if agrees:
        accept(asked, by=by, now=now)
    else:
        refuse(asked, reason=_("The original says otherwise."), by=by, now=now)


def reconsider(wanted: Reconsideration, *, agrees: bool, random: Random, now: dt.datetime) -> None:
    """Say whether a decision stands after what it rested on was corrected."""
    by = random.choice(answerers(wanted.case, on=day_of(now)))
    answer(wanted, stands=agrees, reason=_("The papers were compared with the originals."), by=by, now=now)


WAITS: list[tuple[str, Callable[[], QuerySet[Any]], Callable[..., None]]] = [
    ("proposal", lambda: Proposal.objects.filter(state=Proposal.State.OPEN), answer_proposal),
    ("objection", lambda: Objection.objects.filter(answered_at=None), answer_objection),
    ("request for correction", lambda: Rectification.objects.waiting(), answer_request),
    ("reconsideration", lambda: Reconsideration.objects.filter(state=Reconsideration.State.OPEN), reconsider),
]
