"""The papers every process has: the approval form of a case, the notice as it is posted, the minutes of a meeting."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.cases.models import Case
from approvals.cases.page import Clause, answers_of
from approvals.cases.progress import outcome_words
from approvals.cases.trail import Entry, entries_of, rounds_of
from approvals.documents.kinds import DocumentKind, register
from approvals.documents.layouts import form
from approvals.documents.words import DIGITS_SHOWN, Box, Fact, Opinion, Words, plain_day
from approvals.meetings.minutes import BREAK, readable
from approvals.meetings.models import Meeting
from approvals.meetings.people import may_clerk, stepped_out
from approvals.notices.models import PublicNotice
from approvals.policies.kinds import KINDS
from core.clock import day_of
from core.models import Organisation, User
from core.organisations.models import Kind
from core.organisations.roles import Role

DESKS = frozenset({Role.OFFICER, Role.HEAD, Role.LEADER})
CASE_FACTS = ("number", "name", "track", "unit", "gender", "subject", "campaign")


def bureau_of(district: Organisation) -> str:
    """Return the name under which a district's papers go out: its bureau's, or its own where it has none."""
    bureau = Organisation.objects.filter(district=district, kind=Kind.BUREAU).order_by("pk").first()
    return str(bureau or district)


def facts_of(case: Case) -> tuple[Fact, ...]:
    """Return the head of a paper about a case, under the keys of ``CASE_FACTS``."""
    person = case.person
    said = {
        "number": (_("Number"), case.number),
        "name": (_("Name"), case.title),
        "track": (_("Category"), str(case.policy.tracks[case.track].title)),
        "unit": (_("School or unit"), str(case.organisation)),
        "gender": (_("Gender"), person.get_gender_display() if person else ""),
        "subject": (_("Subject taught"), person.subject if person else ""),
        "campaign": (_("Campaign"), case.campaign.title),
    }
    return tuple(Fact(key, *said[key]) for key in CASE_FACTS)


def approval_form(case: Case, *, reader: User | None) -> Words:
    """Return 审批表: what a case is about, how it meets each condition, and what everybody said of it."""
    ended = () if case.is_live else (_("Outcome: %(words)s") % {"words": outcome_words(case)},)
    return Words(
        title=_("%(title)s: approval form") % {"title": case.policy.title},
        issuer=bureau_of(case.district),
        facts=facts_of(case),
        columns=(_("Condition"), _("Answer")) if case.policy.eligibility or case.policy.vetoes else (),
        rows=tuple((clause.says, answer_words(clause)) for clause in answers_of(case)),
        boxes=tuple(boxes_of(case)),
        closing=ended,
        note=_("The opinions are those of the record at the head %(head)s.") % {"head": case.chain_head[:DIGITS_SHOWN]},
    )


def answer_words(clause: Clause) -> str:
    """Return how a condition was answered, with the facts that answer rests on."""
    facts = (f"{label} {value}" for label, value in clause.facts)
    return " · ".join(filter(None, (clause.word, *facts, clause.relaxation)))


def boxes_of(case: Case) -> list[Box]:
    """Return a box for each stage that people have closed and that still counts, in the order of the closing."""
    passed = [
        round
        for round in rounds_of(case)
        if round.closed_at and not round.is_void and round.verdict != "withdrawn" and KINDS[round.kind].human
    ]
    return [
        Box(str(round.rule.title), tuple(_opinion(entry) for entry in entries_of(round) if entry.counts))
        for round in passed
    ]


def _opinion(entry: Entry) -> Opinion:
    by = " ".join(filter(None, (entry.office, entry.who)))
    return Opinion(" · ".join((entry.word, *entry.said)), by, plain_day(day_of(entry.at)))


def notice_text(notice: PublicNotice, *, reader: User | None) -> Words:
    """Return 公示公告: the names, and until when who may object."""
    entries = notice.entries.select_related("round__process__person", "round__process__organisation")
    rounds = [entry.round for entry in entries.exclude(round__verdict__in=("upheld", "withdrawn"))]
    days = {"start": plain_day(notice.starts_on), "end": plain_day(notice.ends_on), "title": notice.campaign.title}
    tracks = notice.campaign.policy.tracks
    return Words(
        title=f"{notice.campaign.title} {notice.rule.title}",
        issuer=str(notice.organisation or bureau_of(notice.district)),
        paragraphs=(
            _("The following are made known before a decision in “%(title)s”.") % days,
            _("The notice stands from %(start)s to %(end)s, both days included.") % days,
        ),
        columns=(_("Name"), _("School"), _("Category")),
        rows=tuple(
            (round.case.title, str(round.case.organisation), str(tracks[round.track].title)) for round in rounds
        ),
        closing=(_objecting(notice),),
    )


def _objecting(notice: PublicNotice) -> str:
    if notice.rule.real_name:
        return _(
            "Anybody may object within this time, under their real name and with facts. The name is kept confidential."
        )
    return _("Anybody may object within this time, with facts. The name of who signs is kept confidential.")


def minutes_text(meeting: Meeting, *, reader: User | None) -> Words:
    """Return 会议纪要: the minutes as they were written; to who stepped out of a matter, without it."""
    without = stepped_out(meeting, reader) if reader else set()
    head, *parts = readable(meeting, without=without).split(BREAK)
    title, *lines = head.strip().splitlines()
    signed = {"who": meeting.signed_by, "day": plain_day(day_of(meeting.signed_at)) if meeting.signed_at else ""}
    return Words(
        title=title,
        issuer=str(meeting.organisation),
        paragraphs=(*lines, *(line for part in parts for line in part.strip().splitlines())),
        closing=(_("Signed by %(who)s on %(day)s") % signed if meeting.signed_at else _("Not signed yet."),),
        note=_("Digest of the minutes and the ballots: %(digest)s") % {"digest": meeting.digest}
        if meeting.digest
        else "",
    )


def _keeps(user: User, meeting: Meeting) -> bool:
    return meeting.signed_at is not None and may_clerk(user, meeting)


def register_standard() -> None:
    """Make the papers of every process known."""
    own: dict[str, Any] = {"issued_by": DESKS}
    register(
        DocumentKind(
            key="approval_form",
            title=gettext_lazy("Approval form"),
            of="case",
            words=approval_form,
            facts=CASE_FACTS,
            layout=form,
            fits_one_page=True,
            **own,
        ),
        DocumentKind("notice", gettext_lazy("Notice to be posted"), "notice", notice_text, public=True, **own),
        DocumentKind("minutes", gettext_lazy("Minutes"), "meeting", minutes_text, may_issue=_keeps),
    )
